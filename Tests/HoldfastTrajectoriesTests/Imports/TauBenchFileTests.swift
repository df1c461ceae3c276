// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct TauBenchFileTests {
    @Test("a list, a single record and a record a line hold the same")
    func layouts() throws {
        let values = (0..<3).map { MadeTauBench.record(task: $0, trial: 0, .none) }
        let list = try MadeTauBench.read(.array(values)).records
        let lines = try values.map { String(decoding: try MadeTauBench.bytes($0), as: UTF8.self) }
        for separator in ["\n", "\r\n", "\n\n"] {
            #expect(try TauBenchFile(Array(lines.joined(separator: separator).utf8), named: "made.jsonl").records == list)
        }
        #expect(try MadeTauBench.read(values[0]).records == [list[0]])
        #expect(try MadeTauBench.read(.array([])).records == [])
    }

    @Test("simulations of tau2-bench are read with their tasks")
    func tau2() throws {
        let simulations = AnyJSON.object([
            "tasks": .array([
                .object([
                    "id": .string("a"),
                    "user_scenario": .object([
                        "persona": .null,
                        "instructions": .object([
                            "reason_for_call": .string("You want to cancel #W1000000."), "known_info": .string("You are Mia Li in zipcode 10000."),
                            "unknown_info": .null, "task_instructions": .string("You are brief."), "domain": .string("retail"),
                        ]),
                    ]),
                    "evaluation_criteria": .object([
                        "actions": .array([
                            .object(["name": .string("cancel_pending_order"), "arguments": .object(["order_id": .string("#W1000000")])])
                        ]), "communicate_info": .array([.string("10")]),
                    ]),
                ])
            ]),
            "simulations": .array([
                .object([
                    "task_id": .string("a"), "trial": .integer(1), "termination_reason": .string("user_stop"), "user_cost": .number(0.1),
                    "reward_info": .object(["reward": .number(1), "reward_breakdown": .object(["DB": .number(1)])]),
                    "messages": .array([
                        MadeTauBench.agent("Hi! How can I help you today?"), MadeTauBench.message("user", "Cancel #W1000000."),
                        .object([
                            "role": .string("assistant"), "content": .null,
                            "tool_calls": .array([
                                .object([
                                    "id": .string("1"), "name": .string("cancel_pending_order"),
                                    "arguments": .object(["order_id": .string("#W1000000")]), "requestor": .string("assistant"),
                                ])
                            ]),
                        ]),
                        .object([
                            "role": .string("tool"),
                            "tool_messages": .array([.object(["role": .string("tool"), "id": .string("1"), "content": .string("ok")])]),
                        ]),
                        .object(["role": .string("tool"), "requestor": .string("user"), "content": .string("my phone is off")]),
                        MadeTauBench.agent("Done, 10 dollars."), MadeTauBench.message("user", "###STOP###"),
                    ]),
                ]),
                .object([
                    "task_id": .string("b"), "termination_reason": .string("max_steps"), "reward_info": .null,
                    "messages": .array([MadeTauBench.agent("Hi!")]),
                ]),
                .object(["task_id": .string("b"), "termination_reason": .string("agent_error"), "messages": .array([])]),
            ]),
        ])
        let episodes = TauBenchEpisodes(try MadeTauBench.read(simulations).records, phase: "p").episodes
        let first = episodes[0].episode
        #expect(first.scenario.persona.statements == ["You want to cancel #W1000000.", "You are Mia Li in zipcode 10000.", "You are brief."])
        #expect(first.goal.statuses == [.complete, .complete] && first.ending == Ending(reason: .userStop, stop: .correct))
        #expect(first.turns.map(\.seat) == [.agent, .user, .agent] && first.turns[2].toolCalls.map(\.result) == ["ok"])
        #expect(episodes[0].reward == 1 && episodes[0].score("imported/DB") == 1)
        #expect(episodes[1].episode.ending.reason == .turnLimit && episodes[1].reward == nil)
        #expect(episodes[2].episode.ending.failure?.boundary == .agent)
    }

    struct Damage: CustomTestStringConvertible {
        var key: String
        var value: AnyJSON?
        var mention: String
        var testDescription: String { mention }
    }

    @Test(
        "what has the wrong shape is named with its record and field",
        arguments: [
            Damage(key: "task_id", value: nil, mention: "record 1: task_id is missing; is it a record of tau-bench?"),
            Damage(key: "task_id", value: .array([]), mention: "record 1: task_id is a list, expected a text"),
            Damage(key: "traj", value: .null, mention: "record 1: traj is missing"),
            Damage(key: "traj", value: .string("x"), mention: "record 1: traj is a text, expected a list"),
            Damage(key: "traj", value: .array([.integer(3)]), mention: "record 1: traj[0] is the number 3, expected an object"),
            Damage(key: "traj", value: .array([.object([:])]), mention: "record 1: traj[0].role is missing"),
            Damage(key: "traj", value: .array([MadeTauBench.message("wizard", "x")]), mention: "traj[0].role is wizard, expected one of system"),
            Damage(
                key: "traj", value: .array([.object(["role": .string("user"), "content": .object([:])])]),
                mention: "traj[0].content is an object, expected a text"),
            Damage(
                key: "traj", value: .array([.object(["role": .string("assistant"), "tool_calls": .array([.object(["function": .object([:])])])])]),
                mention: "traj[0].tool_calls[0].function.name is missing"),
            Damage(key: "reward", value: .string("much"), mention: "record 1: reward is a text, expected a finite number"),
            Damage(key: "trial", value: .number(0.5), mention: "record 1: trial is the number 0.5, expected a whole number"),
            Damage(key: "trial", value: .number(1e300), mention: "record 1: trial is the number 1e+300, expected a whole number"),
            Damage(key: "info", value: .integer(1), mention: "record 1: info is the number 1, expected an object"),
            Damage(
                key: "info", value: .object(["task": .object(["actions": .array([.object([:])])])]), mention: "info.task.actions[0].name is missing"),
        ])
    func damaged(_ example: Damage) throws {
        let good = MadeTauBench.record(task: 0, trial: 0, .none)
        let file = AnyJSON.array([good, good.with(example.key, example.value), good])
        let error = #expect(throws: HoldfastError.self) { _ = try MadeTauBench.read(file) }
        #expect(error?.code == .format && error?.message.contains(example.mention) == true, "\(String(describing: error))")
        #expect(error?.message.contains("--skip-damaged") == true)
        let rest = try MadeTauBench.read(file, leavesOutDamaged: true)
        #expect(rest.records.map(\.number) == [0, 2] && rest.damages.count == 1)
        #expect(rest.damages[0].contains(example.mention))
    }

    @Test("what is no trajectory file is one error that says so", arguments: ["", "{", "hello", "3", "[1]", "{\"a\": 1}\n{", "[[]]", "nul"])
    func noFile(_ text: String) {
        let error = #expect(throws: HoldfastError.self) { _ = try TauBenchFile(Array(text.utf8), named: "made.json") }
        #expect(error?.code == .format && error?.message.contains("made.json") == true, "\(String(describing: error))")
    }

    @Test("a path without a file is an error that says so")
    func noPath() {
        let error = #expect(throws: HoldfastError.self) { _ = try TauBenchFile("/nowhere/at/all.json") }
        #expect(error?.code == .file)
    }

    @Test("a mutated file gives one clear error or episodes that can be stored", arguments: 0..<400)
    func mutated(_ seed: UInt64) throws {
        var mutation = TauBenchMutation(seed: seed)
        let value = mutation.mutate(
            .array([
                MadeTauBench.record(task: 0, trial: 0, .none), MadeTauBench.record(task: 1, trial: 0, .repetition),
                MadeTauBench.failed(task: 1, trial: 1, traceback: "File \"x\""),
            ]))
        let bytes = mutation.mutate(Array(TauBenchMutation.text(of: value).utf8))
        for leavesOut in [false, true] {
            do {
                let file = try TauBenchFile(bytes, named: "made.json", leavesOutDamaged: leavesOut)
                let episodes = TauBenchEpisodes(file.records, phase: "p").episodes
                #expect(episodes.count == file.records.count, "seed \(seed)")
                #expect(Set(episodes.map(\.episode.id)).count == episodes.count, "seed \(seed)")
                for (index, scored) in episodes.enumerated() {
                    #expect(scored.episode.turns.map(\.index) == Array(scored.episode.turns.indices), "seed \(seed), episode \(index)")
                }
                if seed % 8 == 0 {
                    try withTemporaryFolder { folder in
                        try ShardWriter.write(episodes, to: folder.path + "/a.h5")
                        #expect(try ShardReader(folder.path + "/a.h5").episodes() == episodes, "seed \(seed)")
                    }
                }
            } catch let error as HoldfastError {
                #expect(error.code == .format && error.message.contains("made.json"), "seed \(seed): \(error)")
            }
        }
    }
}

