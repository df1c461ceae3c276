// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The metrics of every episode by themselves, as small as can be, to be paired with those of another set: some 170 bytes an episode.
struct EpisodeTable: EpisodeAccumulator {
    /// What is kept of each episode.
    static let metrics = ReportedMetric.all.filter { !ReportedMetric.ofSets.contains($0.name) }
    private static let places = Dictionary(uniqueKeysWithValues: metrics.enumerated().map { ($0.element.name, $0.offset) })

    private(set) var clusters: [ClusterKey] = []
    private var exact: [UInt64] = []
    private var rough: [UInt64] = []
    /// One row after another; NaN where an episode lacks a metric.
    private var values: [Float] = []

    init() {}

    var count: Int { clusters.count }

    /// The value of a metric of an episode, or nil where it has none.
    func value(_ metric: Int, of row: Int) -> Double? {
        let value = values[row * Self.metrics.count + metric]
        return value.isNaN ? nil : Double(value)
    }

    mutating func add(_ stored: StoredEpisode) {
        let episode = stored.episode
        clusters.append(stored.cluster)
        rough.append(StableHash.of("\(episode.scenario.id)|\(episode.id.rollout)"))
        exact.append(StableHash.of("\(episode.scenario.id)|\(episode.id.rollout)|\(episode.samplingSeed)"))
        let start = values.count
        values.append(contentsOf: repeatElement(.nan, count: Self.metrics.count))
        for (name, value) in EpisodeMetrics.values(of: stored.scored) {
            if let place = Self.places[name] { values[start + place] = Float(value) }
        }
    }

    mutating func merge(_ other: EpisodeTable) {
        clusters += other.clusters
        exact += other.exact
        rough += other.rough
        values += other.values
    }

    /// Rows of two tables that are about the same scenario and sampling seed, and among those that are left about the same scenario and rollout.
    static func pairs(_ before: EpisodeTable, _ after: EpisodeTable) -> [(before: Int, after: Int)] {
        var pairs: [(before: Int, after: Int)] = []
        var freeBefore = Array(0..<before.count)
        var freeAfter = Array(0..<after.count)
        for key in [\EpisodeTable.exact, \EpisodeTable.rough] {
            let (first, second) = (before[keyPath: key], after[keyPath: key])
            // Lists with the first at the end, so that repeats of one key are paired in their order.
            var waiting: [UInt64: [Int]] = [:]
            for row in freeAfter.reversed() { waiting[second[row], default: []].append(row) }
            var taken: Set<Int> = []
            freeBefore.removeAll { row in
                guard let partner = waiting[first[row]]?.popLast() else { return false }
                pairs.append((row, partner))
                taken.insert(partner)
                return true
            }
            freeAfter.removeAll { taken.contains($0) }
        }
        return pairs
    }
}
