// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// A chat as the simulator reads it.
///
/// The roles are those of tau-bench's user simulators, flipped: the served model answers as `assistant` and plays the user; `user`
/// messages are the agent's lines; the `system` message is the prompt with persona and goal.
struct ChatDialogue: Sendable {
    let template: any SimulatorTemplate
    /// What stands behind a line that ended the dialogue; empty for nothing.
    let endMarker: String

    /// The tokens of the dialogue, up to the simulator's next line.
    /// - Throws: `OpenAIProblem` for an order of messages that the simulator was never trained on.
    func prompt(_ messages: [ChatCompletionsRequest.Message]) throws -> [Int32] {
        guard let first = messages.first, ["system", "developer"].contains(first.role) else {
            throw OpenAIProblem.invalid("messages", "the first message must be the system's: the prompt with the user's persona and goal")
        }
        let transcript = try ChatTranscript(messages)
        let lines = transcript.lines.map { $0.seat == .agent ? DialogueLine.agent($0.text) : .user(line($0.text)) }
        return try template.context(prompt: transcript.system ?? "", lines: lines, isAsked: true).tokens
    }

    /// What a client reads of a sampled line, and the stop sequence or the spelling of the token that ended it.
    func text(of reply: SampleReply) -> (text: String, stopReason: String?) {
        reply.stop.map { ($0.text.trimmingSpaces, $0.sequence) } ?? text(of: reply.tokens)
    }

    /// The text of a line that is being sampled, as far as what comes cannot take it back; spaces at its end may be taken back.
    func certainText(of tokens: [Int32]) -> String { template.certainText(of: tokens) }

    /// The same of a line that no stop sequence ended.
    func text(of tokens: [Int32]) -> (text: String, stopReason: String?) {
        let text = template.text(of: tokens)
        switch template.finish(of: tokens) {
        case .endOfTurn: return (text, template.spelling(of: template.endOfTurn))
        case .endOfDialogue:
            return ([text, endMarker].filter { !$0.isEmpty }.joined(separator: " "), template.spelling(of: template.endOfDialogue))
        default: return (text, nil)
        }
    }

    /// A line of the simulator that comes back in the history.
    private func line(_ text: String) -> [Int32] {
        let (kept, ends) = unmarked(text)
        return template.userLine(kept, ends: ends)
    }

    /// A line without the end marker, and whether it had it.
    func unmarked(_ text: String) -> (text: String, ends: Bool) {
        guard !endMarker.isEmpty, text.hasSuffix(endMarker) else { return (text, false) }
        var kept = text.dropLast(endMarker.count)
        if kept.hasSuffix(" ") { kept.removeLast() }
        return (String(kept), true)
    }
}
