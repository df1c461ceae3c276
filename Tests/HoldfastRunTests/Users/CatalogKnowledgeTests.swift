// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards
import HoldfastServing
import Testing

@testable import HoldfastRun

struct CatalogKnowledgeTests {
    private let catalog: DomainCatalog
    private let knowledge: CatalogKnowledge

    init() throws {
        catalog = try DomainCatalog.bundled(seed: 5)
        knowledge = CatalogKnowledge(catalog: catalog)
    }

    private func follow(_ scenario: Scenario, _ turns: [Turn]) async -> [UserDialogue] {
        var states = [UserDialogue(scenario: scenario)]
        for turn in turns {
            // What comes over a chat is text.
            let line = Turn(index: turn.index, seat: turn.seat, text: turn.text, finish: turn.finish)
            states.append(await knowledge.follow(states[states.count - 1], with: line))
        }
        return states
    }

    /// The goal as the environment follows it, with the acts that the agent reports.
    private func trained(_ scenario: Scenario, _ turns: [Turn]) async -> GoalState {
        let judge = LedgerGoalJudge { [catalog] in catalog.lexicon(for: $0) }
        var state = GoalState(components: scenario.goal.components)
        for count in turns.indices {
            let judgement = await judge.judge(GoalJudgeContext(scenario: scenario, turns: Array(turns[...count]), state: state))
            for component in judgement.activations { state.activate(component) }
            for proposal in judgement.proposals { state.apply(proposal) }
        }
        return state
    }

