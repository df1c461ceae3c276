// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// A stored verdict on whether a line agrees with the persona.
public struct StoredLineVerdict: Hashable, Sendable {
    /// Position of the line in the dialogue.
    public var position: Int
    /// Which of the speaker's own lines it is, from 0.
    public var ordinal: Int
    /// What was stored.
    public var reply: StoredReply
    /// What the reply decides.
    public var outcome: VerdictOutcome
    /// Whether the line has no letter and no digit.
    public var isWordless: Bool
}

/// A stored verdict on which earlier own lines a line conflicts with.
public struct StoredConflicts: Hashable, Sendable {
    /// Position of the line in the dialogue.
    public var position: Int
    /// Which of the speaker's own lines it is, from 0.
    public var ordinal: Int
    /// What was stored.
    public var reply: StoredReply
    /// `fail` where it conflicts with an earlier own line; an abstention where no list can be read.
    public var outcome: VerdictOutcome
    /// Positions of the earlier own lines it conflicts with, rising: what is left of the list without what is no earlier line, the partner's,
    /// or said twice.
    public var earlier: [Int]
    /// Listed numbers that are no earlier line of the dialogue.
    public var outOfRange = 0
    /// Listed numbers of the partner's lines.
    public var partners = 0
    /// Listed numbers that stand there again.
    public var repeated = 0
    /// Conflicts that the released evaluation counts: listed numbers of the speaker's parity, unchecked.
    public var counted = 0
    /// Pairs that the released evaluation divides by.
    public var possible = 0
}

/// One speaker of one dialogue with all that was judged of its lines.
public struct JudgedSpeaker: Hashable, Sendable {
    /// The dialogue it speaks in.
    public let dialogue: JudgedDialogue
    /// Which of the two it is.
    public let speaker: DialogueSpeaker
    /// Positions of its own lines.
    public let lines: [Int]
    /// One per line that was held against the persona, in the order of the lines.
    public let verdicts: [StoredLineVerdict]
    /// One per line that was held against earlier own ones, in the order of the lines.
    public let conflicts: [StoredConflicts]
    /// What came of questions about the persona, in the order of the file.
    public let surveys: [StoredSurvey]
    let label: SpeakerLabel

    /// - Returns: nil for a speaker none of whose lines was judged.
    public init?(_ speaker: DialogueSpeaker, of dialogue: JudgedDialogue) {
        self.dialogue = dialogue
        self.speaker = speaker
        let lines = dialogue.lines.indices.filter { dialogue.speaker(at: $0) == speaker }
        let ordinals = Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($1, $0) })
        let positions = dialogue.positions
        let label = SpeakerLabel(of: lines.map { dialogue.lines[$0].text })
        self.lines = lines
        self.label = label
        verdicts = dialogue.promptReplies.compactMap { reply in
            guard let position = positions[reply.line], let ordinal = ordinals[position] else { return nil }
            return StoredLineVerdict(
                position: position, ordinal: ordinal, reply: reply, outcome: reply.outcome,
                isWordless: label.isWordless(dialogue.lines[position].text))
        }.sorted { $0.position < $1.position }
        conflicts = dialogue.indexReplies.compactMap { reply in
            guard let position = positions[reply.line], let ordinal = ordinals[position] else { return nil }
            return StoredConflicts(reply, position: position, ordinal: ordinal, of: speaker, in: dialogue, positions: positions)
        }.sorted { $0.position < $1.position }
        surveys = dialogue.surveys.filter { survey in survey.line.map { ordinals[$0] != nil } ?? false }
        if verdicts.isEmpty && conflicts.isEmpty && surveys.isEmpty { return nil }
    }
}

extension JudgedDialogue {
    /// Position of each line by its number.
    var positions: [Int: Int] { Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($1.number, $0) }) }

    /// The speakers whose lines were judged.
    public var judgedSpeakers: [JudgedSpeaker] { DialogueSpeaker.allCases.compactMap { JudgedSpeaker($0, of: self) } }

    /// Replies and surveys on lines that the dialogue does not have.
    public var strayReplies: Int {
        let positions = positions
        return (promptReplies + indexReplies).count { positions[$0.line] == nil } + surveys.count { $0.line == nil }
    }
}

extension StoredConflicts {
    fileprivate init(
        _ reply: StoredReply, position: Int, ordinal: Int, of speaker: DialogueSpeaker, in dialogue: JudgedDialogue, positions: [Int: Int]
    ) {
        self.init(position: position, ordinal: ordinal, reply: reply, outcome: .abstain, earlier: [])
        if reply.line >= 2 {
            // The first speaker is taken to speak first: its numbers are the even ones, whoever opened.
            let parity = speaker == .first ? 0 : 1
            counted = BracketedList.first(in: reply.text)?.numbers.count { number in number.map { $0 & 1 == parity } ?? false } ?? 0
            possible = speaker == .first ? reply.line / 2 : (reply.line - 1) / 2
        }
        guard let list = BracketedList.any(in: reply.text) else { return }
        var found: Set<Int> = []
        for case let number? in list.numbers {
            guard let listed = positions[number], listed < position else {
                outOfRange += 1
                continue
            }
            if dialogue.speaker(at: listed) != speaker {
                partners += 1
            } else if !found.insert(listed).inserted {
                repeated += 1
            }
        }
        earlier = found.sorted()
        outcome = earlier.isEmpty ? .pass : .fail
    }
}
