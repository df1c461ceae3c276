// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// How much of what users do comes from who they are: variance between personas, retests, commitment, and the pull of the default.
///
/// What the numbers mean is in docs/persona-signal.md. Failed episodes are passed over.
public struct PersonaSignal: Question {
    typealias Person = PersonaCounts.Person

    /// What is counted by persona and value.
    struct Item: Hashable, Sendable, Comparable {
        enum Kind: UInt8, Sendable, CaseIterable {
            case ending, stop, opening, act, open, choice, regeneration
            /// What is true of the persona, and what its wrong answers mention.
            case truth, mention

            /// Those that an episode has by itself, in the order of their numbers.
            static let ofEpisodes: [Kind] = [.ending, .stop, .opening, .act]

            /// Whether it is asked what personas tell of it.
            var isCategory: Bool { self != .regeneration && self != .truth && self != .mention }
        }
        var kind: Kind
        /// Of a question; empty else.
        var attribute: Attribute = ""

        static func < (left: Item, right: Item) -> Bool {
            (left.kind.rawValue, left.attribute) < (right.kind.rawValue, right.attribute)
        }
    }

    /// Count, sum and sum of squares of each quantity.
    private(set) var moments = PersonaTable(columns: 3 * SignalQuantity.all.count)
    private(set) var probes = PersonaTable(columns: ProbeColumn.count, most: 4_096)
    private(set) var counts = PersonaCounts()
    /// The number of each item; those of every episode come first, so that nothing has to be looked up for them.
    private(set) var items = Dictionary(uniqueKeysWithValues: Item.Kind.ofEpisodes.enumerated().map { (Item(kind: $1), $0) })
    private var reading = ScoreReading(SignalQuantity.all.compactMap(\.score))
    /// The dialogues that are most like those without persona.
    private(set) var likest = EpisodeSample()
    /// The dialogues whose regenerated answers agree least.
    private(set) var unsettled = EpisodeSample()
    /// Some dialogues in which a question for a fact was answered wrong.
    private(set) var wrong = EpisodeSample()
    /// By line of the user, dialogues whose regenerated answers agree least there, and those most like what is said without persona.
    private(set) var unsettledByLine = [Int: EpisodeSample]()
    private(set) var likestByLine = [Int: EpisodeSample]()

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode.
    public mutating func add(_ stored: StoredEpisode) {
        let ending = stored.scored.episode.ending
        guard ending.reason != .failure else { return }
        var style = DialogueStyle()
        var act: ActKind?
        let turns = stored.scored.episode.turns
        for index in turns.indices where turns[index].seat == .user {
            if style.lines == 0 { act = turns[index].acts.first?.kind }
            style.add(LineStyle(turns[index].text))
        }
        guard style.lines > 0 else { return }
        addQuantities(of: stored, style)
        let values = [
            EndingReason.allCases.firstIndex(of: ending.reason), ending.stop.flatMap { StopDecision.allCases.firstIndex(of: $0) },
            style.opening.rawValue, act.flatMap { ActKind.allCases.firstIndex(of: $0) },
        ]
        for (item, value) in values.enumerated() {
            if let value { counts.add(stored.cluster, item: item, value: UInt32(value)) }
        }
        if !stored.scored.episode.probes.isEmpty { addProbes(of: stored) }
    }

    private mutating func addQuantities(of stored: StoredEpisode, _ style: DialogueStyle) {
        guard let row = moments.row(of: stored.cluster) else { return }
        let values = SignalQuantity.counted(style, reward: stored.scored.reward) + reading.read(stored.scored.scores)
        for (quantity, value) in values.enumerated() where value.isFinite {
            moments.add(1, to: 3 * quantity, at: row)
            moments.add(value, to: 3 * quantity + 1, at: row)
            moments.add(value * value, to: 3 * quantity + 2, at: row)
        }
    }

    mutating func count(_ item: Item, code: UInt32, _ stored: StoredEpisode) {
        counts.add(stored.cluster, item: number(of: item), value: code)
    }

    /// Adds to a column of the probes' table.
    mutating func add(_ value: Double, to column: ProbeColumn, _ stored: StoredEpisode) {
        if let row = probes.row(of: stored.cluster) { probes.add(value, to: column.place, at: row) }
    }

    mutating func note(likeness: Double, _ stored: StoredEpisode, line: Int? = nil) {
        if let line {
            likestByLine[line, default: EpisodeSample(limit: 3)].add(stored.reference, weight: likeness)
        } else {
            likest.add(stored.reference, weight: likeness)
        }
    }

    mutating func note(disagreement: Double, _ stored: StoredEpisode, line: Int? = nil) {
        if let line {
            unsettledByLine[line, default: EpisodeSample(limit: 3)].add(stored.reference, weight: disagreement)
        } else {
            unsettled.add(stored.reference, weight: disagreement)
        }
    }

    mutating func noteWrong(_ stored: StoredEpisode) { wrong.add(stored.reference, weight: stored.lotWeight) }

    /// Takes all that another one took.
    public mutating func merge(_ other: PersonaSignal) {
        moments.merge(other.moments)
        probes.merge(other.probes)
        let known = other.items.sorted { $0.value < $1.value }
        counts.merge(other.counts, items: known.map { number(of: $0.key) })
        likest.merge(other.likest)
        unsettled.merge(other.unsettled)
        wrong.merge(other.wrong)
        unsettledByLine.merge(other.unsettledByLine) { $0.merged(with: $1) }
        likestByLine.merge(other.likestByLine) { $0.merged(with: $1) }
    }

    /// The number of an item, which is made where it has none; above the most that there can be, the last.
    private mutating func number(of item: Item) -> Int {
        if let number = items[item] { return number }
        let number = min(items.count, 4_095)
        items[item] = number
        return number
    }
}

extension EpisodeSample {
    fileprivate func merged(with other: EpisodeSample) -> EpisodeSample {
        var merged = self
        merged.merge(other)
        return merged
    }
}
