// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Who was simulated, and how their lines look: in themselves, and against a reference.
///
/// What the numbers mean is in docs/persona-signal.md. Failed episodes are passed over.
public struct Population: Question {
    private(set) var style = PersonaTable(columns: StyleColumn.count)
    private(set) var people = PersonaDirectory()
    private(set) var outcomes = ScenarioOutcomes()
    private(set) var sample = DialogueSample()
    /// Some dialogues of each category, by the columns of the distributions.
    private(set) var examples = [EpisodeSample](repeating: EpisodeSample(limit: 3), count: StyleDistribution.columns)
    private var reading = ScoreReading([MetricName.goalSuccess])

    /// What the answer is held against; nil for levels alone.
    public var reference: PopulationReference?

    /// Nothing taken yet, and no reference.
    public init() {}

    /// Nothing taken yet.
    /// - Parameter reference: what the answer is held against.
    public init(reference: PopulationReference?) {
        self.reference = reference
    }

    /// Takes one episode.
    public mutating func add(_ stored: StoredEpisode) {
        guard stored.scored.episode.ending.reason != .failure, let row = style.row(of: stored.cluster) else { return }
        var dialogue = DialogueStyle()
        var lengths: UInt64 = 0
        let turns = stored.scored.episode.turns
        for index in turns.indices where turns[index].seat == .user {
            let line = LineStyle(turns[index].text)
            dialogue.add(line)
            let length = StyleColumn.category(.words, line.words).place
            style.add(1, to: length, at: row)
            lengths |= 1 << UInt64(length)
            for act in turns[index].acts {
                guard let kind = ActKind.allCases.firstIndex(of: act.kind) else { continue }
                style.add(1, to: StyleColumn.category(.acts, kind).place, at: row)
            }
        }
        guard dialogue.lines > 0 else { return }
        style.add(1, to: StyleColumn.dialogues.place, at: row)
        style.add(1, to: StyleColumn.category(.lines, dialogue.lines - 1).place, at: row)
        style.add(1, to: StyleColumn.category(.openings, dialogue.opening.rawValue).place, at: row)
        addExample(stored, lengths, dialogue)
        add(lines: dialogue.lines, words: dialogue.words, [dialogue.questions, dialogue.polite, dialogue.short], to: .all, at: row)
        for probe in stored.scored.episode.probes where probe.kind == .withoutPersona {
            guard let turn = turns.first(where: { $0.index == probe.turn && $0.seat == .user }) else { continue }
            for (text, set) in [(turn.text, StyleSet.besideReply), (probe.answer, .reply)] {
                let line = LineStyle(text)
                add(lines: 1, words: line.words, [line.isQuestion, line.isPolite, line.isShort].map { $0 ? 1 : 0 }, to: set, at: row)
            }
        }
        let success = reading.read(stored.scored.scores)[0]
        if success.isFinite {
            style.add(1, to: StyleColumn.rated.place, at: row)
            style.add(success, to: StyleColumn.success.place, at: row)
            outcomes.add(stored.scored.episode.scenario.id, of: stored.cluster, success: success)
        }
        people.add(stored.scored.episode.scenario.persona, as: stored.cluster)
        sample.add(stored, dialogue)
    }

    /// - Parameter lengths: a bit for each number of words that a line has.
    private mutating func addExample(_ stored: StoredEpisode, _ lengths: UInt64, _ dialogue: DialogueStyle) {
        let weight = stored.lotWeight
        var rest = lengths
        while rest != 0 {
            examples[rest.trailingZeroBitCount].add(stored.reference, weight: weight)
            rest &= rest - 1
        }
        examples[StyleColumn.category(.lines, dialogue.lines - 1).place].add(stored.reference, weight: weight)
        examples[StyleColumn.category(.openings, dialogue.opening.rawValue).place].add(stored.reference, weight: weight)
    }

    private mutating func add(lines: Int, words: Int, _ shares: [Int], to set: StyleSet, at row: Int) {
        style.add(Double(lines), to: StyleColumn.lines(set).place, at: row)
        style.add(Double(words), to: StyleColumn.words(set).place, at: row)
        for (share, count) in zip(StyleShare.allCases, shares) { style.add(Double(count), to: StyleColumn.share(share, set).place, at: row) }
    }

    /// Takes all that another one took; the reference stays, or becomes the other's where there is none.
    public mutating func merge(_ other: Population) {
        style.merge(other.style)
        people.merge(other.people)
        outcomes.merge(other.outcomes)
        sample.merge(other.sample)
        for place in examples.indices { examples[place].merge(other.examples[place]) }
        reference = reference ?? other.reference
    }
}
