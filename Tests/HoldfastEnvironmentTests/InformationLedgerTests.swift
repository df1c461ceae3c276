// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct InformationLedgerTests {
    @Test func countsLeaksAndFabrications() throws {
        let catalog = try DomainCatalog.bundled(seed: 1)
        let scenario = Scenario(
            id: "s", domain: "train",
            persona: Persona(facts: [Fact("name", "anna weber"), Fact("budget", "120", visibility: .secret)], policy: []),
            goal: UserGoal(intents: [], constraints: [Fact("day", "friday")], components: []), split: .train, seed: 1, source: "test")
        let turns = [
            Turn(index: 0, seat: .agent, text: "What is your name?", acts: [DialogueAct(.request, attribute: "name")]),
            Turn(index: 1, seat: .user, text: "Anna Weber, and my budget is 120 pounds."),
            Turn(index: 2, seat: .agent, text: "It costs 40 pounds.", acts: [DialogueAct(.inform, attribute: "price", value: "40")]),
            Turn(index: 3, seat: .user, text: "I leave from York on Friday."),
        ]
        let ledger = InformationLedger(scenario: scenario, reader: try #require(catalog.service("train")).reader, turns: turns)
        #expect(ledger.leaks.map(\.claim) == [Claim("budget", "120")])
        #expect(ledger.leaks.map(\.turn) == [1])
        #expect(ledger.fabrications.map(\.claim) == [Claim("origin", "york")])
        #expect(ledger.knownToAgent["name"] == ["anna weber"])
        #expect(ledger.knownToUser["price"] == ["40"])
    }
}
