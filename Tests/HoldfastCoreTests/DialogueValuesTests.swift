// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

struct DialogueValuesTests {
    private let persona = Persona(
        facts: [Fact("name", "ann"), Fact("age", "41", visibility: .secret)],
        policy: [PolicyRule(text: "Keep it short.", behaviour: .atMostWords(12))],
        declared: [DeclaredState(name: "mood", initial: "calm", moves: ["calm": ["annoyed"], "annoyed": ["calm", "angry"]])])

    @Test func `a ledger knows what is true, false and unknown`() {
        let goal = UserGoal(
            intents: ["book"], constraints: [Fact("day", "monday"), Fact("day", "tuesday"), Fact("code", "77", visibility: .secret)],
            components: [])
        let ledger = FactLedger(persona: persona, goal: goal)
        let expected: [(Attribute, String, FactLedger.Standing)] = [
            ("name", "ann", .supported), ("name", "ben", .contradicted), ("city", "york", .unknown), ("day", "tuesday", .supported),
            ("day", "sunday", .contradicted), ("age", "41", .supported),
        ]
        for (attribute, value, standing) in expected {
            #expect(ledger.standing(of: attribute, value: value) == standing, "\(attribute) \(value)")
        }
        #expect(ledger.secrets == ["age", "code"])
    }

    @Test(arguments: [
        ("calm", "calm", true), ("calm", "annoyed", true), ("calm", "angry", false), ("annoyed", "angry", true), ("angry", "calm", false),
        ("angry", "angry", true), ("unheard of", "calm", false),
    ])
    func `declared state moves as declared`(old: String, new: String, allowed: Bool) {
        #expect(persona.declared[0].allows(from: old, to: new) == allowed)
    }

    @Test func `a persona's identifier follows from its content alone`() {
        let reordered = Persona(facts: persona.facts.reversed(), policy: persona.policy)
        #expect(reordered.id == persona.id)
        let changed = Persona(facts: [Fact("name", "eve")] + persona.facts.dropFirst(), policy: persona.policy)
        #expect(changed.id != persona.id)
        #expect(Persona(facts: persona.facts, policy: []).id != persona.id)
        #expect(persona["age"] == "41")
        #expect(persona["city"] == nil)
    }

    @Test func `a token trace keeps its columns of one length`() throws {
        var trace = TokenTrace()
        trace.appendGiven([1, 2, 3], turn: -1)
        try trace.appendSampled([4, 5], logprobs: [-0.5, -1], turn: 0)
        #expect(trace.ids == [1, 2, 3, 4, 5])
        #expect(trace.logprobs == [0, 0, 0, -0.5, -1])
        #expect(trace.mask == [false, false, false, true, true])
        #expect(trace.turn == [-1, -1, -1, 0, 0])
    }

    @Test func `log-probabilities of the model stand beside the sampler's from the first that differs`() throws {
        var trace = TokenTrace()
        trace.appendGiven([1], turn: -1)
        try trace.appendSampled([2], logprobs: [-0.5], modelLogprobs: [-0.5], turn: 0)
        #expect(trace.modelLogprobs.isEmpty)
        try trace.appendSampled([3, 4], logprobs: [-1, -2], modelLogprobs: [-1.5, -2], turn: 2)
        trace.appendGiven([5], turn: 3)
        try trace.appendSampled([6], logprobs: [-3], turn: 4)
        #expect(trace.modelLogprobs == [0, -0.5, -1.5, -2, 0, -3])
        #expect(trace.logprobs == [0, -0.5, -1, -2, 0, -3])
        #expect(throws: HoldfastError.self) { try trace.appendSampled([7], logprobs: [-1], modelLogprobs: [-1, -1], turn: 5) }
        #expect(trace.count == 6)
        let read = try JSONDecoder().decode(TokenTrace.self, from: JSONEncoder().encode(trace))
        #expect(read == trace)

        let old = #"{"ids":[1,2],"logprobs":[0,-1],"mask":[false,true],"turn":[-1,0]}"#
        #expect(try JSONDecoder().decode(TokenTrace.self, from: Data(old.utf8)).modelLogprobs.isEmpty)
        var first = TokenTrace()
        try first.appendSampled([3], logprobs: [-1], modelLogprobs: [-2], turn: 0)
        #expect(first.modelLogprobs == [-2])
    }

    @Test(arguments: [([1, 2], [-0.5]), ([1], [-0.5, -0.5]), ([], [-0.5])] as [([Int32], [Float])])
    func `unequal lengths are refused and change nothing`(tokens: [Int32], logprobs: [Float]) {
        var trace = TokenTrace()
        trace.appendGiven([9], turn: -1)
        let before = trace
        let error = #expect(throws: HoldfastError.self) { try trace.appendSampled(tokens, logprobs: logprobs, turn: 0) }
        #expect(error?.code == .server)
        #expect(trace == before)
    }

    @Test func `an act belongs to the line right before`() {
        let acts = [DialogueAct(.request, attribute: "day")]
        let goal = UserGoal(intents: [], constraints: [], components: [])
        let episode = Episode(
            id: EpisodeID(phase: "train", step: 1, group: 2, rollout: 3),
            scenario: Scenario(id: "s", domain: "d", persona: persona, goal: goal, split: .train, seed: 1, source: "test"),
            turns: [
                Turn(index: 0, seat: .user, text: "hi"), Turn(index: 1, seat: .agent, text: "which day?", acts: acts),
                Turn(index: 2, seat: .user, text: "monday"),
            ],
            trace: TokenTrace(), goal: GoalState(components: []), probes: [], ending: Ending(reason: .userStop, stop: .correct),
            simulatorVersion: 0, samplingSeed: 1)
        #expect(episode.id.description == "train/1/2/3")
        #expect(episode.userTurns.map(\.index) == [0, 2])
        #expect(episode.acts(before: episode.turns[2]) == acts)
        #expect(episode.acts(before: episode.turns[1]).isEmpty)
        #expect(episode.acts(before: episode.turns[0]).isEmpty)
        let scored = ScoredEpisode(episode: episode, scores: [Score("a", nil), Score("b", 0.5, turn: 1), Score("b", 0), Score("c", 1, turn: 0)])
        #expect(scored.score("a") == nil, "an absent score is no zero")
        #expect(scored.score("b") == 0, "a zero is not absent, and a turn's score is not the episode's")
        #expect(scored.score("c") == nil)
        #expect(scored.score("never computed") == nil)
        #expect(scored.reward == nil)
    }

    @Test func `an error says what lay behind it`() {
        let cause = HoldfastError(.file, "the disk is full")
        #expect(HoldfastError(.store, "cannot write", cause: cause).description == "cannot write (the disk is full)")
        #expect(cause.description == "the disk is full")
        #expect(cause.code.description == "file")
        #expect(cause.location.hasPrefix("HoldfastCoreTests/DialogueValuesTests.swift:"))
    }
}
