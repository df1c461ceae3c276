// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

@testable import HoldfastEnvironment

/// How the judge of free text does beside the exact one, on dialogues of the bundled domains with values put wrong.
struct FreeTextAgreementTests {
    struct Tally {
        var right = 0, rightFlagged = 0, wrong = 0, wrongFound = 0
        var attributes: [String: (found: Int, all: Int)] = [:]
        /// What went wrong, for people who improve the judge.
        var failures: [String] = []
    }

    private static let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/judges.md")

    /// Counts on dialogues of an agenda-based user, who makes no mistake, line by line: as it is, and with one value replaced by another of
    /// its kind. What is wrong, the exact judge says.
    private static func tally(seed: UInt64, scenarios count: Int) async throws -> Tally {
        let catalog = try DomainCatalog.bundled(seed: seed)
        let scenarios = try ScenarioGenerator(seed: seed, catalog: catalog).scenarios(split: .train, count: count)
        let agenda = AgendaDialogues(catalog: catalog)
        var stream = RandomKey(seed: seed, purpose: .text).stream
        var tally = Tally()
        let judge = FreeTextJudge()
        for scenario in scenarios {
            let definition = try #require(catalog.service(scenario.domain)?.definition)
            let lexicon = try #require(catalog.lexicon(for: scenario.domain))
            let reader = LineReader(lexicon: lexicon)
            let prompt = ScenarioPrompt.text(for: scenario)
            let ground = FreeTextGround(persona: prompt)
            let wrongs = WrongValues(definition: definition, truth: scenario.ledger)
            let turns = try await agenda.dialogue(for: scenario)
            for (index, turn) in turns.enumerated() where turn.seat == .user {
                let acts = index > 0 ? turns[index - 1].acts : []
                let dialogue = index > 0 ? [JudgedLine(.agent, turns[index - 1].text)] : []
                func verdict(_ line: String) -> Verdict {
                    judge.verdict(
                        on: JudgeQuestion(criterion: Criterion.promptToLine, ground: prompt, dialogue: dialogue, line: line), against: ground)
                }
                func contradictions(_ line: String) -> [Contradiction] {
                    scenario.ledger.contradictions(in: reader.locate(line, after: acts).reading)
                }
                guard contradictions(turn.text).isEmpty else { continue }
                tally.right += 1
                let said = verdict(turn.text)
                if said.outcome == .fail {
                    tally.rightFlagged += 1
                    tally.failures.append("false alarm: \(said.evidence)")
                }
                // One value of the line, put wrong.
                let located = reader.locate(turn.text, after: acts)
                guard let passage = stream.pick(located.passages.filter { !$0.isDenied && $0.claim.attribute != DomainDefinition.intentAttribute }),
                    let attribute = definition.attribute(passage.claim.attribute),
                    let wrong = wrongs.value(insteadOf: passage.claim.value, of: passage.claim.attribute, from: &stream)
                else { continue }
                var bytes = Array(turn.text.utf8)
                bytes.replaceSubrange(passage.place, with: Array(attribute.spell(wrong).utf8))
                let line = String(decoding: bytes, as: UTF8.self)
                guard contradictions(line).contains(where: { $0.claim.attribute == passage.claim.attribute }) else { continue }
                tally.wrong += 1
                let found = verdict(line).outcome == .fail
                let name = passage.claim.attribute.rawValue
                tally.attributes[name, default: (0, 0)].all += 1
                if found {
                    tally.wrongFound += 1
                    tally.attributes[name, default: (0, 0)].found += 1
                } else {
                    tally.failures.append("missed \(name): '\(line)' after '\(dialogue.last?.text ?? "")'")
                }
            }
        }
        return tally
    }

    @Test func `it finds most contradictions that the exact judge finds, and raises hardly a false alarm`() async throws {
        var tally = Tally()
        for seed in [21, 22] as [UInt64] {
            let more = try await Self.tally(seed: seed, scenarios: 60)
            tally.right += more.right
            tally.rightFlagged += more.rightFlagged
            tally.wrong += more.wrong
            tally.wrongFound += more.wrongFound
            tally.failures += more.failures
            tally.attributes.merge(more.attributes) { ($0.found + $1.found, $0.all + $1.all) }
        }
        let rows =
            [
                "| lines with a wrong value, found | \(tally.wrongFound) of \(tally.wrong) |",
                "| right lines, flagged | \(tally.rightFlagged) of \(tally.right) |",
            ] + tally.attributes.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value.found) of \($0.value.all) |" }
        print(rows.joined(separator: "\n"))
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        for row in rows { #expect(text.contains(row), "docs/judges.md lacks this row, as measured now: \(row)") }
        let failures = tally.failures.joined(separator: "\n")
        #expect(tally.wrongFound * 10 >= tally.wrong * 9, "\(failures)")
        #expect(tally.rightFlagged * 100 <= tally.right, "\(failures)")
    }
}
