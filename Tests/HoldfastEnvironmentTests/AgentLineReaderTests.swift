// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct AgentLineReaderTests {
    /// What the words of a line do. Where no alternative is left, the scripted agent gives a value up without a word.
    private func spoken(_ turn: Turn) -> Set<DialogueAct> {
        let namesValue = turn.text.contains("available with") || turn.text.contains("is not possible.")
        return Set(turn.acts.filter { $0.kind != .blocked || $0.attribute == nil || namesValue })
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `the scripted agent's acts are read from its words`(seed: UInt64) throws {
        let catalog = try DomainCatalog.bundled(seed: seed)
        let dialogues = AgendaDialogues(catalog: catalog)
        var lines = 0
        for scenario in try ScenarioGenerator(seed: seed, catalog: catalog).scenarios(split: .train, count: 90) {
            let reader = AgentLineReader(try #require(catalog.service(scenario.domain)).definition)
            var heard: [Turn] = []
            for turn in try dialogues.play(scenario) {
                var copy = turn
                if turn.seat == .agent {
                    copy.acts = reader.acts(in: turn.text, after: heard, of: scenario)
                    #expect(Set(copy.acts) == spoken(turn), "\(turn.text)")
                    lines += 1
                }
                heard.append(copy)
            }
        }
        #expect(lines > 400)
    }

    @Test(
        arguments: [
            ("Hi! How can I help you today?", []),
            ("I'd be happy to help. Could you give me your phone number and your name?", ["request phone", "request name"]),
            ("Please provide your customer number.", ["request customer_number"]), ("Your train ticket has been booked!", ["done book_train"]),
            ("Great, the ticket is confirmed.", ["done book_train"]), ("I will book the ticket now.", []),
            ("The ticket cannot be booked.", ["blocked book_train"]),
            ("Unfortunately I am unable to book that train.", ["blocked book_train"]), ("Friday is sold out.", ["blocked day friday"]),
            ("The price is £45.", ["inform price 45"]), ("Is there anything else I can do?", ["askMore"]), ("Have a nice day, bye!", ["farewell"]),
            ("I like trains.", []), ("If the ticket is booked, you get a letter.", []),
        ] as [(String, [String])])
    func `usual wordings of other agents are read, and nothing is made up`(line: String, acts: [String]) throws {
        let catalog = try DomainCatalog.bundled(seed: 1)
        let text = "You want to book a train ticket from Leeds to York on Friday for two people. Ask for the price."
        let scenario = try #require(ScenarioReader(catalog: catalog).read(text).scenario)
        let reader = AgentLineReader(try #require(catalog.service("train")).definition)
        let before = [Turn(index: 0, seat: .agent, text: "Hello."), Turn(index: 1, seat: .user, text: "I need a train ticket.")]
        let read = reader.acts(in: line, after: before, of: scenario).map { act in
            [act.kind.rawValue, act.attribute?.rawValue, act.value, act.intent].compactMap(\.self).joined(separator: " ")
        }
        #expect(read.filter { $0 != "request intent" } == acts)
    }

    @Test func `the first line of an agent that asks what it can do is a greeting`() throws {
        let catalog = try DomainCatalog.bundled(seed: 1)
        let scenario = try #require(ScenarioReader(catalog: catalog).read("You want to order a railcard.").scenario)
        let reader = AgentLineReader(try #require(catalog.service("train")).definition)
        for line in ["Hi! How can I help you today?", "Good day, Northern Rail here. What do you need?", "Yes?"] {
            #expect(reader.acts(in: line, after: [], of: scenario) == [DialogueAct(.greet)], "\(line)")
        }
        #expect(reader.acts(in: "Hello. What is your name?", after: [], of: scenario) == [DialogueAct(.request, attribute: "name")])
    }
}
