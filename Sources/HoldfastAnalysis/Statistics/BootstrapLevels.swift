// SPDX-License-Identifier: Apache-2.0

/// Which quantiles of the replicates are the ends of an interval.
struct BootstrapLevels {
    let low: Double
    let high: Double

    /// - Parameters:
    ///   - value: the statistic of the data.
    ///   - replicates: sorted.
    ///   - leftOut: the statistic with one cluster left out at a time; asked for where the plan's method needs it.
    init(plan: BootstrapPlan, value: Double, replicates: [Double], leftOut: () -> [Double]) {
        let tail = (1 - plan.level) / 2
        guard plan.method == .bca, let first = replicates.first, let last = replicates.last, first < last else {
            (low, high) = (tail, 1 - tail)
            return
        }
        // Ties count half, so that a discrete statistic has no bias of its own.
        let below = Double(replicates.count { $0 < value }) + 0.5 * Double(replicates.count { $0 == value })
        let share = min(max(below, 0.5), Double(replicates.count) - 0.5) / Double(replicates.count)
        let bias = Normal.quantile(share)
        let acceleration = Self.acceleration(leftOut())
        func level(_ probability: Double) -> Double {
            let shifted = bias + Normal.quantile(probability)
            return Normal.cumulative(bias + shifted / (1 - acceleration * shifted))
        }
        low = level(tail)
        high = level(1 - tail)
    }

    private static func acceleration(_ left: [Double]) -> Double {
        let mean = left.reduce(0, +) / Double(max(1, left.count))
        var squares = 0.0
        var cubes = 0.0
        for value in left {
            let distance = mean - value
            squares += distance * distance
            cubes += distance * distance * distance
        }
        return squares == 0 ? 0 : cubes / (6 * squares * squares.squareRoot())
    }

    /// The quantile of sorted values, by linear interpolation between neighbours.
    static func quantile(_ probability: Double, of sorted: [Double]) -> Double {
        let place = min(max(probability, 0), 1) * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }
}
