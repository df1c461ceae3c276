// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten.
struct AxisTicks: Sendable {
    /// Where they stand, from low to high, within the ends that were given.
    let values: [Double]
    /// How many digits behind the point tell them apart.
    let digits: Int

    /// - Parameters:
    ///   - low: lower end, below `high`.
    ///   - count: about how many are wanted; at least 2.
    ///   - isWhole: whether there is nothing between whole numbers.
    init(low: Double, high: Double, count: Int, isWhole: Bool = false) {
        let rough = (high - low) / Double(max(2, count))
        let power = pow(10, floor(log10(rough)))
        // A hair less, since a range such as 0.95 - 0.94 comes out a hair more.
        let ratio = rough / power - 1e-6
        var step = power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10)
        if isWhole { step = max(1, step.rounded()) }
        let first = (low / step - 1e-9).rounded(.up)
        let last = (high / step + 1e-9).rounded(.down)
        // The sum with 0 takes the sign off a negative zero.
        values = first <= last ? stride(from: first, through: last, by: 1).map { $0 * step + 0 } : []
        digits = max(0, Int(-floor(log10(step) + 1e-9)))
    }

    /// A tick in words.
    func label(_ value: Double, isShare: Bool) -> String {
        if isShare { return Cells.number(100 * value, digits: max(0, digits - 2)) + "%" }
        return Cells.number(value, digits: digits)
    }
}

/// From numbers to places on the drawing.
struct PlotScale: Sendable {
    /// The numbers at both ends; the first is the lower one.
    let domain: ClosedRange<Double>
    /// The places of the lower and the upper end; on a vertical axis the first is the larger one.
    let places: (low: Double, high: Double)

    /// The place of a number; beyond the ends, the end.
    func callAsFunction(_ value: Double) -> Double {
        let share = (min(max(value, domain.lowerBound), domain.upperBound) - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        return places.low + share * (places.high - places.low)
    }

    /// Ends that hold all numbers and those that an axis names, with room around where it names none.
    static func domain(of numbers: [Double], axis: FigureAxis, includesZero: Bool = false, room: Double = 0.05) -> ClosedRange<Double> {
        let numbers = includesZero ? numbers + [0] : numbers
        var low = axis.low ?? numbers.min() ?? 0
        var high = axis.high ?? numbers.max() ?? 1
        if low >= high {
            // One number, or ends that contradict each other: some room on either side of it.
            let around = max(abs(low), abs(high), 1e-12) * 0.1
            (low, high) = (min(low, high) - around, max(low, high) + around)
        }
        let padding = room * (high - low)
        let isTight = { (end: Double) in includesZero && end == 0 || axis.isShare && (end == 0 || end == 1) }
        if axis.low == nil, !isTight(low) { low = axis.isShare && low >= 0 ? max(0, low - padding) : low - padding }
        if axis.high == nil, !isTight(high) { high = axis.isShare && high <= 1 ? min(1, high + padding) : high + padding }
        return low...high
    }
}
