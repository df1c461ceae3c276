// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

@testable import HoldfastRewards

/// Where Synthetic-Persona-Chat and PersonaGym lie beside the repository; not part of it.
enum PersonaCorpus {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")
    static let chat = folder.appending(path: "synthetic-persona-chat/Synthetic-Persona-Chat_valid.csv").path
    static let personas = folder.appending(path: "personagym/benchmark_personas.json").path
    static let isPresent = FileManager.default.fileExists(atPath: chat) && FileManager.default.fileExists(atPath: personas)

    static func dialogues(half: Int) throws -> [PersonaChatDialogue] {
        try PersonaChatDialogue.read(String(contentsOfFile: chat, encoding: .utf8)).filter { $0.half == half }
    }
}

/// A share with its 95% interval after Wilson.
struct MeasuredShare {
    var count: Int
    var all: Int

    var text: String {
        guard all > 0 else { return "none" }
        let (n, p, z) = (Double(all), Double(count) / Double(all), 1.959964)
        let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        let spread = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        func percent(_ value: Double) -> String {
            let hundredths = Int((value * 10_000).rounded())
            return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
        }
        return "\(count) of \(all): \(percent(p))% [\(percent(max(0, middle - spread))), \(percent(middle + spread))]"
    }
}

/// What the judge says of the lines of dialogues, held against some persona.
struct ChatTally {
    var lines = 0, flagged = 0, passed = 0, open = 0, silent = 0, sides = 0, flaggedSides = 0
    var relations: [String: Int] = [:]
    var conflicts: [(row: Int, conflict: FreeTextConflict)] = []

    /// All lines of both people, against their own persona or that of the same person of another row.
    static func of(_ dialogues: [PersonaChatDialogue], swappedBy seed: UInt64?) -> ChatTally {
        var tally = ChatTally()
        for (position, dialogue) in dialogues.enumerated() {
            var other = position
            if let seed {
                var stream = RandomKey(seed: seed, step: dialogue.row, purpose: .text).stream
                other = (position + 1 + Int(stream.next() % UInt64(dialogues.count - 1))) % dialogues.count
            }
            for side in PersonaChatDialogue.Side.allCases {
                tally.add(dialogue, side, FreeTextGround(persona: dialogues[other].persona(of: side)))
            }
        }
        return tally
    }

    private mutating func add(_ dialogue: PersonaChatDialogue, _ side: PersonaChatDialogue.Side, _ ground: FreeTextGround) {
        let before = flagged
        for line in dialogue.lines(of: side) {
            lines += 1
            let finding = ground.finding(on: line.text, after: line.before)
            if !finding.conflicts.isEmpty {
                flagged += 1
                for conflict in finding.conflicts {
                    relations[String(conflict.relation.prefix { $0 != " " }), default: 0] += 1
                    conflicts.append((dialogue.row, conflict))
                }
            } else if finding.agreements > 0, finding.agreements == finding.compared {
                passed += 1
            } else if finding.compared > 0 {
                open += 1
            } else {
                silent += 1
            }
        }
        sides += 1
        if flagged > before { flaggedSides += 1 }
    }
}

/// What the judge says of lines made from facts by rule.
struct ConstructedTally {
    var rules: [String: (found: Int, all: Int)] = [:]
    var found = 0, all = 0, restated = 0, restatedPassed = 0, restatedFlagged = 0

    init(facts: [String], others: [String]) {
        for fact in facts {
            let ground = FreeTextGround(persona: fact)
            for line in ConstructedLine.from(fact, others: others) {
                let finding = ground.finding(on: line.line)
                if line.contradicts {
                    all += 1
                    let rule = String(line.rule.prefix { $0 != ":" })
                    rules[rule, default: (0, 0)].all += 1
                    if !finding.conflicts.isEmpty {
                        found += 1
                        rules[rule]!.found += 1
                    }
                } else {
                    restated += 1
                    if !finding.conflicts.isEmpty {
                        restatedFlagged += 1
                    } else if finding.agreements > 0, finding.agreements == finding.compared {
                        restatedPassed += 1
                    }
                }
            }
        }
    }
}