/// Damages of JSON: members that are missing or of another type, huge numbers, texts that are no UTF-16, deep nesting, cut ends.
struct TauBenchMutation {
    private var random: RandomStream

    init(seed: UInt64) { random = RandomKey(seed: seed, purpose: .scenario).stream }

    private static let oddities: [AnyJSON] = [
        .null, .boolean(true), .integer(.max), .integer(-1), .number(1e308), .number(-0.5), .string(""), .string("###STOP###"),
        .string("\u{0}\u{FFFD}🚲e\u{301}"), .array([]), .object([:]), .string("API output: {}"), .string("Action: {\"name\": 3}"),
        .array([.null, .string("x"), .object(["text": .string("part")])]), .string(String(repeating: "zip 12345 ", count: 50)),
        (0..<200).reduce(AnyJSON.null) { value, _ in .array([value]) },
    ]

    /// One to three members or items changed, somewhere.
    mutating func mutate(_ value: AnyJSON) -> AnyJSON {
        (0..<1 + Int(random.next() % 3)).reduce(value) { value, _ in change(value, depth: 1 + Int(random.next() % 7)) }
    }

    private mutating func change(_ value: AnyJSON, depth: Int) -> AnyJSON {
        guard depth > 0 else { return random.pick(Self.oddities)! }
        switch value {
        case .object(var members):
            guard let key = random.pick(members.keys.sorted()) else { return random.pick(Self.oddities)! }
            if depth == 1, random.chance(0.4) { members[key] = nil } else { members[key] = change(members[key]!, depth: depth - 1) }
            return .object(members)
        case .array(var items):
            guard !items.isEmpty else { return random.pick(Self.oddities)! }
            let index = Int(random.next() % UInt64(items.count))
            if depth == 1, random.chance(0.4) { items.remove(at: index) } else { items[index] = change(items[index], depth: depth - 1) }
            return .array(items)
        default: return random.pick(Self.oddities)!
        }
    }

    /// In every fourth case the text is cut, or a byte of it is another.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty, random.chance(0.25) else { return bytes }
        var bytes = bytes
        let index = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes.removeSubrange(index...)
        case 1: bytes[index] = UInt8(truncatingIfNeeded: random.next())
        // Half of a surrogate pair, wherever a text is.
        default: bytes.insert(contentsOf: Array(#"\uD83D"#.utf8), at: index)
        }
        return bytes
    }

    static func text(of value: AnyJSON) -> String {
        String(decoding: (try? JSONEncoder().encode(value)) ?? Data(), as: UTF8.self)
    }
}
