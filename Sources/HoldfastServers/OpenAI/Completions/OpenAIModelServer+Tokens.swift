// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
public import HoldfastModels

/// The body of `POST /tokenize`, for vLLM and llama.cpp at once: each passes over the other's keys.
struct TokenizeRequest: Encodable, Sendable, Hashable {
    let model: String
    /// vLLM's text.
    var prompt: String?
    /// llama.cpp's.
    var content: String?
    /// vLLM's conversation.
    var messages: [ChatMessageBody]?
    var addsCue: Bool?
    /// vLLM's and llama.cpp's: nothing is put before a text.
    let addsSpecialTokens = false
    let addsSpecial = false
    /// llama.cpp's: special tokens in the text are read as such.
    let readsSpecial = true

    private enum CodingKeys: String, CodingKey {
        case model, prompt, content, messages
        case addsCue = "add_generation_prompt"
        case addsSpecialTokens = "add_special_tokens"
        case addsSpecial = "add_special"
        case readsSpecial = "parse_special"
    }
}

/// What both answer.
struct TokenizeReply: Decodable, Sendable, Hashable {
    var tokens: [Int32]
    /// vLLM's.
    var contextLength: Int?

    private enum CodingKeys: String, CodingKey {
        case tokens
        case contextLength = "max_model_len"
    }
}

/// llama.cpp's `POST /apply-template`.
struct TemplateRequest: Encodable, Sendable, Hashable {
    let messages: [ChatMessageBody]
}

/// What it answers.
struct TemplateReply: Decodable, Sendable, Hashable {
    var prompt: String
}

extension OpenAIModelServer {
    /// The tokens of a text by the server's own tokenizer (vLLM's and llama.cpp's `/tokenize`), special ones that it spells included and
    /// nothing put before it.
    /// - Throws: `server` where it has no such address.
    public func tokens(of text: String) async throws -> [Int32] {
        try await ask("/tokenize", TokenizeRequest(model: model, prompt: text, content: text), TokenizeReply.self).tokens
    }

    /// The tokens of a conversation in the server's own template, with the cue for a reply: vLLM's `/tokenize`, or llama.cpp's
    /// `/apply-template` and `/tokenize`.
    /// - Throws: `server` where it has neither.
    public func tokens(of messages: [ChatMessage]) async throws -> [Int32] {
        let bodies = messages.map(ChatMessageBody.init)
        let tokens = try await ask(
            "/tokenize", TokenizeRequest(model: model, messages: bodies, addsCue: true), TokenizeReply.self
        ).tokens
        // llama.cpp passes over messages and finds no text.
        guard tokens.isEmpty, !messages.isEmpty else { return tokens }
        return try await self.tokens(of: ask("/apply-template", TemplateRequest(messages: bodies), TemplateReply.self).prompt)
    }

    private func ask<Reply: Decodable & Sendable>(
        _ path: String, _ body: some Encodable & Sendable, _ reply: Reply.Type
    ) async throws -> Reply {
        try await connection.ask(path, body, jitter: RandomKey(seed: seed, purpose: .retry), for: reply)
    }
}
