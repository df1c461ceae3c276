// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What is kept of one trial: enough to hold it against the others of its scenario.
struct Trial: Sendable {
    let reference: EpisodeReference
    /// Whether the task was done; nil where nothing says it.
    let success: Bool?
    let reason: EndingReason
    let stop: StopDecision?
    /// Lines of the user.
    let lines: Int
    /// Hashes of the first line's words and pairs of words.
    let opening: Set<UInt64>
    /// Hash of the first line as it stands.
    let openingLine: UInt64?
    /// Hashes of the longer lines: short ones are said by everybody.
    let longLines: [UInt64]
    /// Hashes of the stated values of the kinds of which a person has one.
    let values: [IdentifierKind: Set<UInt64>]

    /// Lines of fewer words may well be said twice.
    static let longLine = 4

    init(_ stored: StoredEpisode) {
        let scored = stored.scored
        let episode = scored.episode
        let lines = episode.userTurns.map(\.text)
        let words = lines.map { Words.of($0) }
        reference = stored.reference
        success = scored.taskSuccess
        reason = episode.ending.reason
        stop = episode.ending.stop
        self.lines = lines.count
        opening = Self.grams(words.first ?? [])
        openingLine = words.first.map { StableHash.of($0.joined(separator: " ")) }
        longLines = words.filter { $0.count >= Self.longLine }.map { StableHash.of($0.joined(separator: " ")) }
        var values: [IdentifierKind: Set<UInt64>] = [:]
        var question = ""
        for turn in episode.turns {
            if turn.seat == .agent {
                question = turn.text
            } else {
                for identifier in IdentifierReader.identifiers(in: turn.text, after: question) where identifier.kind.isOfOnePerson {
                    values[identifier.kind, default: []].insert(StableHash.of(identifier.value))
                }
            }
        }
        self.values = values
    }

    private static func grams(_ words: [Substring]) -> Set<UInt64> {
        Set(words.map { StableHash.of(String($0)) } + zip(words, words.dropFirst()).map { StableHash.of("\($0) \($1)") })
    }

    /// How much two openings have in common: Dice's coefficient over words and pairs of words, from 0 to 1; nil where either has no word.
    func openingSimilarity(_ other: Trial) -> Double? {
        guard !opening.isEmpty, !other.opening.isEmpty else { return nil }
        return 2 * Double(opening.intersection(other.opening).count) / Double(opening.count + other.opening.count)
    }
}

/// The trials of one scenario under one simulator.
struct TrialGroup: Sendable {
    let cluster: ClusterKey
    var trials: [Trial]

    /// Trials in an order that does not depend on that of reading.
    var sorted: [Trial] { trials.sorted { ($0.reference.shard, $0.reference.row) < ($1.reference.shard, $1.reference.row) } }
}

/// Groups of trials by their keys, of which those with the lowest hashes are kept where there are too many.
///
/// A hash is drawn for no reason of the group's, so that the kept ones are a fair sample, and the same in every order of reading.
struct TrialGroups: Sendable {
    let limit: Int
    private(set) var groups: [UInt64: TrialGroup] = [:]
    /// Keys from here on are not kept.
    private var ceiling = UInt64.max
    private(set) var isSample = false

    init(limit: Int) { self.limit = limit }

    /// Groups in the order of their keys.
    var inOrder: [TrialGroup] { groups.sorted { $0.key < $1.key }.map(\.value) }

    mutating func add(_ trial: @autoclosure () -> Trial, key: UInt64, cluster: ClusterKey) {
        guard key < ceiling else { return }
        groups[key, default: TrialGroup(cluster: cluster, trials: [])].trials.append(trial())
        if groups.count > 2 * limit { prune() }
    }

    mutating func merge(_ other: TrialGroups) {
        ceiling = min(ceiling, other.ceiling)
        isSample = isSample || other.isSample
        for (key, group) in other.groups { groups[key, default: TrialGroup(cluster: group.cluster, trials: [])].trials += group.trials }
        groups = groups.filter { $0.key < ceiling }
        if groups.count > 2 * limit { prune() }
    }

    /// Keeps the lowest; all of them where they are few.
    mutating func prune() {
        guard groups.count > limit else { return }
        isSample = true
        ceiling = groups.keys.sorted()[limit]
        groups = groups.filter { $0.key < ceiling }
    }
}

extension ScoredEpisode {
    /// Whether the task was done: as the benchmark of an imported dialogue says, else whether nothing of the goal is left; nil where the
    /// episode failed or there is no goal to go by.
    var taskSuccess: Bool? {
        guard episode.ending.reason != .failure else { return nil }
        if let outcome = score(MetricName.outcomeSuccess) { return outcome >= 0.5 }
        guard scores.contains(where: { $0.name == MetricName.outcomeSuccess }) == false, !episode.goal.components.isEmpty else { return nil }
        return episode.goal.isFinished
    }
}
