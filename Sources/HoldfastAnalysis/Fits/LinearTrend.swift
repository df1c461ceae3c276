// SPDX-License-Identifier: Apache-2.0

/// A straight line through weighted points, by least squares.
public struct LinearTrend: Hashable, Sendable {
    /// Height at 0.
    public let intercept: Double
    /// Rise per unit.
    public let slope: Double

    /// The line through points; nil unless two of them have different places and weights above 0.
    /// - Parameters:
    ///   - x: places, such as ordinals of lines.
    ///   - y: heights, such as rates.
    ///   - weights: what each counts for, such as decided lines.
    public init?(x: [Double], y: [Double], weights: [Double]) {
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        let center = zip(x, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        let height = zip(y, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        var (squares, products) = (0.0, 0.0)
        for index in x.indices where weights[index] > 0 {
            squares += weights[index] * (x[index] - center) * (x[index] - center)
            products += weights[index] * (x[index] - center) * (y[index] - height)
        }
        guard squares > 1e-12 * total else { return nil }
        slope = products / squares
        intercept = height - slope * center
    }
}
