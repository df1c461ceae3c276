// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// A question as a model is asked it.
struct JudgeRequest {
    /// What is sent.
    var chat: ChatRequest

    /// The first request about a question.
    /// - Parameter binds: whether the model can be bound to the form of an answer.
    init(_ material: JudgeMaterial, prompt: JudgePrompt, sampling: JudgeSampling, binds: Bool) {
        chat = ChatRequest(
            [
                ChatMessage(.system, prompt.instruction),
                ChatMessage(.user, [JudgePrompt.opening, material.json, JudgePrompt.closing].joined(separator: "\n")),
            ], parameters: sampling.parameters, format: binds ? .json(Self.schema) : .text, seed: sampling.seed)
    }

    /// The request that shows the model its own reply and asks again.
    func repaired(after reply: String) -> JudgeRequest {
        var next = self
        next.chat.messages += [ChatMessage(.assistant, reply), ChatMessage(.user, JudgePrompt.repair)]
        return next
    }

    /// SHA-256 of everything that is sent: messages, sampling, form and seed.
    var hash: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var schema: ChatSchema?
        if case .json(let bound) = chat.format { schema = bound }
        let sent = Sent(messages: chat.messages, parameters: chat.parameters, schema: schema, seed: chat.seed)
        // Texts and finite numbers can be encoded; a temperature that is none is refused by every model.
        return SHA256.hexadecimal(((try? encoder.encode(sent)).map(Array.init)) ?? Array("\(chat)".utf8))
    }

    private struct Sent: Encodable {
        var messages: [ChatMessage]
        var parameters: SamplingParameters
        var schema: ChatSchema?
        var seed: Int?
    }

    /// The form of an answer.
    private static let schema = ChatSchema(
        name: "judgement",
        schema: .object([
            "type": .string("object"),
            "properties": .object([
                "item": .object(["type": .string("string")]), "evidence": .object(["type": .string("string")]),
                "verdict": .object(["type": .string("string"), "enum": .array(JudgeAnswer.Word.allCases.map { .string($0.rawValue) })]),
            ]), "required": .array(JudgeAnswer.keys.map(AnyJSON.string)), "additionalProperties": .boolean(false),
        ]))
}
