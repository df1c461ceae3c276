// SPDX-License-Identifier: Apache-2.0

/// Normal intervals from a statistic with one cluster left out at a time.
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 11.
enum Jackknife {
    /// - Parameter leftOut: the statistic without each cluster; no interval unless it could be had for every cluster.
    static func estimate(value: Double, leftOut: [Double], clusters: Int, level: Double, observations: Int) -> Estimate {
        var result = Estimate(value: value, observations: observations)
        guard clusters > 1, leftOut.count == clusters else { return result }
        let mean = leftOut.reduce(0, +) / Double(clusters)
        let squares = leftOut.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        let error = (squares * Double(clusters - 1) / Double(clusters)).squareRoot()
        let reach = Normal.quantile((1 + level) / 2) * error
        result.low = value - reach
        result.high = value + reach
        return result
    }
}
