// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The scores of one speaker in one dialogue: those of the released evaluation, and ours from the same replies.
///
/// Source: arXiv:2511.00222, and for the first group its released evaluation code, which departs from the paper: a missing verdict counts as
/// consistent, and line-to-line is a share of pairs of which the listed numbers are not checked.
extension JudgedSpeaker {
    /// Prompt-to-line as the released evaluation has it: share of judged lines without YES in the reply.
    public var theirPromptToLine: Double? { share(of: verdicts) { $0.reply.countsAsConsistent } }

    /// Line-to-line as the released evaluation has it: 1 - listed numbers of the speaker's parity / possible pairs. It can fall below 0.
    public var theirLineToLine: Double? {
        let possible = conflicts.reduce(0) { $0 + $1.possible }
        return possible > 0 ? 1 - Double(conflicts.reduce(0) { $0 + $1.counted }) / Double(possible) : nil
    }

    /// Right answers per line, of five.
    public var theirSurvey: Double? { surveys.isEmpty ? nil : surveys.reduce(0) { $0 + $1.score } / Double(surveys.count) }

    /// A score as it stands in the file.
    public func stored(_ kind: StoredScore) -> Double? { dialogue.storedScores["P\(speaker.rawValue)_\(kind.rawValue)_consistency_score"] }

    /// Share of passes among the lines with a verdict.
    public var promptToLine: Double? { share(of: verdicts.filter { $0.outcome != .abstain }) { $0.outcome == .pass } }

    /// Share of passes among all judged lines: a missing verdict fails.
    public var promptToLineAbstentionFailing: Double? { share(of: verdicts) { $0.outcome == .pass } }

    /// 1 - share of lines, from the speaker's second on, that conflict with any earlier own one; lines without a verdict are left out.
    public var lineToLineMin: Double? { share(of: comparable) { $0.outcome == .pass } }

    /// 1 - share of conflicting pairs among the pairs of a line that has a verdict and an earlier own one.
    public var lineToLinePair: Double? {
        let pairs = comparable.reduce(0) { $0 + $1.ordinal }
        return pairs > 0 ? 1 - Double(comparable.reduce(0) { $0 + $1.earlier.count }) / Double(pairs) : nil
    }

    /// Lines that have earlier own ones and a verdict on them.
    private var comparable: [StoredConflicts] { conflicts.filter { $0.outcome != .abstain && $0.ordinal > 0 } }

    private func share<Item>(of items: [Item], where passes: (Item) -> Bool) -> Double? {
        items.isEmpty ? nil : Double(items.count(where: passes)) / Double(items.count)
    }
}

/// The scores that the files keep, by the part of their keys that tells them apart.
public enum StoredScore: String, Sendable, Codable, CaseIterable {
    /// `P1_prompt_consistency_score` and its sibling; likewise for the others.
    case prompt, index, survey
}
