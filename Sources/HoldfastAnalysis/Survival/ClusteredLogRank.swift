// SPDX-License-Identifier: Apache-2.0

/// Whether two groups fail at the same pace, where items come in clusters: the log-rank test with the variance of the clusters' contributions.
///
/// The components of one persona's dialogues fail together, before and after alike, so the plain test counts the same news many times over.
/// The numerator is the plain one: U = Σ (n₂ d₁ - n₁ d₂) / n over the times. It is a sum of what each cluster adds once the expectation is
/// taken away, ψ = Σ [n₂ (d₁ - n₁ λ) - n₁ (d₂ - n₂ λ)] / n with the cluster's own d and n in the brackets and λ = d / n of all; its variance
/// is Σ ψ². A cluster that is in both groups has one ψ, so clusters are paired.
///
/// Source: Lee, Wei and Amato, "Cox-Type Regression Analysis for Large Numbers of Small Groups of Correlated Failure Time Observations" (1992):
/// the robust score test of a proportional-hazards model at no effect, ties after Breslow, as R's `coxph(cluster =)` has it.
public struct ClusteredLogRank: Hashable, Sendable {
    /// One cluster's counts by turn in one group; index 0 holds those of turn 1.
    public struct Counts: Hashable, Sendable {
        /// Items that failed at each turn.
        public var events: [Double]
        /// Items last seen at each turn without having failed.
        public var censored: [Double]

        /// Counts by turn, as many of the one as of the other.
        public init(events: [Double], censored: [Double]) {
            self.events = events
            self.censored = censored
        }

        /// Items that were still there at each turn.
        var atRisk: [Double] {
            var left = 0.0
            return zip(events, censored).reversed().map {
                left += $0 + $1
                return left
            }.reversed()
        }
    }

    /// Events of the first group above what it would have at the other's pace, after weighing; below 0 where the first lasts longer.
    public let excess: Double
    /// The statistic; 0 where there is nothing to compare.
    public let chiSquared: Double

    /// The chance of such a difference where there is none.
    public var p: Double { ChiSquared.tail(chiSquared, degreesOfFreedom: 1) }

    /// The test of two groups.
    /// - Parameter clusters: for each cluster its counts in the first and in the second group, all over the same turns.
    public init(_ clusters: [(first: Counts, second: Counts)]) {
        let counts = clusters.map { (first: $0.first.events, atFirst: $0.first.atRisk, second: $0.second.events, atSecond: $0.second.atRisk) }
        let turns = counts.first?.first.count ?? 0
        var contributions = [Double](repeating: 0, count: clusters.count)
        for turn in 0..<turns {
            let first = counts.reduce(0) { $0 + $1.atFirst[turn] }
            let second = counts.reduce(0) { $0 + $1.atSecond[turn] }
            let failed = counts.reduce(0) { $0 + $1.first[turn] + $1.second[turn] }
            let all = first + second
            guard failed > 0, first > 0, second > 0 else { continue }
            let pace = failed / all
            for (cluster, own) in counts.enumerated() {
                contributions[cluster] += second / all * (own.first[turn] - own.atFirst[turn] * pace)
                contributions[cluster] -= first / all * (own.second[turn] - own.atSecond[turn] * pace)
            }
        }
        excess = contributions.reduce(0, +)
        let variance = contributions.reduce(0) { $0 + $1 * $1 }
        chiSquared = variance > 0 ? excess * excess / variance : 0
    }
}
