// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// Where an episode lies: what a number, a point of a plot or a gate points at.
public struct EpisodeReference: Hashable, Sendable, Codable {
    /// Path of the shard, as it was given to the analysis.
    public var shard: String
    /// Position in the shard, from 0; `holdfast show SHARD --episode ROW` shows it.
    public var row: Int
    /// Where it stands in its run.
    public var id: EpisodeID

    /// A reference to an episode.
    public init(shard: String, row: Int, id: EpisodeID) {
        self.shard = shard
        self.row = row
        self.id = id
    }
}

/// One stored episode as the analysis sees it: without tokens, with what was said about it.
public struct StoredEpisode: Sendable {
    /// Dialogue, verdicts, scores and reward. The traces of the dialogue and of its probes are empty.
    public var scored: ScoredEpisode
    /// Where it lies.
    public var reference: EpisodeReference
    /// The cluster that it belongs to: its scenario's subject.
    public var cluster: ClusterKey

    /// An episode and where it lies.
    public init(scored: ScoredEpisode, reference: EpisodeReference) {
        self.scored = scored
        self.reference = reference
        cluster = ClusterKey(scored.episode.scenario.subject)
    }

    /// The dialogue.
    public var episode: Episode { scored.episode }
}

/// The few episodes out of many that are worth looking at: those of the highest weight.
///
/// Of equal weights those whose identifiers hash low are kept, so that a choice among equals is arbitrary, spread over the run, and the same
/// in every order of reading.
public struct EpisodeSample: Sendable {
    /// How many are kept.
    public let limit: Int
    private var kept: [(weight: Double, hash: UInt64, reference: EpisodeReference)] = []

    /// Keeps nothing yet.
    public init(limit: Int = 5) {
        self.limit = limit
    }

    /// The kept ones, of the highest weight first.
    public var references: [EpisodeReference] { kept.map(\.reference) }

    /// Takes an episode into consideration.
    /// - Parameter weight: what ranks it; a constant asks for any.
    public mutating func add(_ reference: EpisodeReference, weight: Double = 0) {
        if kept.count == limit, let last = kept.last, weight < last.weight { return }
        insert((weight, Self.hash(reference), reference))
    }

    /// Takes what another sample kept into consideration.
    public mutating func merge(_ other: EpisodeSample) {
        for entry in other.kept { insert(entry) }
    }

    /// Without building a text: ties are met often.
    private static func hash(_ reference: EpisodeReference) -> UInt64 {
        let id = reference.id
        var hash = StableHash.of(id.phase) ^ StableHash.of(reference.shard)
        for part in [id.step, id.group, id.rollout, reference.row] {
            hash = (hash ^ UInt64(bitPattern: Int64(part))) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
        }
        return hash
    }

    private mutating func insert(_ entry: (weight: Double, hash: UInt64, reference: EpisodeReference)) {
        let place = kept.firstIndex { ($0.weight, entry.hash) < (entry.weight, $0.hash) } ?? kept.count
        guard place < limit else { return }
        kept.insert(entry, at: place)
        if kept.count > limit { kept.removeLast() }
    }
}
