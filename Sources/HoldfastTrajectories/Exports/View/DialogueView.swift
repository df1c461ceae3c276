// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// A dialogue from the seat that is trained: its own lines are the assistant's, those across the table the user's.
///
/// Chat templates train the assistant's role, so the roles of a simulated user are flipped: it speaks as `assistant` and the agent as `user`.
/// Tool calls are private to the agent and appear in its view alone.
struct DialogueView: Sendable {
    /// The system message, if there is one, and what was said in order.
    let messages: [DialogueMessage]

    init(_ episode: Episode, settings: ExportSettings) {
        let system = settings.seat == .user ? settings.prompt(episode.scenario) : settings.agentPrompt
        var messages = system.map { [DialogueMessage(.system, $0)] } ?? []
        var calls = 0
        for turn in episode.turns {
            if settings.seat == .agent, turn.seat == .agent {
                for made in turn.toolCalls {
                    let call = DialogueMessage.Call(id: Self.identifier(calls), name: made.name, arguments: made.argumentsText)
                    messages.append(DialogueMessage(.assistant, "", call: call, turn: turn.index))
                    messages.append(DialogueMessage(.tool, made.result, answers: call, turn: turn.index))
                    calls += 1
                }
            }
            messages.append(
                DialogueMessage(turn.seat == settings.seat ? .assistant : .user, turn.text(endMarker: settings.endMarker), turn: turn.index))
        }
        self.messages = messages
    }

    /// Up to the last line of the trained seat: what comes behind teaches nothing.
    var learned: ArraySlice<DialogueMessage> {
        messages[..<((messages.lastIndex { $0.role == .assistant }.map { $0 + 1 }) ?? 0)]
    }

    /// Nine letters and digits, which Mistral's templates demand and no other minds.
    private static func identifier(_ number: Int) -> String {
        let digits = String(number)
        return "call" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}

extension Turn {
    /// The line, with the marker behind it where the user ends the dialogue with it.
    func text(endMarker: String) -> String {
        guard seat == .user, finish == .endOfDialogue else { return text }
        return [text, endMarker].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension ToolCall {
    /// The arguments as a JSON object, keys sorted.
    var argumentsText: String {
        JSONValue.object(arguments.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }).line
    }
}
