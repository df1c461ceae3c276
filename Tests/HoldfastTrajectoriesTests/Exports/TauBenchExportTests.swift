// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct TauBenchExportTests {
    private static func shards() throws -> [[ScoredEpisode]] {
        var other = ExportFixture.scenario
        other.id = "s-2"
        let first = try [true, false, true].enumerated().map { try ExportFixture.episode(rollout: $0.offset, isServed: $0.element) }
        let second = try [false, false, true].enumerated().map {
            try ExportFixture.episode(rollout: $0.offset, isServed: $0.element, scenario: other)
        }
        return [first + second.prefix(1), Array(second.dropFirst())]
    }

    @Test func `a scenario is a task and its episodes are the trials`() throws {
        try withTemporaryFolder { folder in
            var settings = ExportFixture.settings(.agent)
            settings.agentPrompt = "Sell trains."
            let report = try ExportFixture.export(try Self.shards(), as: .tauBench, in: folder, to: "tau.json", settings: settings)
            #expect(report.rows == 6 && report.exported == 6)
            let records = try #require(try AnyJSON(parsing: Array(Data(contentsOf: folder.appending(path: "tau.json")))).array)
            #expect(records.map { $0["task_id"] } == [0, 0, 0, 1, 1, 1].map { .integer($0) })
            #expect(records.map { $0["trial"] } == [0, 1, 2, 0, 1, 2].map { .integer($0) })
            #expect(records.map { $0["reward"] } == [1, 0, 1, 0, 0, 1].map { .number($0) })
            #expect(records[0]["traj"]?.array?.map { $0["role"]?.text } == ["system", "assistant", "user", "assistant", "tool", "assistant", "user"])
            #expect(records[0].object?.keys.sorted() == ["info", "reward", "task_id", "traj", "trial"])
            #expect(records[0]["info", "task", "instruction"] == .string("You are ann. 🚲"))
            #expect(records[3]["info", "holdfast", "metadata", "scenario"] == .string("s-2"))
        }
    }

    /// The measure of tau-bench's own summary: the chance that k trials of a task, drawn without replacement, all succeed.
    @Test(.enabled(if: ConsumerPython.anyPython != nil, "needs a python3"))
    func `pass^k follows from rewards and trials`() throws {
        try withTemporaryFolder { folder in
            _ = try ExportFixture.export(try Self.shards(), as: .tauBench, in: folder, to: "tau.json")
            let program = """
                import json
                from collections import Counter
                from math import comb
                records = json.load(open("tau.json"))
                assert all(type(r["task_id"]) is int and type(r["trial"]) is int and type(r["reward"]) is float for r in records)
                trials = len({r["trial"] for r in records})
                wins = Counter(r["task_id"] for r in records if abs(r["reward"] - 1) < 1e-6)
                tasks = {r["task_id"] for r in records}
                print([sum(comb(wins[t], k) / comb(trials, k) for t in tasks) / len(tasks) for k in range(1, trials + 1)])
                """
            #expect(try ConsumerPython.run(ConsumerPython.anyPython, program, in: folder) == "[0.5, 0.16666666666666666, 0.0]")
        }
    }

    @Test func `the agent served the user where every errand is done, or tried where nothing could be done`() throws {
        var scored = try ExportFixture.episode(isServed: false)
        #expect(scored.episode.isServed == false && scored.reward(of: .agent) == 0)
        scored.episode.goal.apply(StatusProposal(component: "task.book", status: .attempted, turn: 1, reason: "", judge: "ledger"))
        scored.episode.goal.apply(StatusProposal(component: "requirement.day", status: .complete, turn: 1, reason: "", judge: "ledger"))
        #expect(scored.episode.isServed == false)
        scored.episode.scenario.goal.isPossible = false
        #expect(scored.episode.isServed == true)
        scored.episode.goal.apply(StatusProposal(component: "policy.0", status: .misaligned, turn: 1, reason: "", judge: "ledger"))
        #expect(scored.episode.isServed == true)
        scored.episode.goal = GoalState(components: [])
        #expect(scored.episode.isServed == nil && scored.reward(of: .agent) == nil)
    }
}
