// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis

extension DialogueReport {
    /// For people: their numbers beside ours, one column per task and speaker.
    var text: String {
        var lines = ["\(file): \(dialogues) dialogues" + notes.map { ", \($0)" }.joined()]
        if !speakers.isEmpty {
            var table = TextTable(header: [""] + speakers.map { "\($0.task.isEmpty ? "dialogue" : $0.task) P\($0.speaker)" })
            table.rows = DialogueReport.rows.map { name, cell in [name] + speakers.map(cell) }
            lines += table.lines
        }
        return (lines + speakers.flatMap(differences)).joined(separator: "\n")
    }

    private var notes: [String] {
        var notes: [String] = []
        if withoutJudgedLines > 0 { notes.append("\(withoutJudgedLines) without judged lines") }
        if strayReplies > 0 { notes.append("\(strayReplies) replies on lines that are not there") }
        if !otherKeys.isEmpty {
            notes.append("not read: " + otherKeys.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: " "))
        }
        return notes
    }

    private static var rows: [(String, (SpeakerReport) -> String)] {
        [
            ("dialogues", { "\($0.dialogues)" }), ("lines", { "\($0.lines)" }),
            ("prompt-to-line, theirs computed", { number($0.theirPromptToLine.computed) }),
            ("prompt-to-line, theirs stored", { number($0.theirPromptToLine.stored) }),
            ("prompt-to-line, abstentions out", { number($0.promptToLine) }),
            ("prompt-to-line, abstention fails", { number($0.promptToLineAbstentionFailing) }),
            ("  judged: pass / fail / none", { "\($0.passed) / \($0.failed) / \($0.undecided)" }),
            ("  wordless lines: all / consistent", { "\($0.wordless) / \($0.wordlessConsistent)" }),
        ]
            + (0..<5).map { fifth in ("  contradictions, fifth \(fifth + 1)", { number($0.fifths[fifth].rate) }) }
            + [
                ("line-to-line pairs, theirs computed", { number($0.theirLineToLine.computed) }),
                ("line-to-line pairs, theirs stored", { number($0.theirLineToLine.stored) }),
                ("line-to-line pairs", { number($0.lineToLinePair) }),
                ("line-to-line min", { number($0.lineToLineMin) }),
                ("  compared: all / conflict / no list", { "\($0.compared) / \($0.conflicting) / \($0.unlisted)" }),
                ("  dropped: range / partner / repeat", { "\($0.outOfRange) / \($0.partners) / \($0.repeated)" }),
                ("questions of 5, theirs computed", { number($0.theirSurvey.computed) }),
                ("questions of 5, theirs stored", { number($0.theirSurvey.stored) }),
            ]
    }

    private static func number(_ value: Double?) -> String { value.map { fixed($0, 3) } ?? "-" }

    /// Says where the file's own scores are not what its replies give.
    private func differences(_ speaker: SpeakerReport) -> [String] {
        let parts = [
            ("prompt", speaker.theirPromptToLine.differing), ("index", speaker.theirLineToLine.differing), ("survey", speaker.theirSurvey.differing),
        ]
        return parts.filter { !$0.1.isEmpty }.map { kind, numbers in
            let named = numbers.prefix(10).map(String.init).joined(separator: ", ") + (numbers.count > 10 ? ", ..." : "")
            let rule = kind == "prompt" && speaker.byTheNoRule > 0 ? "; \(speaker.byTheNoRule) of them count NO as consistent" : ""
            return
                "\(speaker.task.isEmpty ? "" : "\(speaker.task) ")P\(speaker.speaker)_\(kind)_consistency_score: stored and computed differ in \(numbers.count) dialogues (\(named))\(rule)"
        }
    }
}
