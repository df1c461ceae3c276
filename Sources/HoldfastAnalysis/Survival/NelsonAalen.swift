// SPDX-License-Identifier: Apache-2.0

/// The cumulative hazard: how many failures an item would have met by a time if it were replaced after each.
///
/// The sum of d / n, events over items at risk. Straight where the chance to fail next is the same at every line, bent downwards where those
/// that last are the sturdy ones. Lines are counted one by one, so many items fail at one time; the variance is the binomial one for such
/// times, the sum of d (n - d) / n³, and not d / n², which is for times that never coincide.
///
/// Source: Aalen, "Nonparametric Inference for a Family of Counting Processes" (1978); variance after Klein, "Small Sample Moments of Some
/// Estimators of the Variance of the Kaplan-Meier and Nelson-Aalen Estimators" (1991).
public struct NelsonAalen: Hashable, Sendable {
    /// The hazard right after a time at which an item failed or left.
    public struct Point: Hashable, Sendable {
        /// When.
        public var time: Double
        /// Expected failures by then.
        public var hazard: Double
        /// Variance of `hazard`, items taken as independent.
        public var variance: Double
    }

    /// One point per row of the table.
    public let points: [Point]

    /// The hazard of a table.
    public init(_ table: LifeTable) {
        var hazard = 0.0
        var variance = 0.0
        points = table.rows.map { row in
            hazard += row.events / row.atRisk
            variance += row.events * (row.atRisk - row.events) / (row.atRisk * row.atRisk * row.atRisk)
            return Point(time: row.time, hazard: hazard, variance: variance)
        }
    }
}
