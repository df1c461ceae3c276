// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
public import HoldfastTrajectories

/// What a file of judged dialogues says of its speakers: the numbers of the released evaluation, and ours from the same replies.
public struct DialogueReport: Hashable, Sendable, Codable {
    /// Name of the file.
    public var file: String
    /// Dialogues of the file, those without a judged line included.
    public var dialogues: Int
    /// Dialogues without any judged line, which give no episode.
    public var withoutJudgedLines: Int
    /// Replies on lines that their dialogue does not have; nothing is counted of them.
    public var strayReplies: Int
    /// Keys that nothing was read from, with the number of dialogues that have them.
    public var otherKeys: [String: Int]
    /// One part per task and speaker, by name and number.
    public var speakers: [SpeakerReport]

    /// The report on the dialogues of one file.
    public init(file: String, dialogues: [JudgedDialogue]) {
        self.file = file
        self.dialogues = dialogues.count
        let judged = dialogues.map(\.judgedSpeakers)
        withoutJudgedLines = judged.count { $0.isEmpty }
        strayReplies = dialogues.reduce(0) { $0 + $1.strayReplies }
        otherKeys = Dictionary(dialogues.flatMap { $0.otherKeys.map { ($0, 1) } }, uniquingKeysWith: +)
        let groups = Dictionary(grouping: judged.joined()) { Group(task: $0.dialogue.task, speaker: $0.speaker.rawValue) }
        speakers = groups.sorted { ($0.key.task, $0.key.speaker) < ($1.key.task, $1.key.speaker) }
            .map { SpeakerReport(task: $0.key.task, speaker: $0.key.speaker, of: $0.value) }
    }

    private struct Group: Hashable {
        var task: String
        var speaker: Int
    }
}

/// A score of the released evaluation: computed from the stored replies, and as it stands in the file.
public struct StoredScoreReport: Hashable, Sendable, Codable {
    /// Mean over dialogues of the score computed from the replies; nil where no dialogue has any.
    public var computed: Double?
    /// Mean over dialogues of the score in the file; nil where no dialogue has it.
    public var stored: Double?
    /// Numbers of the dialogues in which the two differ by more than a billionth.
    public var differing: [Int]

    init(_ speakers: [JudgedSpeaker], _ kind: StoredScore, _ score: (JudgedSpeaker) -> Double?) {
        let pairs = speakers.map { (number: $0.dialogue.number, computed: score($0), stored: $0.stored(kind)) }
        computed = mean(pairs.map(\.computed))
        // A speaker of whom nothing of this kind was judged has a 0 there that means nothing.
        stored = mean(pairs.map { $0.computed == nil ? nil : $0.stored })
        differing = pairs.filter { pair in
            guard let computed = pair.computed, let stored = pair.stored else { return false }
            return !(abs(computed - stored) <= 1e-9)
        }.map(\.number)
    }
}

/// The contradictions in one fifth of the dialogues.
public struct FifthReport: Hashable, Sendable, Codable {
    /// Lines of the fifth that have a verdict.
    public var lines: Int
    /// Share of them that contradict the persona; nil without lines.
    public var rate: Double?
}

/// What the stored judgements say of one speaker over the dialogues of one task.
///
/// Scores are means over dialogues, as the tables of arXiv:2511.00222 have them; counts are over lines.
public struct SpeakerReport: Hashable, Sendable, Codable {
    /// Kind of the dialogues.
    public var task: String
    /// 1 or 2.
    public var speaker: Int
    /// Dialogues in which the speaker's lines were judged.
    public var dialogues: Int
    /// The speaker's own lines in them.
    public var lines: Int

    /// Prompt-to-line of the released evaluation.
    public var theirPromptToLine: StoredScoreReport
    /// Of `theirPromptToLine.differing`, those whose stored score is what the rule of earlier variants gives (consistent: NO in the reply).
    public var byTheNoRule: Int
    /// Prompt-to-line over the lines with a verdict.
    public var promptToLine: Double?
    /// Prompt-to-line over all judged lines, a missing verdict failing.
    public var promptToLineAbstentionFailing: Double?
    /// Judged lines, by what the replies decide.
    public var passed: Int
    /// Lines that contradict the persona by the judge's word.
    public var failed: Int
    /// Lines whose reply has no verdict.
    public var undecided: Int
    /// Judged lines without a letter or a digit.
    public var wordless: Int
    /// Of these, the ones that the released evaluation counts as consistent.
    public var wordlessConsistent: Int