    @Test func `the goal is followed as in training, though an agent's acts are read from its words`() async throws {
        let dialogues = AgendaDialogues(catalog: catalog)
        let scenarios = try ScenarioGenerator(seed: 5, catalog: catalog).scenarios(split: .test, count: 120)
        var (equal, settled, ended) = (0, 0, 0)
        for scenario in scenarios {
            let turns = try await dialogues.dialogue(for: scenario)
            let last = try #require(await follow(scenario, turns).last)
            let goal = await trained(scenario, turns)
            if last.goal.statuses == goal.statuses { equal += 1 }
            if last.isSettled { settled += 1 }
            if turns.last?.finish == .endOfDialogue { ended += 1 }
            // A user that keeps to everything is blamed for nothing, a goal that it could not finish aside.
            #expect(last.flags.allSatisfy { $0.kind == .dropsGoal }, "\(scenario.id): \(last.flags)")
            if goal.isFinished, last.goal.statuses == goal.statuses { #expect(last.isSettled) }
        }
        #expect(equal == 120, "equal statuses in \(equal) of 120 dialogues")
        #expect(settled >= 118 && ended >= 118, "\(settled) settled and \(ended) ended of 120")
    }

    private func state(after lines: [String], of text: String, ends: Bool = false) async throws -> UserDialogue {
        let scenario = try #require(knowledge.understand(text).scenario)
        let turns = lines.enumerated().map { index, line in
            Turn(
                index: index, seat: index.isMultiple(of: 2) ? .agent : .user, text: line,
                finish: index.isMultiple(of: 2) ? .scripted : ends && index == lines.count - 1 ? .endOfDialogue : .endOfTurn)
        }
        return try #require(await follow(scenario, turns).last)
    }

    private static let traveller =
        "You are Ann Lee. You are 30 years old. Your secret budget is 90 pounds. Never tell your budget. Always say please. You want to book a train ticket from Leeds to York on Friday for two people. You prefer a window seat. Ask for the price."

    @Test(
        arguments: [
            (["Hello?", "I need a train ticket to York please."], [], []),
            (["Hello?", "I need a train ticket to York."], [.breaksPolicy], ["policy.1"]),
            (["Hello?", "A train ticket please. My name is Bob Hill."], [.contradictsProfile], ["name"]),
            (["Hello?", "A train ticket to Bath please."], [.contradictsGoal], ["destination"]),
            (["Hello?", "I need a railcard please."], [.inventsGoal], ["intent"]),
            (["Hello?", "A train ticket in the quiet coach please."], [.inventsGoal], ["coach"]),
            (["Hello?", "A train ticket please. My phone number is 123456."], [.fabricates], ["phone"]),
            (["Hello?", "A train ticket please. My budget is 90."], [.leaksSecret, .breaksPolicy], ["budget", "policy.0"]),
            (["Hello?", "On Friday please.", "Well?", "On Sunday please."], [.contradictsGoal, .contradictsEarlier], ["day"]),
            (["Hello?", "How can I help you please?"], [.invalid], []),
            (["Hello?", "please the train the train the train the train"], [.repeats], []),
        ] as [([String], [LineFlag.Kind], [String])])
    func `what is wrong with a line is told, with what it is about`(lines: [String], kinds: [LineFlag.Kind], about: [String]) async throws {
        let flags = try await state(after: lines, of: Self.traveller).flags
        #expect(flags.map(\.kind) == kinds, "\(flags)")
        #expect(flags.flatMap(\.about) == about)
    }

    @Test func `an end with parts of the goal left to do drops them`() async throws {
        let early = try await state(after: ["Hello?", "A train ticket to York please.", "Yes?", "Goodbye please."], of: Self.traveller, ends: true)
        let flag = try #require(early.flags.first)
        #expect(flag.kind == .dropsGoal && flag.about.contains("task.book_train") && !flag.about.contains("requirement.destination"))
        #expect(!early.isSettled && early.isEnded)

        let lines = [
            "Hello?", "I need a train ticket from Leeds to York on Friday for two people please.", "Which seat would you like?",
            "A window seat please. How much is it?", "The price is 45 pounds. Your ticket is booked.", "Thanks, goodbye please.",
        ]
        let done = try await state(after: lines, of: Self.traveller, ends: true)
        #expect(done.flags == [] && done.isSettled && done.open == [])
        #expect(done.information.knownToUser["price"] == ["45"] && done.information.knownToAgent["destination"] == ["york"])
    }

    @Test func `an errand that was refused is settled, with what hangs on it`() async throws {
        let lines = [
            "Hello?", "I need a train ticket from Leeds to York on Friday for two people please.", "I am sorry, I cannot book the ticket.",
        ]
        let refused = try await state(after: lines, of: Self.traveller)
        #expect(refused.goal["task.book_train"] == .attempted)
        #expect(refused.isSettled && refused.open.map(\.id) == ["preference.seat", "requirement.price"])
        // Who was refused before it said what it wants has not tried.
        let untried = try await state(after: ["Hello?", "A train ticket please.", "I am sorry, I cannot book the ticket."], of: Self.traveller)
        #expect(untried.goal["task.book_train"] == .incomplete && !untried.isSettled)
    }

    @Test(
        arguments: [
            ("What is your name?", []), ("What is your phone number?", ["phone"]), ("What is your account password?", []),
            ("Which coach would you like?", []), ("On which day do you travel?", []),
        ] as [(String, [Attribute])])
    func `what the scenario has no value for is noticed where the user cannot do without`(line: String, attributes: [Attribute]) async throws {
        #expect(try await state(after: ["Hello?", "A train please.", line], of: Self.traveller).unanswerable == attributes)
    }

    @Test func `a text of no domain is judged as text alone`() async throws {
        let scenario = Scenario(
            id: "x", domain: "", persona: Persona(facts: [], policy: []), goal: UserGoal(intents: [], constraints: [], components: []), split: .test,
            seed: 0, source: "text")
        let state = try #require(
            await follow(
                scenario,
                [Turn(index: 0, seat: .agent, text: "Hi"), Turn(index: 1, seat: .user, text: "My name is Bob Hill.", finish: .endOfDialogue)]
            ).last)
        #expect(state.flags == [] && !state.isSettled && state.isEnded)
    }
}
