// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
@testable import HoldfastEnvironment
import HoldfastRewards
import Testing

/// How the judge of free text does beside the exact one, on dialogues of the bundled domains with values put wrong.
struct FreeTextAgreementTests {
    struct Tally {
        var clean = 0, cleanFlagged = 0, wrong = 0, wrongFound = 0
        var missed: [String: Int] = [:]
        var perAttribute: [String: (found: Int, all: Int)] = [:]
        var examples: [String] = []
    }

    static func tally(seed: UInt64, scenarios count: Int) async throws -> Tally {
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
                func contradictions(_ line: String) -> [Contradiction] { scenario.ledger.contradictions(in: reader.locate(line, after: acts).reading) }
                guard contradictions(turn.text).isEmpty else { continue }
                tally.clean += 1
                let said = verdict(turn.text)
                if said.outcome == .fail {
                    tally.cleanFlagged += 1
                    tally.examples.append("FALSE \(said.evidence.prefix(60)) :: \(turn.text) :: \(said.evidence.suffix(90))")
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
                tally.perAttribute[name, default: (0, 0)].all += 1
                if found {
                    tally.wrongFound += 1
                    tally.perAttribute[name, default: (0, 0)].found += 1
                } else {
                    tally.examples.append("MISS \(name): \(line)   << \(dialogue.last?.text ?? "")")
                }
            }
        }
        return tally
    }

    @Test func explore() async throws {
        let tally = try await Self.tally(seed: 11, scenarios: 150)
        print("AG clean \(tally.clean) flagged \(tally.cleanFlagged); wrong \(tally.wrong) found \(tally.wrongFound)")
        print("AG \(tally.perAttribute.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.found)/\($0.value.all)" })")
        for line in tally.examples.filter({ $0.hasPrefix("FALSE") }).prefix(25) { print("AG \(line)") }
        for line in tally.examples.filter({ $0.hasPrefix("MISS") }).prefix(60) { print("AG \(line)") }
    }
}
