// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct AgendaDialogueTests {
    /// The reader reads every value the user says, nothing the user says contradicts the scenario, and all rules are obeyed.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func isPerfect(seed: UInt64) throws {
        let catalog = try DomainCatalog.bundled(seed: seed)
        let dialogues = AgendaDialogues(catalog: catalog)
        let scenarios = try ScenarioGenerator(seed: seed, catalog: catalog).scenarios(split: .train, count: 300)
        var successes = 0
        var farewells = 0
        var turns = 0
        for scenario in scenarios {
            let reader = try #require(catalog.service(scenario.domain)).reader
            let dialogue = try dialogues.play(scenario)
            let outcome = GoalOutcome(scenario, dialogue, reader: reader)
            #expect(outcome.contradictions.isEmpty, "seed \(seed) \(scenario.id): \(outcome.contradictions)")
            #expect(outcome.brokenRules.isEmpty, "seed \(seed) \(scenario.id): \(outcome.brokenRules)")
            #expect(outcome.userTurns <= scenario.limits.userTurns)
            let ledger = InformationLedger(scenario: scenario, turns: dialogue) { reader.read($0.text, after: $1) }
            #expect(ledger.leaks.isEmpty, "seed \(seed) \(scenario.id): \(ledger.leaks)")
            #expect(ledger.fabrications.isEmpty, "seed \(seed) \(scenario.id): \(ledger.fabrications)")
            successes += outcome.openComponents.isEmpty ? 1 : 0
            farewells += outcome.ends ? 1 : 0
            turns += outcome.userTurns
        }
        #expect(Double(successes) / 300 > 0.99, "seed \(seed)")
        #expect(Double(farewells) / 300 > 0.98, "seed \(seed)")
        #expect((5.0...10.0).contains(Double(turns) / 300), "seed \(seed)")
    }

    @Test func sameScenarioSameDialogue() async throws {
        let scenario = try #require(try ScenarioGenerator(seed: 4).scenarios(split: .test, count: 2).last)
        let first = try await AgendaDialogues(catalog: .bundled(seed: 4)).dialogue(for: scenario)
        let second = try await AgendaDialogues(catalog: .bundled(seed: 4)).dialogue(for: scenario)
        #expect(first == second)
        #expect(first.last?.finish == .endOfDialogue)
        #expect(first.map(\.index) == Array(0..<first.count))
    }

    @Test func meetsEveryKindOfAct() throws {
        let catalog = try DomainCatalog.bundled(seed: 12)
        let dialogues = AgendaDialogues(catalog: catalog)
        var seen: Set<ActKind> = []
        var probes = 0
        var lines = 0
        for scenario in try ScenarioGenerator(seed: 12, catalog: catalog).scenarios(split: .train, count: 300) {
            for turn in try dialogues.play(scenario) where turn.seat == .agent {
                seen.formUnion(turn.acts.map(\.kind))
                lines += 1
                if turn.acts.count == 1, turn.acts[0].kind == .request, let name = turn.acts[0].attribute,
                    scenario.persona[name] != nil
                {
                    probes += 1
                }
            }
        }
        #expect(seen.isSuperset(of: [.greet, .request, .confirm, .presume, .inform, .offer, .done, .blocked, .askMore]))
        #expect(Double(probes) / Double(lines) > 0.05)
    }
}
