// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// Which episodes come into question for a key; every condition that is set has to hold.
public struct EpisodeFilter: Hashable, Sendable {
    /// Phases, such as `train`; none for all.
    public var phases: Set<String> = []
    /// Endings; none for all.
    public var endings: Set<EndingReason> = []
    /// What the decision to stop was worth; none for all.
    public var stops: Set<StopDecision> = []
    /// Domains; none for all.
    public var domains: Set<String> = []
    /// The least reward; an episode without a reward has none.
    public var leastReward: Double?
    /// The share of the episodes with the highest rewards, above 0 and up to 1, of those that the other conditions leave.
    public var topRewards: Double?

    /// No condition: all episodes.
    public init() {}

    /// The entries that fulfil the conditions, shard by shard and in their order.
    ///
    /// Of the episodes at the edge of the highest rewards that have one reward, those with the lowest hash of their identifier are taken: an
    /// arbitrary choice that does not depend on the order of reading.
    /// - Throws: `.usage` where the share of the highest rewards is none.
    public func entries(of shards: [ShardIndex]) throws -> [[EpisodeEntry]] {
        let left = shards.map { $0.entries.filter(includes) }
        guard let topRewards else { return left }
        guard topRewards > 0, topRewards <= 1 else {
            throw HoldfastError(.usage, "the share of the highest rewards is \(topRewards); it lies above 0 and up to 1")
        }
        let ranked = left.enumerated().flatMap { shard, entries in
            entries.compactMap { entry in
                entry.reward.map { Ranked(reward: $0, hash: StableHash.of("\(entry.id)"), place: Place(shard: shard, row: entry.row)) }
            }
        }.sorted()
        let best = Set(ranked.prefix(Int((topRewards * Double(ranked.count)).rounded())).map(\.place))
        return left.enumerated().map { shard, entries in entries.filter { best.contains(Place(shard: shard, row: $0.row)) } }
    }

    private func includes(_ entry: EpisodeEntry) -> Bool {
        (phases.isEmpty || phases.contains(entry.id.phase)) && (endings.isEmpty || endings.contains(entry.ending))
            && (stops.isEmpty || entry.stop.map(stops.contains) == true) && (domains.isEmpty || domains.contains(entry.domain))
            && (leastReward.map { least in entry.reward.map { $0 >= least } ?? false } ?? true)
    }

    /// The conditions in words, empty where there are none.
    public var rule: String {
        var words: [String] = []
        if !phases.isEmpty { words.append("phase " + phases.sorted().joined(separator: "|")) }
        if !endings.isEmpty { words.append("ending " + endings.map(\.rawValue).sorted().joined(separator: "|")) }
        if !stops.isEmpty { words.append("stop " + stops.map(\.rawValue).sorted().joined(separator: "|")) }
        if !domains.isEmpty { words.append("domain " + domains.sorted().joined(separator: "|")) }
        if let leastReward { words.append("reward >= \(leastReward)") }
        if let topRewards { words.append("highest \(topRewards) of the rewards") }
        return words.joined(separator: ", ")
    }
}

private struct Place: Hashable {
    var shard: Int
    var row: Int
}

/// Orders by the reward, highest first; not a number is last.
private struct Ranked: Comparable {
    var reward: Double
    var hash: UInt64
    var place: Place

    static func < (left: Ranked, right: Ranked) -> Bool {
        if left.reward.isNaN != right.reward.isNaN { return right.reward.isNaN }
        if left.reward != right.reward, !left.reward.isNaN { return left.reward > right.reward }
        return (left.hash, left.place.shard, left.place.row) < (right.hash, right.place.shard, right.place.row)
    }
}