    /// Line-to-line of the released evaluation, a share of pairs.
    public var theirLineToLine: StoredScoreReport
    /// Line-to-line by pairs, of checked numbers.
    public var lineToLinePair: Double?
    /// Line-to-line by lines: one conflict fails the line.
    public var lineToLineMin: Double?
    /// Lines held against earlier ones.
    public var compared: Int
    /// Of these, the ones that conflict with an earlier own line.
    public var conflicting: Int
    /// Lines whose reply has no list.
    public var unlisted: Int
    /// Listed numbers that were dropped: no earlier line, the partner's, said twice.
    public var outOfRange: Int
    /// Listed numbers of lines of the partner.
    public var partners: Int
    /// Listed numbers that stood there before.
    public var repeated: Int

    /// Questions about the persona answered right, of five.
    public var theirSurvey: StoredScoreReport
    /// Contradictions by fifth of the speaker's own lines: line k of n lies in fifth 5k/n, rounded down. Over lines, not over dialogues.
    public var fifths: [FifthReport]

    init(task: String, speaker: Int, of speakers: [JudgedSpeaker]) {
        self.task = task
        self.speaker = speaker
        dialogues = speakers.count
        lines = speakers.reduce(0) { $0 + $1.lines.count }
        let verdicts = speakers.flatMap(\.verdicts)
        let conflicts = speakers.flatMap(\.conflicts)

        let prompt = StoredScoreReport(speakers, .prompt) { $0.theirPromptToLine }
        theirPromptToLine = prompt
        byTheNoRule = speakers.count { speaker in
            guard prompt.differing.contains(speaker.dialogue.number), let stored = speaker.stored(.prompt) else { return false }
            return abs(stored - Double(speaker.verdicts.count { $0.reply.saysNo }) / Double(speaker.verdicts.count)) <= 1e-9
        }
        promptToLine = mean(speakers.map(\.promptToLine))
        promptToLineAbstentionFailing = mean(speakers.map(\.promptToLineAbstentionFailing))
        passed = verdicts.count { $0.outcome == .pass }
        failed = verdicts.count { $0.outcome == .fail }
        undecided = verdicts.count { $0.outcome == .abstain }
        wordless = verdicts.count(where: \.isWordless)
        wordlessConsistent = verdicts.count { $0.isWordless && $0.reply.countsAsConsistent }

        theirLineToLine = StoredScoreReport(speakers, .index) { $0.theirLineToLine }
        lineToLinePair = mean(speakers.map(\.lineToLinePair))
        lineToLineMin = mean(speakers.map(\.lineToLineMin))
        compared = conflicts.count
        conflicting = conflicts.count { $0.outcome == .fail }
        unlisted = conflicts.count { $0.outcome == .abstain }
        outOfRange = conflicts.reduce(0) { $0 + $1.outOfRange }
        partners = conflicts.reduce(0) { $0 + $1.partners }
        repeated = conflicts.reduce(0) { $0 + $1.repeated }

        theirSurvey = StoredScoreReport(speakers, .survey) { $0.theirSurvey }
        let placed = speakers.flatMap { speaker in
            speaker.verdicts.filter { $0.outcome != .abstain }
                .map { (fifth: 5 * $0.ordinal / speaker.lines.count, contradicts: $0.outcome == .fail) }
        }
        fifths = (0..<5).map { fifth in
            let here = placed.filter { $0.fifth == fifth }
            return FifthReport(lines: here.count, rate: mean(here.map { $0.contradicts ? 1 : 0 }))
        }
    }
}

/// The mean of the values that are there; nil without any.
private func mean(_ values: [Double?]) -> Double? {
    let present = values.compactMap { $0 }
    return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
}
