// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Calibration items from Synthetic-Persona-Chat, labelled by how they were made.
///
/// Lines made from a persona sentence by rule contradict it or say it again (`ConstructedLine`). A line of a dialogue counts as consistent
/// with its own persona, which it was written for: true of nearly all, not of each. Lines against another's persona get no label: most do
/// not contradict it.
public enum PersonaChatItems {
    /// The rater of labels by construction.
    public static let rater = "construction"

    /// Items of dialogues: for each person all lines by rule, and as many of its own lines, chosen by the seed.
    public static func items(of dialogues: [PersonaChatDialogue], seed: UInt64) -> [CalibrationItem] {
        let facts = dialogues.map { dialogue in dialogue.personas.map { $0.lineFeedSeparated.map(String.init) } }
        let all = facts.flatMap { $0 }.flatMap { $0 }
        var items: [CalibrationItem] = []
        for (position, dialogue) in dialogues.enumerated() {
            var stream = RandomKey(seed: seed, step: dialogue.row, purpose: .text).stream
            for side in PersonaChatDialogue.Side.allCases {
                let persona = dialogue.persona(of: side)
                var number = 0
                func add(_ line: String, _ outcome: VerdictOutcome, dialogue before: [JudgedLine] = []) {
                    items.append(
                        CalibrationItem(
                            id: "persona-chat-\(dialogue.row)-\(side.rawValue + 1)-\(number)",
                            question: JudgeQuestion(criterion: Criterion.promptToLine, ground: persona, dialogue: before, line: line),
                            labels: [ItemLabel(rater: rater, outcome: outcome)], source: "synthetic-persona-chat row \(dialogue.row)"))
                    number += 1
                }
                let constructed = facts[position][side.rawValue].flatMap { ConstructedLine.from($0, others: all) }
                for line in constructed { add(line.line, line.contradicts ? .fail : .pass) }
                var own = dialogue.lines(of: side)
                own.shuffle(using: &stream)
                for line in own.prefix(constructed.count) { add(line.text, .pass, dialogue: line.before.map { [JudgedLine(.agent, $0)] } ?? []) }
            }
        }
        return items
    }
}
