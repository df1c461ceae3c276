// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct RowExportTests {
    @Test func `a chat row has flipped roles, the end marker, and what was scored`() throws {
        try withTemporaryFolder { folder in
            let report = try ExportFixture.export([[try ExportFixture.episode()]], as: .chat, in: folder, to: "chat.jsonl")
            let text = try String(contentsOf: folder.appending(path: "chat.jsonl"), encoding: .utf8)
            let metadata = """
                {"episode": "train/3/0/0", "phase": "train", "step": 3, "group": 0, "rollout": 0, "scenario": "s-1", \
                "persona": "\(ExportFixture.scenario.persona.id)", "goal": "\(ExportFixture.scenario.goal.id)", "domain": "rail", \
                "split": "train", "source": "bundled", "seat": "user", "ending": "userStop", "stop": "correct", "simulator_version": 2}
                """
            #expect(
                text == """
                    {"messages": [{"role": "system", "content": "You are ann. 🚲"}, {"role": "user", "content": "Hello, what day?"}, \
                    {"role": "assistant", "content": "a train on Monday, bitte"}, {"role": "user", "content": "At ten."}, \
                    {"role": "assistant", "content": "danke, tschüß 🚲 ###STOP###"}], "reward": 1.0, \
                    "metrics": {"drift/prompt_to_line": 0.5}, "metadata": \(metadata)}

                    """)
            #expect(report.episodes == 1 && report.exported == 1 && report.rows == 1 && report.leftOut.isEmpty)
        }
    }

    @Test func `from the agent's seat tools are called and answered, and the reward is the agent's`() throws {
        try withTemporaryFolder { folder in
            var settings = ExportFixture.settings(.agent)
            settings.agentPrompt = "Sell trains."
            let episodes = [try ExportFixture.episode(), try ExportFixture.episode(rollout: 1, isServed: false)]
            _ = try ExportFixture.export([episodes], as: .chat, in: folder, to: "chat.jsonl", settings: settings)
            let rows = try ExportFixture.rows("chat.jsonl", in: folder)
            let messages = try #require(rows[0]["messages"]?.array)
            #expect(messages.map { $0["role"]?.text } == ["system", "assistant", "user", "assistant", "tool", "assistant", "user"])
            #expect(messages[3]["tool_calls", 0, "function", "arguments"] == .string(#"{"a": "\"q\"", "day": "monday"}"#))
            #expect(messages[3]["tool_calls", 0, "id"] == .string("call00000") && messages[4]["tool_call_id"] == .string("call00000"))
            #expect(messages[4]["content"] == .string("10:00") && messages[6]["content"] == .string("danke, tschüß 🚲 ###STOP###"))
            #expect(rows.map { $0["reward"] } == [.number(1), .number(0)])
        }
    }

    @Test func `supervised rows end with the last line that is learned`() throws {
        try withTemporaryFolder { folder in
            let episode = try ExportFixture.episode(ending: .turnLimit)
            _ = try ExportFixture.export([[episode]], as: .chat, in: folder, to: "chat.jsonl")
            _ = try ExportFixture.export([[episode]], as: .sft, in: folder, to: "sft.jsonl")
            let (chat, sft) = (try ExportFixture.rows("chat.jsonl", in: folder)[0], try ExportFixture.rows("sft.jsonl", in: folder)[0])
            #expect(chat["messages"]?.array?.last?["content"] == .string("Anything else?"))
            #expect(sft["messages"]?.array == chat["messages"]?.array?.dropLast())
            // Nobody ended this dialogue.
            #expect(sft["messages"]?.array?.last?["content"] == .string("danke, tschüß 🚲"))
        }
    }

    @Test func `each line of the user is a completion of what came before`() throws {
        try withTemporaryFolder { folder in
            let report = try ExportFixture.export([[try ExportFixture.episode()]], as: .promptCompletion, in: folder, to: "pc.jsonl")
            let rows = try ExportFixture.rows("pc.jsonl", in: folder)
            #expect(report.rows == 2 && report.exported == 1)
            #expect(rows.map { $0["prompt"]?.array?.count } == [2, 4])
            #expect(rows.map { $0["turn"] } == [.integer(1), .integer(3)])
            #expect(rows.map { $0["line_metrics", "reward/turn"] } == [.number(0.75), .number(0.25)])
            #expect(rows[1]["completion", 0, "content"] == .string("danke, tschüß 🚲 ###STOP###"))
        }
    }

    @Test func `a pair is the best against the worst of its group behind their shared start`() throws {
        try withTemporaryFolder { folder in
            let group = [
                try ExportFixture.episode(rollout: 0, reward: 0.5), try ExportFixture.episode(rollout: 1, reward: 0.9, lines: ["hi", "bye"]),
                try ExportFixture.episode(rollout: 2, reward: 0.1, lines: ["hi", "no"]), try ExportFixture.episode(group: 1, reward: 0.3),
            ]
            let report = try ExportFixture.export([group], as: .preferences, in: folder, to: "pairs.jsonl")
            let rows = try ExportFixture.rows("pairs.jsonl", in: folder)
            #expect(rows.count == 1 && report.exported == 2 && report.leftOut == ["tie": 1, "no_pair": 1])
            #expect(rows[0]["prompt"]?.array?.map { $0["content"]?.text } == ["You are ann. 🚲", "Hello, what day?", "hi", "At ten."])
            #expect(rows[0]["chosen"]?.array?.map { $0["content"]?.text } == ["bye ###STOP###"])
            #expect(rows[0]["rejected"]?.array?.map { $0["content"]?.text } == ["no ###STOP###"])
            #expect(rows[0]["score_chosen"] == .number(0.9) && rows[0]["score_rejected"] == .number(0.1))
            #expect(rows[0]["metadata", "rejected", "rollout"] == .integer(2))
            var settings = ExportFixture.settings()
            settings.margin = 0.9
            let error = #expect(throws: HoldfastError.self) {
                try ExportFixture.export([group], as: .preferences, in: folder, to: "none.jsonl", settings: settings)
            }
            #expect(error?.message.contains("4 without a pair") == true, "\(String(describing: error))")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "none.jsonl").path))
        }
    }

    @Test(arguments: [(nil, [false, true], 1), (0.4, [true, true], 0), (0.9, [false, false], 1)] as [(Double?, [Bool], Int)])
    func `labels say on which side of the threshold a reward is`(threshold: Double?, labels: [Bool], ties: Int) throws {
        try withTemporaryFolder { folder in
            var settings = ExportFixture.settings()
            settings.threshold = threshold
            let group = try [0.5, 0.9, 0.7].enumerated().map { try ExportFixture.episode(rollout: $0.offset, reward: $0.element) }
            let report = try ExportFixture.export([group], as: .kto, in: folder, to: "kto.jsonl", settings: settings)
            let rows = try ExportFixture.rows("kto.jsonl", in: folder)
            #expect(rows.prefix(2).map { $0["label"] } == labels.map { .boolean($0) } && report.leftOut["tie"] ?? 0 == ties)
            #expect(rows[0]["prompt"]?.array?.count == 2 && rows[0]["completion"]?.array?.count == 3)
        }
    }

    @Test func `rows that bring a key late stand in front`() throws {
        try withTemporaryFolder { folder in
            var episodes = try (0..<5).map { try ExportFixture.episode(rollout: $0, reward: $0 == 4 ? 1 : nil) }
            episodes[3].scores.append(Score("drift/qa", 1))
            _ = try ExportFixture.export([episodes], as: .chat, in: folder, to: "chat.jsonl")
            let rows = try ExportFixture.rows("chat.jsonl", in: folder)
            #expect(rows.map { $0["metadata", "rollout"] } == [3, 4, 0, 1, 2].map { .integer($0) })
        }
    }
}
