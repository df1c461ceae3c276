// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

@testable import HoldfastTrajectories

/// Trajectory files in the shape of tau-bench's own, with faults that are planted on purpose.
enum MadeTauBench {
    /// What is wrong with a user.
    enum Fault: String, CaseIterable {
        case none, zip, repetition, premature
    }

    static let wiki = "# Retail agent policy\n\nAs a retail agent, you can help users cancel or modify pending orders."

    /// A whole file: `tasks` tasks of `trials` trials. Trial t of task i has the fault `Fault.allCases[(i + t) % 4]`, and fails where it stops
    /// too early.
    static func file(tasks: Int, trials: Int) -> AnyJSON {
        .array((0..<tasks).flatMap { task in (0..<trials).map { record(task: task, trial: $0, Fault.allCases[(task + $0) % 4]) } })
    }

    static func record(task: Int, trial: Int, _ fault: Fault) -> AnyJSON {
        let order = "#W\(1_000_000 + task)"
        let zip = fault == .zip ? "\(99_000 - task)" : "\(10_000 + task)"
        var messages = [
            message("system", wiki),
            message("user", trial == 0 ? "Hi, I need help with an order." : "Hello! There is something about an order of mine."),
            agent("Could you give me your name and zip code?"), message("user", "My name is Mia Li and my zip code is \(zip)."),
            call("find_user_id_by_name_zip", ["first_name": "Mia", "last_name": "Li", "zip": zip], text: "One moment."),
            tool("find_user_id_by_name_zip", fault == .zip ? "Error: user not found" : "mia_li_\(3000 + task)"),
            agent("Thank you. What can I do for you?"),
        ]
        if fault == .repetition {
            for _ in 0..<2 {
                messages += [message("user", "I really would like to talk about that order of mine."), agent("Which order is it?")]
            }
        }
        if fault == .premature {
            messages += [message("user", "It's fine, never mind. ###STOP###")]
        } else {
            messages += [
                message("user", "Please cancel \(order), it is no longer needed."),
                call("cancel_pending_order", ["order_id": order, "reason": "no longer needed"]),
                tool("cancel_pending_order", "{\"status\": \"cancelled\"}"),
                agent("I have cancelled it. The refund is 4,055 dollars."), message("user", "###STOP###"),
            ]
        }
        let reward = AnyJSON.number(fault == .premature ? 0 : 1)
        let actions = AnyJSON.array([
            .object(["name": .string("get_order_details"), "kwargs": .object(["order_id": .string(order)])]),
            .object([
                "name": .string("cancel_pending_order"),
                "kwargs": .object(["order_id": .string(order), "reason": .string("no longer needed")]),
            ]),
        ])
        return .object([
            "task_id": .integer(Int64(task)), "trial": .integer(Int64(trial)), "reward": reward, "traj": .array(messages),
            "info": .object([
                "source": .string("user"), "user_cost": .number(0.002),
                "reward_info": .object(["reward": reward, "actions": actions, "info": .object(["r_actions": reward, "gt_data_hash": .string("e1")])]),
                "task": .object([
                    "user_id": .string("mia_li_\(3000 + task)"), "actions": actions, "outputs": .array([.string("4055")]),
                    "instruction": .string(
                        "You are Mia Li in zip code \(10_000 + task). You want to cancel \(order), which is no longer needed. You are brief."),
                ]),
            ]),
        ])
    }

    static func message(_ role: String, _ content: String?) -> AnyJSON {
        .object(["role": .string(role), "content": content.map(AnyJSON.string) ?? .null])
    }

    static func agent(_ text: String) -> AnyJSON { message("assistant", text) }

    static func call(_ name: String, _ arguments: [String: String], text: String? = nil, id: String = "call_1") -> AnyJSON {
        let json = "{" + arguments.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ", ") + "}"
        return .object([
            "role": .string("assistant"), "content": text.map(AnyJSON.string) ?? .null, "function_call": .null, "audio": .null, "refusal": .null,
            "tool_calls": .array([
                .object([
                    "id": .string(id), "type": .string("function"),
                    "function": .object(["name": .string(name), "arguments": .string(json)]),
                ])
            ]),
        ])
    }

    static func tool(_ name: String, _ content: String, id: String = "call_1") -> AnyJSON {
        .object(["role": .string("tool"), "tool_call_id": .string(id), "name": .string(name), "content": .string(content)])
    }

    /// A trial that ended in an error: no messages, no task.
    static func failed(task: Int, trial: Int, traceback: String) -> AnyJSON {
        .object([
            "task_id": .integer(Int64(task)), "trial": .integer(Int64(trial)), "reward": .number(0), "traj": .array([]),
            "info": .object(["error": .string("rate limit"), "traceback": .string(traceback)]),
        ])
    }

    static func bytes(_ value: AnyJSON) throws -> [UInt8] { [UInt8](try JSONEncoder().encode(value)) }

    static func read(_ value: AnyJSON, leavesOutDamaged: Bool = false) throws -> TauBenchFile {
        try TauBenchFile(bytes(value), named: "made.json", leavesOutDamaged: leavesOutDamaged)
    }

    static func episodes(_ values: [AnyJSON]) throws -> TauBenchEpisodes {
        TauBenchEpisodes(try read(.array(values)).records, phase: "import-made")
    }
}

extension AnyJSON {
    /// The same object with a member set, or taken away where the value is nil.
    func with(_ key: String, _ value: AnyJSON?) -> AnyJSON {
        var members = object ?? [:]
        members[key] = value
        return .object(members)
    }
}
