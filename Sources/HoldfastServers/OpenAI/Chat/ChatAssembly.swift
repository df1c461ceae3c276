// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels

/// Puts a streamed reply together: events in, pieces out, at the end the whole.
///
/// A pure value. A stream is whole once its choice has a finish reason; `[DONE]` may follow or not, but without either it broke off.
struct ChatAssembly: Sendable {
    private struct ToolCall {
        var id: String?
        var name: String
        var arguments: String
    }

    private var text: String?
    private var refusal: String?
    private var calls: [ToolCall] = []
    private var tokens: [ChatLogprobs.Token]?
    private var finishReason: String?
    private var usage: ChatCompletion.Usage?
    private var isDone = false

    /// Whether the reply is complete and nothing more is to come.
    var isWhole: Bool { isDone && finishReason != nil }

    /// Takes an event.
    /// - Returns: what it adds to the reply.
    /// - Throws: the failure of this attempt: an error that the server tells, or what is no piece of one reply.
    mutating func take(_ event: ServerSentEvent) throws(AttemptFailure) -> [ChatPiece] {
        guard !isDone else { throw .undecodable("an event after the end of the stream") }
        let data = Data(event.data.utf8)
        if event.data == "[DONE]" {
            isDone = true
            return []
        }
        if let failure = StreamFailure.read(data, event: event.name) { throw failure }
        let chunk: ChatChunk
        do {
            chunk = try JSONDecoder().decode(ChatChunk.self, from: data)
        } catch {
            throw .undecodable("in the stream, " + DecodingProblem.text(error))
        }
        if let told = chunk.usage { usage = told }
        var pieces: [ChatPiece] = []
        for choice in chunk.choices ?? [] { pieces += try take(choice) }
        return pieces
    }

    private mutating func take(_ choice: ChatChunk.Choice) throws(AttemptFailure) -> [ChatPiece] {
        guard choice.index ?? 0 == 0 else { throw .undecodable("the stream has a second reply where one was asked for") }
        let added = choice.delta?.content ?? choice.text
        let parts = choice.delta?.toolCalls ?? []
        guard finishReason == nil || (added ?? "").isEmpty && parts.isEmpty && choice.finishReason == nil else {
            throw .undecodable("the stream goes on after the reply's end, as if it came twice")
        }
        var pieces: [ChatPiece] = []
        if let added {
            text = (text ?? "") + added
            if !added.isEmpty { pieces.append(.text(added)) }
        }
        if let more = choice.delta?.refusal { refusal = (refusal ?? "") + more }
        if let more = choice.logprobs?.content { tokens = (tokens ?? []) + more }
        for part in parts { pieces.append(try take(part)) }
        if let reason = choice.finishReason { finishReason = reason }
        return pieces
    }

    private mutating func take(_ part: ChatChunk.ToolCallPart) throws(AttemptFailure) -> ChatPiece {
        let index = part.index ?? max(0, calls.count - 1)
        let arguments = part.function?.arguments ?? ""
        if index == calls.count, let name = part.function?.name {
            calls.append(ToolCall(id: part.id, name: name, arguments: arguments))
            return .toolCall(index: index, name: name, arguments: arguments)
        }
        guard calls.indices.contains(index) else { throw .undecodable("the stream has a piece of a tool call that has not begun") }
        calls[index].arguments += arguments
        if calls[index].id == nil { calls[index].id = part.id }
        return .toolCall(index: index, name: nil, arguments: arguments)
    }

    /// The stream ended.
    /// - Throws: `connection` where it broke off before its reply was whole.
    func finish() throws(AttemptFailure) -> ChatCompletion {
        guard let finishReason else {
            throw .connection(isDone ? "the stream ended without saying why the reply did" : "the stream broke off before the reply's end")
        }
        let message = ChatCompletion.Choice.Message(
            content: text, refusal: refusal,
            toolCalls: calls.isEmpty
                ? nil : calls.map { ChatCompletion.ToolCall(id: $0.id, function: .init(name: $0.name, arguments: $0.arguments)) })
        return ChatCompletion(
            choices: [
                ChatCompletion.Choice(
                    index: 0, message: message, finishReason: finishReason, logprobs: tokens.map { ChatLogprobs(content: $0) })
            ], usage: usage)
    }
}

/// An error that a server tells within a stream, after it has answered with status 200.
enum StreamFailure {
    private struct Envelope: Decodable {
        struct Problem: Decodable {
            var message: String?
            var code: Int?
            private enum CodingKeys: String, CodingKey { case message, code }
            /// Some tell a text alone.
            init(from decoder: any Decoder) throws {
                if let text = try? decoder.singleValueContainer().decode(String.self) {
                    message = text
                    return
                }
                let fields = try decoder.container(keyedBy: CodingKeys.self)
                message = try? fields.decodeIfPresent(String.self, forKey: .message)
                code = try? fields.decodeIfPresent(Int.self, forKey: .code)
            }
        }
        var error: Problem
    }

    /// Nil where the event tells no error.
    static func read(_ data: Data, event: String) -> AttemptFailure? {
        if let problem = (try? JSONDecoder().decode(Envelope.self, from: data))?.error {
            let message = problem.message ?? "no reason given"
            if let code = problem.code, (400...599).contains(code) { return .status(code, message: message, retryAfter: nil) }
            return .failedInStream(message)
        }
        return event == "error" ? .failedInStream(ErrorBody.message(in: data)) : nil
    }
}
