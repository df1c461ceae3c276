// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Reads one record of tau-bench, and knows its place for messages.
struct TauBenchRecordReader {
    private let number: Int
    private let fields: TauBenchFields

    init(place: String, number: Int, members: [String: AnyJSON]) {
        self.number = number
        fields = TauBenchFields(place: place, members: members)
    }

    func record() throws -> TauBenchRecord {
        guard let task = try fields.text("task_id") else { throw fields.missing("task_id", "is it a record of tau-bench?") }
        guard let messages = try fields.objects("traj") else {
            throw fields.missing("traj", "a record needs its messages, and an empty list where the trial failed")
        }
        let info = try fields.object("info")
        let rewards = try info?.object("reward_info")?.object("info")
        let failure = try info?.text("error").map { error in
            EpisodeFailure(
                boundary: Self.boundary(traceback: try info?.text("traceback") ?? ""), message: error.isEmpty ? "the trial failed" : error)
        }
        return TauBenchRecord(
            number: number, task: task, trial: try fields.wholeNumber("trial"), reward: try fields.number("reward"),
            brief: try info?.object("task").map(Self.task), source: try info?.text("source") ?? "", failure: failure, ending: nil,
            rewardParts: try Self.numbers(rewards, ["r_actions", "r_outputs"]), userCost: try info?.number("user_cost"),
            messages: try messages.flatMap(Self.messages))
    }

    /// A message, or the several answers of tools that tau2-bench puts into one. What the user's own tools say is nobody's line.
    static func messages(_ fields: TauBenchFields) throws -> [TauBenchMessage] {
        if let parts = try fields.objects("tool_messages") { return try parts.flatMap(messages) }
        if try fields.text("role") == "tool", fields["requestor"]?.text == "user" { return [] }
        return [try message(fields)]
    }

    private static func numbers(_ fields: TauBenchFields?, _ keys: [String]) throws -> [String: Double] {
        guard let fields else { return [:] }
        var numbers: [String: Double] = [:]
        for key in keys { numbers[key] = try fields.number(key) }
        return numbers
    }

    private static func task(_ fields: TauBenchFields) throws -> TauBenchTask {
        TauBenchTask(
            user: try fields.text("user_id") ?? "", instruction: try fields.text("instruction") ?? "",
            actions: try (fields.objects("actions") ?? []).map(action),
            outputs: (try fields.list("outputs") ?? []).map(\.spelled))
    }

    static func action(_ fields: TauBenchFields) throws -> TauBenchAction {
        guard let name = try fields.text("name") else { throw fields.missing("name", "an action is a tool with its arguments") }
        return TauBenchAction(name: name, arguments: try (fields.object("kwargs") ?? fields.object("arguments"))?.members ?? [:])
    }

    private static func message(_ fields: TauBenchFields) throws -> TauBenchMessage {
        guard let name = try fields.text("role") else { throw fields.missing("role", "a message says who wrote it") }
        // What some servers call the roles.
        let role = TauBenchMessage.Role(rawValue: ["developer": "system", "function": "tool", "agent": "assistant"][name] ?? name)
        guard let role else {
            throw HoldfastError(
                .format, "\(fields.place): \(fields.path).role is \(name.prefix(40)), expected one of system, user, assistant, tool")
        }
        var calls = try (fields.objects("tool_calls") ?? []).map(call)
        if calls.isEmpty, let call = try fields.object("function_call") { calls = [try Self.call(call)] }
        return TauBenchMessage(
            role: role, content: try fields.content("content"), calls: calls, callID: try fields.text("tool_call_id") ?? fields.text("id") ?? "",
            tool: try fields.text("name") ?? "")
    }

    /// A call: `{id, function: {name, arguments}}`, or name and arguments at once.
    private static func call(_ fields: TauBenchFields) throws -> TauBenchCall {
        let function = try fields.object("function") ?? fields
        guard let name = try function.text("name") else { throw function.missing("name", "a call names its tool") }
        return TauBenchCall(id: try fields.text("id") ?? "", name: name, arguments: arguments(function["arguments"] ?? function["kwargs"]))
    }

    /// Arguments as an object, or as the text of one.
    private static func arguments(_ value: AnyJSON?) -> [String: AnyJSON] {
        guard let value else { return [:] }
        if let members = value.object { return members }
        if case .string(let text) = value, let members = (try? AnyJSON(parsing: Array(text.utf8)))?.object { return members }
        return ["arguments": value]
    }

    /// Where a failed trial failed, by the innermost part of the benchmark in its traceback.
    private static func boundary(traceback: String) -> FailureBoundary {
        let frames = traceback.lineFeedSeparated.filter { $0.contains("File \"") }
        for frame in frames.reversed() {
            if frame.contains("envs/user") { return .simulator }
            if frame.contains("/tools/") { return .tool }
            if frame.contains("/agents/") { return .agent }
        }
        return .environment
    }
}
