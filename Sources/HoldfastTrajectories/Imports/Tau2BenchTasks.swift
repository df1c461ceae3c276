// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The tasks of a results file of tau2-bench, and how its simulations are read as records of tau-bench.
struct Tau2BenchTasks {
    private var tasks: [String: AnyJSON] = [:]
    private let name: String

    /// - Parameter tasks: the list that stands beside the simulations; without it users are unknown.
    init(_ tasks: AnyJSON?, name: String) throws {
        self.name = name
        guard let tasks, tasks != .null else { return }
        guard let items = tasks.array else { throw HoldfastError(.format, "\(name): tasks is no list") }
        for item in items {
            if let id = item.object?["id"]?.text { self.tasks[id] = item }
        }
    }

    /// One simulation as a record.
    func record(_ members: [String: AnyJSON], place: String, number: Int) throws -> TauBenchRecord {
        let fields = TauBenchFields(place: place, members: members)
        guard let task = try fields.text("task_id") else { throw fields.missing("task_id", "is it a simulation of tau2-bench?") }
        guard let messages = try fields.objects("messages") else { throw fields.missing("messages", "a simulation needs its messages") }
        let reason = try fields.text("termination_reason") ?? ""
        let rewards = try fields.object("reward_info")
        return TauBenchRecord(
            number: number, task: task, trial: try fields.wholeNumber("trial"), reward: try rewards?.number("reward"),
            brief: try tasks[task].map { try brief($0, task: task) }, source: reason == "user_stop" ? "user" : "",
            failure: Self.failure(reason), ending: Self.ending(reason), rewardParts: try Self.parts(rewards),
            userCost: try fields.number("user_cost"), messages: try messages.flatMap(TauBenchRecordReader.messages))
    }

    private func brief(_ value: AnyJSON, task: String) throws -> TauBenchTask {
        let fields = TauBenchFields(place: "\(name), task \(task)", members: value.object ?? [:])
        let scenario = try fields.object("user_scenario")
        let criteria = try fields.object("evaluation_criteria")
        return TauBenchTask(
            user: "", instruction: try instruction(scenario), actions: try (criteria?.objects("actions") ?? []).map(TauBenchRecordReader.action),
            outputs: (try criteria?.list("communicate_info") ?? []).map(\.spelled))
    }

    /// All that the user is told: its persona, why it calls, what it knows, what it does not know, and how to behave.
    private func instruction(_ scenario: TauBenchFields?) throws -> String {
        guard let scenario else { return "" }
        let persona = try scenario.text("persona")
        guard scenario["instructions"]?.object != nil, let parts = try scenario.object("instructions") else {
            return [persona, try scenario.text("instructions")].compactMap(\.self).joined(separator: "\n")
        }
        let told = try ["reason_for_call", "known_info", "unknown_info", "task_instructions"].map { try parts.text($0) }
        return ([persona] + told).compactMap(\.self).joined(separator: "\n")
    }

    private static func parts(_ rewards: TauBenchFields?) throws -> [String: Double] {
        guard let breakdown = try rewards?.object("reward_breakdown") else { return [:] }
        var parts: [String: Double] = [:]
        for key in breakdown.members.keys { parts[key] = try breakdown.number(key) }
        return parts
    }

    private static func ending(_ reason: String) -> EndingReason? {
        switch reason {
        case "user_stop": .userStop
        case "agent_stop": .agentStop
        case "max_steps", "timeout": .turnLimit
        case "context_window_exceeded": .contextLimit
        default: nil
        }
    }

    private static func failure(_ reason: String) -> EpisodeFailure? {
        let boundary: FailureBoundary? =
            switch reason {
            case "user_error": .simulator
            case "agent_error": .agent
            case "too_many_errors": .tool
            case "infrastructure_error", "unexpected_error": .environment
            default: nil
            }
        return boundary.map { EpisodeFailure(boundary: $0, message: reason) }
    }
}
