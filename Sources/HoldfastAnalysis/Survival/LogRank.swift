// SPDX-License-Identifier: Apache-2.0

/// Whether groups fail at the same pace: the log-rank test, items taken as independent.
///
/// At each time the events of all groups are shared out by the numbers at risk; what a group has more or less than its share adds up. The
/// variance is hypergeometric. Strata are compared within themselves and added.
///
/// Source: Mantel, "Evaluation of Survival Data and Two New Rank Order Statistics" (1966); Peto and Peto (1972). `ClusteredLogRank` is for
/// items that come in clusters.
public struct LogRank: Hashable, Sendable {
    /// Events of each group.
    public let observed: [Double]
    /// Events that each group would have if all failed at the same pace.
    public let expected: [Double]
    /// The statistic; 0 where there is nothing to compare.
    public let chiSquared: Double
    /// Groups that could have had an event, less one.
    public let degreesOfFreedom: Int

    /// The chance of such differences where there is none.
    public var p: Double { ChiSquared.tail(chiSquared, degreesOfFreedom: degreesOfFreedom) }

    /// The test of groups, without strata.
    public init(_ groups: [LifeTable]) {
        self.init(strata: [groups])
    }

    /// The test of groups within strata.
    /// - Parameter strata: for each stratum the tables of all groups, in one order; empty tables where a group has no item.
    public init(strata: [[LifeTable]]) {
        let count = strata.map(\.count).max() ?? 0
        var observed = [Double](repeating: 0, count: count)
        var expected = observed
        var covariance = [[Double]](repeating: observed, count: count)
        for groups in strata {
            for time in Set(groups.flatMap { $0.rows.filter { $0.events > 0 }.map(\.time) }).sorted() {
                let atRisk = groups.map { $0.atRisk(at: time) }
                let events = groups.map { $0.events(at: time) }
                let (all, failed) = (atRisk.reduce(0, +), events.reduce(0, +))
                let spread = all > 1 ? failed * (all - failed) / (all - 1) : 0
                for group in groups.indices {
                    observed[group] += events[group]
                    let share = atRisk[group] / all
                    expected[group] += failed * share
                    for other in groups.indices {
                        covariance[group][other] += spread * share * ((group == other ? 1 : 0) - atRisk[other] / all)
                    }
                }
            }
        }
        // The differences add up to 0, so one group says nothing of its own; a group that is never at risk says nothing at all.
        let compared = Array(expected.indices.filter { expected[$0] > 0 }.dropLast())
        self.observed = observed
        self.expected = expected
        degreesOfFreedom = compared.count
        let difference = compared.map { observed[$0] - expected[$0] }
        let solved = LinearSystem.solve(compared.map { row in compared.map { covariance[row][$0] } }, difference)
        chiSquared = solved.map { zip($0, difference).reduce(0) { $0 + $1.0 * $1.1 } } ?? 0
    }
}
