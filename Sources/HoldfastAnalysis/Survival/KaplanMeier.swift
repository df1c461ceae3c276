// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The share of items that last beyond each time, where some are lost from sight before they fail.
///
/// S(t) is the product of (1 - events / at risk) over the times up to t. Its errors here take items as independent, which the components of one
/// persona's dialogues are not: reports show intervals from resampled personas instead.
///
/// Source: Kaplan and Meier, "Nonparametric Estimation from Incomplete Observations" (1958); variance after Greenwood (1926); log-log
/// intervals and the restricted mean after Klein and Moeschberger, "Survival Analysis" (2003), sections 4.2 to 4.5.
public struct KaplanMeier: Hashable, Sendable {
    /// The curve right after a time at which an item failed or left.
    public struct Point: Hashable, Sendable {
        /// When.
        public var time: Double
        /// Share of items that last beyond it.
        public var survival: Double
        /// Greenwood's sum of events / (at risk (at risk - events)): the variance of log S; infinite where S is 0.
        public var logVariance: Double

        /// Standard error of S by Greenwood's formula; nil where S is 0.
        public var standardError: Double? { survival == 0 ? nil : survival * logVariance.squareRoot() }

        /// The interval of S on the scale of log(-log S), which stays within 0...1; nil where S is 0, and without width where it is 1.
        public func interval(level: Double = 0.95) -> ClosedRange<Double>? {
            guard survival > 0 else { return nil }
            guard survival < 1 else { return 1...1 }
            let reach = Normal.quantile((1 + level) / 2) * logVariance.squareRoot() / log(survival)
            let place = log(-log(survival))
            return exp(-exp(place - reach))...exp(-exp(place + reach))
        }
    }

    /// One point per row of the table.
    public let points: [Point]
    private let table: LifeTable

    /// The curve of a table.
    public init(_ table: LifeTable) {
        self.table = table
        var survival = 1.0
        var variance = 0.0
        points = table.rows.map { row in
            survival *= 1 - row.events / row.atRisk
            if row.events > 0 { variance += row.events / (row.atRisk * (row.atRisk - row.events)) }
            return Point(time: row.time, survival: row.events == row.atRisk ? 0 : survival, logVariance: variance)
        }
    }

    /// The share of items that last beyond a time; behind the last time the curve stays as it is.
    public func survival(at time: Double) -> Double { points.last { $0.time <= time }?.survival ?? 1 }

    /// The first time at which at most half of the items are left; nil where more are to the end.
    public var median: Double? { points.first { $0.survival <= 0.5 }?.time }

    /// The mean of the time until failure or `limit`, whatever comes first: the area under the curve up to `limit`.
    ///
    /// Behind the last time the curve is held where it is. Its error is Greenwood's; a time at which all that are left fail adds nothing to it.
    public func restrictedMean(to limit: Double) -> (value: Double, standardError: Double) {
        var area = 0.0
        var last = (time: 0.0, survival: 1.0)
        var areas: [Double] = []
        for point in points where point.time < limit {
            area += (point.time - last.time) * last.survival
            areas.append(area)
            last = (point.time, point.survival)
        }
        area += (limit - last.time) * last.survival
        let variance = zip(areas, table.rows).reduce(0.0) { sum, pair in
            let (before, row) = pair
            guard row.atRisk > row.events else { return sum }
            return sum + (area - before) * (area - before) * row.events / (row.atRisk * (row.atRisk - row.events))
        }
        return (area, variance.squareRoot())
    }
}
