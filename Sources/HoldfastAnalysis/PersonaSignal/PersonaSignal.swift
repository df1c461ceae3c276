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
    private(set) var items: [Item: Int] = [:]
    private var reading = ScoreReading(SignalQuantity.all.compactMap(\.score))
    /// The dialogues that are most like those without persona.
    private(set) var likest = EpisodeSample()
    /// The dialogues whose regenerated answers agree least.
    private(set) var unsettled = EpisodeSample()

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode.
    public mutating func add(_ stored: StoredEpisode) {
        let ending = stored.episode.ending
        guard ending.reason != .failure else { return }
        var style = DialogueStyle()
        var act: ActKind?
        for turn in stored.episode.turns where turn.seat == .user {
            if style.lines == 0 { act = turn.acts.first?.kind }
            style.add(LineStyle(turn.text))
        }
        guard style.lines > 0 else { return }
        addQuantities(of: stored, style)
        count(Item(kind: .ending), EndingReason.allCases.firstIndex(of: ending.reason), stored)
        count(Item(kind: .stop), ending.stop.flatMap { StopDecision.allCases.firstIndex(of: $0) }, stored)
        count(Item(kind: .opening), style.opening.rawValue, stored)
        count(Item(kind: .act), act.flatMap { ActKind.allCases.firstIndex(of: $0) }, stored)
        if !stored.episode.probes.isEmpty { addProbes(of: stored) }
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

    private mutating func count(_ item: Item, _ value: Int?, _ stored: StoredEpisode) {
        if let value { count(item, code: UInt32(value), stored) }
    }

    mutating func count(_ item: Item, code: UInt32, _ stored: StoredEpisode) {
        counts.add(stored.cluster, item: number(of: item), value: code)
    }

    /// Adds to a column of the probes' table.
    mutating func add(_ value: Double, to column: ProbeColumn, _ stored: StoredEpisode) {
        if let row = probes.row(of: stored.cluster) { probes.add(value, to: column.place, at: row) }
    }

    mutating func note(likeness: Double?, disagreement: Double?, _ stored: StoredEpisode) {
        if let likeness { likest.add(stored.reference, weight: likeness) }
        if let disagreement { unsettled.add(stored.reference, weight: disagreement) }
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: PersonaSignal) {
        moments.merge(other.moments)
        probes.merge(other.probes)
        let known = other.items.sorted { $0.value < $1.value }
        counts.merge(other.counts, items: known.map { number(of: $0.key) })
        likest.merge(other.likest)
        unsettled.merge(other.unsettled)
    }

    /// The number of an item, which is made where it has none; above the most that there can be, the last.
    private mutating func number(of item: Item) -> Int {
        if let number = items[item] { return number }
        let number = min(items.count, 4_095)
        items[item] = number
        return number
    }
}
