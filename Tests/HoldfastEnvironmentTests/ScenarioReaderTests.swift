// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct ScenarioReaderTests {
    @Test func `a prompt reads back to the scenario that it was made of`() throws {
        let catalog = try DomainCatalog.bundled(seed: 9)
        let reader = ScenarioReader(catalog: catalog)
        for scenario in try ScenarioGenerator(seed: 9, catalog: catalog).scenarios(split: .train, count: 600) {
            let text = ScenarioPrompt.text(for: scenario)
            let reading = reader.read(text)
            let read = try #require(reading.scenario, "\(text)")
            #expect(reading.rest == [], "\(text)")
            #expect(read.domain == scenario.domain && read.persona == scenario.persona, "\(text)")
            #expect(read.goal.components == scenario.goal.components, "\(text)")
            #expect(read.goal.constraints == scenario.goal.constraints && read.goal.intents == scenario.goal.intents, "\(text)")
            #expect(ScenarioPrompt.text(for: read) == text)
        }
    }

    @Test(
        arguments: [
            ("You want to book a train ticket on Friday to York.\nYou prefer a window seat.", ["day", "destination"], []),
            ("You want to book a train ticket", [], []),
            ("You want to order SIM cards of the nano type and need three pieces.", ["sim_type", "sim_count"], []),
            ("You want to book a train ticket to York. You are in a hurry.", ["destination"], ["You are in a hurry."]),
            (
                "Be brief! You want to book a train ticket to York. You work as a magician.", ["destination"],
                ["Be brief!", "You work as a magician."]
            ),
        ] as [(String, [Attribute], [String])])
    func `what is understood is kept apart from what is not`(text: String, constraints: [Attribute], rest: [String]) throws {
        let reading = try ScenarioReader(catalog: .bundled(seed: 1)).read(text)
        let goal = try #require(reading.scenario).goal
        #expect(Set(goal.constraints.map(\.attribute)).isSuperset(of: constraints))
        #expect(reading.rest == rest)
        #expect(reading.isWhole == rest.isEmpty)
    }

    @Test(
        arguments: [
            "", "You are polite.", "You are Emma Kim. You live in York.", "You want a refund of your flight.",
            "You want to book a train ticket to York by bicycle.", "You want to book a train tickets.", "Create a new task for user_1.",
        ])
    func `a text without an errand of a domain is no scenario`(text: String) throws {
        let reading = try ScenarioReader(catalog: .bundled(seed: 1)).read(text)
        #expect(reading.scenario == nil && !reading.isWhole)
        #expect(reading.rest == text.sentences)
    }

    @Test func `facts are read in their very spelling alone`() throws {
        let reading = try ScenarioReader(catalog: .bundled(seed: 1))
            .read("You are polite. You are Ann Lee. You are 30 years old. You want to order a railcard.")
        #expect(reading.scenario?.persona.facts == [Fact("name", "ann lee"), Fact("age", "30")])
        #expect(reading.rest == ["You are polite."])
    }

    @Test(.timeLimit(.minutes(1))) func `a long text takes no longer than its length`() throws {
        let reader = try ScenarioReader(catalog: .bundled(seed: 1))
        for text in [
            "You want to book a train ticket" + String(repeating: " from leeds to york", count: 400), String(repeating: "a ", count: 8000),
            String(repeating: "You are a. ", count: 800),
        ] {
            #expect(reader.read(text).scenario == nil)
        }
    }

    @Test func `a dot within a word ends no sentence`() {
        #expect("Write to a.b@post.com. Now!  Why?\nBecause".sentences == ["Write to a.b@post.com.", "Now!", "Why?", "Because"])
    }
}
