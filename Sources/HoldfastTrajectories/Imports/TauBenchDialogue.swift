// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The messages of a trial as a dialogue of two seats: what each heard of the other, and the agent's calls beside its lines.
///
/// A user of tau-bench hears an agent's message only where it calls no tool with it; what is said beside a call is counted and left out.
/// An agent that is no caller of tools (act, ReAct) writes its calls into its text, and gets their results as messages of the user.
struct TauBenchDialogue {
    /// What a user of tau-bench writes to end the dialogue, and what tau2-bench's may write besides.
    static let stopMarks = ["###STOP###", "###TRANSFER###", "###OUT-OF-SCOPE###"]
    private static let resultMark = "API output:"

    /// The lines in order. A line of the user that was nothing but a mark of the end is none.
    private(set) var turns: [Turn] = []
    /// Whether the last thing the user wrote ends the dialogue.
    private(set) var userStopped = false
    /// Whether its last reply was nothing but the mark.
    private(set) var stoppedWordlessly = false
    /// The last tool that was called; empty where none was.
    private(set) var lastTool = ""
    /// Texts beside calls, which the user did not hear.
    private(set) var unheard = 0
    private var pending: [Pending] = []

    /// A call that no line of the agent has followed yet.
    private struct Pending {
        var id: String
        var call: ToolCall
        var isAnswered = false
    }

    init(_ messages: [TauBenchMessage]) {
        for message in messages {
            switch message.role {
            case .system: break
            case .user where message.content.hasPrefix(Self.resultMark) && pending.contains { !$0.isAnswered }:
                let result = message.content.dropFirst(Self.resultMark.count).drop(while: \.isWhitespace)
                answer(TauBenchMessage(role: .tool, content: String(result)))
            case .user: user(message.content)
            case .assistant: agent(message)
            case .tool: answer(message)
            }
        }
        flush()
    }

    private mutating func user(_ content: String) {
        flush()
        var text = content
        var stops = false
        for mark in Self.stopMarks {
            while let place = text.firstRange(of: mark) {
                stops = true
                text.replaceSubrange(place, with: "")
            }
        }
        if stops { text = text.trimmed }
        userStopped = stops
        stoppedWordlessly = stops && text.isEmpty
        guard !stoppedWordlessly else { return }
        say(.user, text, finish: stops ? .endOfDialogue : .endOfTurn)
    }

    private mutating func agent(_ message: TauBenchMessage) {
        if !message.calls.isEmpty {
            if message.content.contains(where: { !$0.isWhitespace }) { unheard += 1 }
            for call in message.calls { add(call) }
        } else if let action = WrittenAction(message.content) {
            switch action {
            case .call(let call): add(call)
            case .line(let text): say(.agent, text)
            }
        } else {
            say(.agent, message.content)
        }
    }

    private mutating func add(_ call: TauBenchCall) {
        lastTool = call.name
        pending.append(
            Pending(id: call.id, call: ToolCall(name: call.name, arguments: call.arguments.mapValues(\.spelled), result: "", isError: false)))
    }

    /// Puts a result to its call: the one of its identifier, else of its name, else the oldest without a result.
    private mutating func answer(_ message: TauBenchMessage) {
        let open = pending.indices.filter { !pending[$0].isAnswered }
        let place =
            open.first { !message.callID.isEmpty && pending[$0].id == message.callID }
            ?? open.first { !message.tool.isEmpty && pending[$0].call.name == message.tool } ?? open.first
        let isError = message.content.hasPrefix("Error")
        guard let place else {
            // A result without a call is kept as the call that must have been there.
            lastTool = message.tool.isEmpty ? "unknown" : message.tool
            pending.append(
                Pending(id: "", call: ToolCall(name: lastTool, arguments: [:], result: message.content, isError: isError), isAnswered: true))
            return
        }
        pending[place].call.result = message.content
        pending[place].call.isError = isError
        pending[place].isAnswered = true
    }

    /// Calls without a line behind them stand at a line of the agent without words.
    private mutating func flush() {
        if !pending.isEmpty { say(.agent, "") }
    }

    private mutating func say(_ seat: Seat, _ text: String, finish: FinishReason = .endOfTurn) {
        turns.append(Turn(index: turns.count, seat: seat, text: text, toolCalls: seat == .agent ? pending.map(\.call) : [], finish: finish))
        if seat == .agent { pending = [] }
    }
}

/// What an agent that writes its actions into its text wrote: `Thought: … Action: {"name": …, "arguments": …}`.
private enum WrittenAction {
    case call(TauBenchCall)
    case line(String)

    init?(_ content: String) {
        guard let mark = content.ranges(of: "Action:").last else { return nil }
        let written = String(content[mark.upperBound...]).trimmed
        let body = written.hasPrefix("```") ? String(written.drop { $0 != "{" }.prefix { $0 != "`" }) : written
        guard let members = (try? AnyJSON(parsing: Array(body.utf8)))?.object, let name = members["name"]?.text else {
            // The benchmark says what it cannot read as an action aloud.
            self = .line(written)
            return
        }
        let arguments = members["arguments"]?.object ?? members["kwargs"]?.object ?? [:]
        if name == "respond" {
            self = .line(arguments["content"]?.text ?? "")
        } else {
            self = .call(TauBenchCall(id: "", name: name, arguments: arguments))
        }
    }
}

extension String {
    /// The text without white space around it.
    var trimmed: String {
        var text = self[...].drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
