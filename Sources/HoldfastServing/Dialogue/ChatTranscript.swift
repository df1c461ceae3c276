// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A chat as two people said it: the prompt, then lines by turns, the agent's first.
///
/// Clients send more than that: several messages of one side in a row are one line, joined by a space; several system messages
/// at the start are one prompt, joined by a line break. Tool results and messages without a word (those that hold tool calls alone) were said by
/// nobody and are left out.
struct ChatTranscript: Sendable, Hashable {
    struct Line: Sendable, Hashable {
        var seat: Seat
        var text: String
        /// Whether the user ended the dialogue with it; told by a marker that `text` no longer has.
        var ends = false
    }

    /// Nil where there is no system message.
    var system: String?
    /// Alternating, from the agent's first to the agent's newest.
    var lines: [Line] = []

    /// - Throws: `OpenAIProblem` for an order of messages that the simulator was never trained on.
    init(_ messages: [ChatCompletionsRequest.Message]) throws {
        for (index, message) in messages.enumerated() {
            switch message.role {
            case "system", "developer":
                guard lines.isEmpty else {
                    throw OpenAIProblem.invalid(
                        "messages", "message \(index) has the role `\(message.role)`; the prompt goes before all lines, and does not change")
                }
                system = system.map { $0 + "\n" + message.text } ?? message.text
            case "user": add(.agent, message.text)
            case "assistant":
                guard !message.text.isEmpty else { continue }
                guard !lines.isEmpty else {
                    throw OpenAIProblem.invalid(
                        "messages",
                        "message \(index) has the role `assistant` and should have `user`: the agent speaks first; send its greeting, such as `Hello, how can I help you?`"
                    )
                }
                add(.user, message.text)
            case "tool", "function": continue
            default:
                throw OpenAIProblem.invalid(
                    "messages",
                    "message \(index) has the role `\(message.role)`; `system`, `user` (the agent) and `assistant` (the simulated user) are known")
            }
        }
        guard lines.last?.seat == .agent else {
            throw OpenAIProblem.invalid(
                "messages", "the last message must have the role `user`: it is the agent's line that the simulated user answers to")
        }
    }

    private mutating func add(_ seat: Seat, _ text: String) {
        if let last = lines.indices.last, lines[last].seat == seat {
            lines[last].text = [lines[last].text, text].filter { !$0.isEmpty }.joined(separator: " ")
        } else {
            lines.append(Line(seat: seat, text: text))
        }
    }
}
