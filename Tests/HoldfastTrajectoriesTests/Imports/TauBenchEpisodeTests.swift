// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct TauBenchEpisodeTests {
    @Test("a record becomes an episode with persona, goal, calls, ending and reward")
    func whole() throws {
        let read = try MadeTauBench.episodes([MadeTauBench.record(task: 7, trial: 2, .none)])
        let scored = try #require(read.episodes.first)
        let episode = scored.episode
        #expect(episode.id.description == "import-made/0/7/2")
        #expect(episode.scenario.domain == "tau-bench-retail" && episode.scenario.source == "tau-bench" && episode.scenario.split == .test)
        let persona = episode.scenario.persona
        #expect(persona.id == "tau-bench-retail/mia_li_3007" && episode.scenario.subject == persona.id)
        #expect(persona.statements.count == 3 && persona.statements[0] == "You are Mia Li in zip code 10007.")
        #expect(persona["name"] == "mia li" && persona["zip_code"] == "10007")
        #expect(episode.scenario.goal.constraints == [Fact("order_id", "w1000007")])
        #expect(episode.goal.components.map(\.id) == ["task.0.cancel_pending_order", "requirement.output.0"])
        #expect(episode.goal.components[0].text == "cancel_pending_order(order_id: #W1000007, reason: no longer needed)")
        #expect(episode.goal.statuses == [.complete, .complete])
        #expect(episode.goal.changes.map(\.turn) == [5, 5])
        #expect(
            episode.turns.map { "\($0.seat.rawValue): \($0.text)" } == [
                "user: Hello! There is something about an order of mine.", "agent: Could you give me your name and zip code?",
                "user: My name is Mia Li and my zip code is 10007.", "agent: Thank you. What can I do for you?",
                "user: Please cancel #W1000007, it is no longer needed.", "agent: I have cancelled it. The refund is 4,055 dollars.",
            ])
        #expect(
            episode.turns[3].toolCalls == [
                ToolCall(
                    name: "find_user_id_by_name_zip", arguments: ["first_name": "Mia", "last_name": "Li", "zip": "10007"], result: "mia_li_3007")
            ])
        #expect(episode.ending == Ending(reason: .userStop, stop: .correct))
        #expect(scored.reward == 1 && scored.score(MetricName.outcomeSuccess) == 1 && scored.score("imported/r_actions") == 1)
        #expect(scored.score("imported/user_cost") == 0.002)
        #expect(read.unheard == 1 && read.renumbered == 0 && read.withoutTask == 0)
    }

    @Test("imported episodes come back from a shard as they were")
    func stored() throws {
        try withTemporaryFolder { folder in
            let episodes = try MadeTauBench.episodes((0..<8).map { MadeTauBench.record(task: $0, trial: 0, .allCases[$0 % 4]) }).episodes
            try ShardWriter.write(episodes, to: folder.path + "/a.h5")
            #expect(try ShardReader(folder.path + "/a.h5").episodes() == episodes)
        }
    }

    @Test("a mark of the end leaves the text, and a reply that is nothing else leaves no line")
    func marks() throws {
        func turns(_ last: String) throws -> Episode {
            try MadeTauBench.episodes([
                MadeTauBench.record(task: 0, trial: 0, .none).with(
                    "traj", .array([MadeTauBench.message("user", "Hi"), MadeTauBench.agent("Bye"), MadeTauBench.message("user", last)]))
            ]).episodes[0].episode
        }
        for (last, text) in [("Thanks! ###STOP###", "Thanks!"), ("###STOP### Thanks!", "Thanks!"), ("###TRANSFER### ok ###STOP###", "ok")] {
            let episode = try turns(last)
            #expect(episode.turns.last?.text == text && episode.turns.last?.finish == .endOfDialogue && episode.ending.reason == .userStop)
        }
        for last in ["###STOP###", " ###STOP### ", "###OUT-OF-SCOPE###"] {
            let episode = try turns(last)
            #expect(episode.turns.count == 2 && episode.turns.last?.seat == .agent && episode.ending.reason == .userStop, "\(last)")
        }
        #expect(try turns("Thanks, STOP").ending.reason == .turnLimit)
        #expect(try turns("").turns.last?.text == "")
    }

    @Test("an agent that hands over ends the dialogue, with its call at a line without words")
    func transfer() throws {
        let record = MadeTauBench.record(task: 0, trial: 0, .none)
            .with(
                "traj",
                .array([
                    MadeTauBench.message("user", "Hi"), MadeTauBench.call("transfer_to_human_agents", ["summary": "odd"]),
                    MadeTauBench.tool("transfer_to_human_agents", "Transfer successful"),
                ])
            ).with("reward", .number(0))
        let episode = try MadeTauBench.episodes([record]).episodes[0].episode
        #expect(episode.ending == Ending(reason: .agentStop, stop: .cutOff))
        #expect(episode.turns.count == 2 && episode.turns[1].text.isEmpty && episode.turns[1].toolCalls[0].result == "Transfer successful")
    }

    @Test("an agent that writes its calls into its text has them as calls, with the API's words as results")
    func written() throws {
        let messages: [AnyJSON] = [
            MadeTauBench.message("user", "Hi"),
            MadeTauBench.agent(
                "Thought:\nI look.\nAction:\n{\"name\": \"get_order_details\", \"arguments\": {\"order_id\": \"#W1\", \"deep\": {\"b\": [1, true]}}}"),
            MadeTauBench.message("user", "API output: {\"status\": \"pending\"}"),
            MadeTauBench.agent("Action:\n```json\n{\"name\": \"respond\", \"arguments\": {\"content\": \"It is pending.\"}}\n```"),
            MadeTauBench.message("user", "API output: is what I heard"), MadeTauBench.agent("Action: I do not know"),
            MadeTauBench.message("user", "ok"), MadeTauBench.agent("Thought: none"), MadeTauBench.message("user", "###STOP###"),
        ]
        let turns = try MadeTauBench.episodes([MadeTauBench.record(task: 0, trial: 0, .none).with("traj", .array(messages))]).episodes[0].episode
            .turns
        #expect(turns.map(\.text) == ["Hi", "It is pending.", "API output: is what I heard", "I do not know", "ok", "Thought: none"])
        #expect(
            turns[1].toolCalls == [
                ToolCall(
                    name: "get_order_details", arguments: ["order_id": "#W1", "deep": "{\"b\": [1, true]}"], result: "{\"status\": \"pending\"}")
            ])
    }

    @Test("results find their calls by identifier, by name, and in order; without a call they are kept")
    func results() throws {
        let messages: [AnyJSON] = [
            MadeTauBench.message("user", "Hi"), MadeTauBench.call("a", [:], id: "1"), MadeTauBench.call("b", [:], id: "1"),
            MadeTauBench.call("c", [:], id: "3"), MadeTauBench.tool("c", "C", id: "3"), MadeTauBench.tool("?", "A", id: "1"),
            MadeTauBench.tool("b", "Error: B", id: ""), MadeTauBench.tool("d", "D", id: "9"), MadeTauBench.agent("done"),
        ]
        let calls = try MadeTauBench.episodes([MadeTauBench.record(task: 0, trial: 0, .none).with("traj", .array(messages))])
            .episodes[0].episode.turns[1].toolCalls
        #expect(calls.map { "\($0.name) \($0.result) \($0.isError)" } == ["a A false", "b Error: B true", "c C false", "d D false"])
    }

    @Test("a trial that failed is a failure at the boundary that its traceback names, with the task of its siblings")
    func failures() throws {
        let frames = [
            "  File \"/x/tau_bench/envs/user.py\", line 1", "  File \"/x/tau_bench/agents/a.py\", line 2", "  File \"/x/tools/b.py\"", "nothing",
        ]
        let episodes = try MadeTauBench.episodes(
            [MadeTauBench.record(task: 3, trial: 0, .none)]
                + frames.enumerated().map { MadeTauBench.failed(task: 3, trial: $0 + 1, traceback: "Traceback\n\($1)\nError") }
                + [MadeTauBench.failed(task: 4, trial: 0, traceback: "")])
        #expect(episodes.episodes.dropFirst().map(\.episode.ending.failure?.boundary) == [.simulator, .agent, .tool, .environment, .environment])
        #expect(episodes.episodes[1].episode.scenario == episodes.episodes[0].episode.scenario)
        #expect(episodes.episodes[1].reward == nil && episodes.episodes[1].score(MetricName.outcomeSuccess) == nil)
        #expect(episodes.withoutTask == 1 && episodes.episodes[5].episode.scenario.domain == "tau-bench-retail")
    }

    struct Stop: CustomTestStringConvertible {
        var testDescription: String
        var reward: Double?
        var lines: [AnyJSON]
        var expected: StopDecision?
    }

    static let cancel = [
        MadeTauBench.call("cancel_pending_order", ["order_id": "#W1000000", "reason": "no longer needed"]),
        MadeTauBench.tool("cancel_pending_order", "ok"),
    ]
    static let end = MadeTauBench.message("user", "###STOP###")

    @Test(
        "what a stop was worth is said where it is known, and only there",
        arguments: [
            Stop(testDescription: "stopped, all done", reward: 1, lines: [end], expected: .correct),
            Stop(testDescription: "stopped, the errand never came up", reward: 0, lines: [MadeTauBench.agent("Hm?"), end], expected: .premature),
            Stop(
                testDescription: "stopped, the agent refused", reward: 0,
                lines: [MadeTauBench.message("user", "Cancel it"), MadeTauBench.agent("No."), end], expected: nil),
            Stop(
                testDescription: "stopped, the order was spoken of", reward: 0,
                lines: [MadeTauBench.agent("Is it about W1000000?"), MadeTauBench.message("user", "yes"), end], expected: nil),
            Stop(testDescription: "stopped, nothing is known", reward: nil, lines: [end], expected: nil),
            Stop(testDescription: "cut off with work left", reward: 0, lines: [MadeTauBench.agent("Hm?")], expected: .cutOff),
            Stop(
                testDescription: "went on when all was done", reward: 0,
                lines: cancel + [MadeTauBench.agent("Done: 4055."), MadeTauBench.message("user", "And the weather?"), MadeTauBench.agent("?")],
                expected: .missed),
            Stop(testDescription: "cut off when all was done", reward: 0, lines: cancel + [MadeTauBench.agent("Done: 4055.")], expected: nil),
        ])
    func stops(_ example: Stop) throws {
        let record = MadeTauBench.record(task: 0, trial: 0, .none)
            .with("traj", .array([MadeTauBench.message("user", "Hi there")] + example.lines))
            .with("reward", example.reward.map(AnyJSON.number))
        #expect(try MadeTauBench.episodes([record]).episodes[0].episode.ending.stop == example.expected)
    }

    @Test("trials that repeat a number get the next free one, and missing numbers are counted up")
    func trials() throws {
        let records = [0, 0, 1, 0].map { MadeTauBench.record(task: 5, trial: $0, .none) }
        let read = try MadeTauBench.episodes(records)
        #expect(read.episodes.map(\.episode.id.rollout) == [0, 1, 2, 3] && read.renumbered == 3)
        let unnumbered = try MadeTauBench.episodes(records.map { $0.with("trial", nil) })
        #expect(unnumbered.episodes.map(\.episode.id.rollout) == [0, 1, 2, 3] && unnumbered.renumbered == 0)
        let named = try MadeTauBench.episodes(
            ["x", "7", "y", "x"].map { MadeTauBench.record(task: 0, trial: 0, .none).with("task_id", .string($0)) })
        #expect(named.episodes.map(\.episode.id.group) == [8, 7, 9, 8])
    }
}
