// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// How bootstrap intervals are made.
public struct BootstrapPlan: Hashable, Sendable, Codable {
    /// How an interval follows from the replicates.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// Quantiles of the replicates.
        case percentile
        /// Bias-corrected and accelerated quantiles (Efron 1987), the acceleration from a jackknife over clusters.
        case bca
    }

    /// How many resamples; at least 1.
    public var replicates: Int
    /// Share of the interval, in (0, 1).
    public var level: Double
    /// How the ends of an interval are chosen.
    public var method: Method
    /// Seed of the resampling; equal data and seed give equal intervals.
    public var seed: UInt64

    /// A plan for 95 % percentile intervals from 2,000 resamples, unless told otherwise. Fewer than 1 replicate counts as 1.
    public init(replicates: Int = 2_000, level: Double = 0.95, method: Method = .percentile, seed: UInt64 = 0) {
        self.replicates = max(1, replicates)
        self.level = level
        self.method = method
        self.seed = seed
    }
}

/// Intervals by a two-stage bootstrap: clusters are drawn with replacement, then observations within each drawn cluster.
///
/// Dialogues of one persona resemble each other, so the persona is what is drawn; intervals over single dialogues would be too
/// narrow. The resamples are drawn once and shared by every statistic of one set of observations. Where the statistic is absent
/// on a resample (every observation it needs was left out), that resample does not count.
///
/// Source: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), section 3.8: groups with replacement, then members within
/// them with replacement. `ClusterResampling` leaves members as they are, which needs no episode in memory.
public struct ClusterBootstrap: Sendable {
    /// How the resamples were drawn and intervals are made.
    public let plan: BootstrapPlan
    /// Observations by cluster, clusters in order of first appearance.
    private let members: [[Int]]
    private let count: Int
    /// One resample after another, as indices of observations; their boundaries in `starts`.
    private let drawn: [Int32]
    private let starts: [Int]

    /// - Parameter clusters: the cluster of each observation, such as the persona of each episode.
    public init(clusters: [String], plan: BootstrapPlan = BootstrapPlan()) {
        self.plan = plan
        count = clusters.count
        var places: [String: Int] = [:]
        var members: [[Int]] = []
        for (observation, cluster) in clusters.enumerated() {
            if let place = places[cluster] {
                members[place].append(observation)
            } else {
                places[cluster] = members.count
                members.append([observation])
            }
        }
        self.members = members
        var random = RandomKey(seed: plan.seed, purpose: .bootstrap).stream
        var drawn: [Int32] = []
        var starts = [0]
        if members.count > 1 {
            drawn.reserveCapacity(plan.replicates * clusters.count)
            for _ in 0..<plan.replicates {
                for _ in members.indices {
                    let cluster = members[Int(random.next() % UInt64(members.count))]
                    for _ in cluster.indices { drawn.append(Int32(cluster[Int(random.next() % UInt64(cluster.count))])) }
                }
                starts.append(drawn.count)
            }
        }
        self.drawn = drawn
        self.starts = starts
    }

    /// Number of clusters.
    public var clusterCount: Int { members.count }

    /// The statistic of all observations, with its interval.
    /// - Parameters:
    ///   - observations: how many observations the statistic rests on, for the record.
    ///   - statistic: gets indices of observations, some of them several times; nil where it cannot be had.
    /// - Returns: nil where the statistic of the data is nil. With one cluster there is a value and no interval.
    public func estimate(observations: Int? = nil, _ statistic: (ArraySlice<Int32>) -> Double?) -> Estimate? {
        let all = (0..<count).map { Int32($0) }
        guard let value = statistic(all[...]) else { return nil }
        var result = Estimate(value: value, observations: observations ?? count)
        guard members.count > 1 else { return result }
        let replicates = zip(starts, starts.dropFirst()).compactMap { statistic(drawn[$0..<$1]) }.filter(\.isFinite).sorted()
        guard !replicates.isEmpty else { return result }
        let levels = BootstrapLevels(plan: plan, value: value, replicates: replicates) {
            members.indices.compactMap { out in
                statistic(Array(members.indices.filter { $0 != out }.flatMap { members[$0] }.map { Int32($0) })[...])
            }
        }
        result.low = BootstrapLevels.quantile(levels.low, of: replicates)
        result.high = BootstrapLevels.quantile(levels.high, of: replicates)
        return result
    }

    /// The mean of the values that are there, with its interval; nil where none is.
    public func mean(of values: [Double?]) -> Estimate? {
        estimate(observations: values.count { $0 != nil }) { Self.mean(of: values, at: $0) }
    }

    static func mean(of values: [Double?], at indices: ArraySlice<Int32>) -> Double? {
        var sum = 0.0
        var present = 0
        for index in indices {
            guard let value = values[Int(index)] else { continue }
            sum += value
            present += 1
        }
        return present == 0 ? nil : sum / Double(present)
    }
}
