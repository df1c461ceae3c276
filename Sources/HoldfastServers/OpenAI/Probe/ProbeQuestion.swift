// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// One of the tiny requests that find out what a server can do.
enum ProbeQuestion: String, Sendable, Hashable, CaseIterable {
    case models, tinker, nowhere
    case chat, chatWithOtherLimit, chatWithoutSystem, chatWithoutSystemWithOtherLimit
    case stream, chatLogprobs, chatTokenIDs, severalReplies, seed, sameSeed, otherSeed, namedTool
    case jsonSchema, jsonObjectWithSchema, jsonObject
    case completion, tokens, likeliestTokens, stopToken
    case tokenize, chatTokenize, applyTemplate, properties
    case loadAdapter, updateWeights

    /// Where it is asked; with GET where it has no body.
    var path: String {
        switch self {
        case .models: "/v1/models"
        case .tinker: "/api/v1/get_server_capabilities"
        // What a server answers where nothing is, for comparison.
        case .nowhere: "/v1/holdfast_probe_of_nothing"
        case .completion, .tokens, .likeliestTokens, .stopToken: "/v1/completions"
        case .tokenize, .chatTokenize: "/tokenize"
        case .applyTemplate: "/apply-template"
        case .properties: "/props"
        case .loadAdapter: "/v1/load_lora_adapter"
        case .updateWeights: "/update_weights_from_disk"
        default: "/v1/chat/completions"
        }
    }

    /// What is asked, given what is known so far.
    func body(_ known: ProbeKnowledge) -> AnyJSON? {
        switch self {
        case .models, .tinker, .properties: return nil
        // Nothing can be loaded from nowhere: a server that has the address minds what is missing.
        case .nowhere, .loadAdapter, .updateWeights: return .object([:])
        case .chat: return chat(known, [:], system: true, limit: .maxTokens)
        case .chatWithOtherLimit: return chat(known, [:], system: true, limit: .maxCompletionTokens)
        case .chatWithoutSystem: return chat(known, [:], system: false, limit: .maxTokens)
        case .chatWithoutSystemWithOtherLimit: return chat(known, [:], system: false, limit: .maxCompletionTokens)
        case .stream:
            return chat(known, ["stream": .boolean(true), "stream_options": .object(["include_usage": .boolean(true)])], tokens: 8)
        case .chatLogprobs: return chat(known, ["logprobs": .boolean(true), "top_logprobs": .integer(2)])
        case .chatTokenIDs: return chat(known, ["return_token_ids": .boolean(true)])
        case .severalReplies: return chat(known, ["n": .integer(2)])
        case .seed, .sameSeed: return chat(known, ["seed": .integer(7), "temperature": .integer(1)], tokens: 8)
        case .otherSeed: return chat(known, ["seed": .integer(8), "temperature": .integer(1)], tokens: 8)
        case .namedTool:
            return chat(
                known, ["tools": .array([Self.tool.body]), "tool_choice": ChatToolChoice.named(Self.tool.name).body ?? .null], tokens: 100)
        case .jsonSchema: return chat(known, format(.schema), tokens: 100)
        case .jsonObjectWithSchema: return chat(known, format(.objectWithSchema), tokens: 100)
        case .jsonObject: return chat(known, format(.object), tokens: 100)
        case .completion:
            return .object(["model": .string(known.model), "prompt": .string("Hello"), "max_tokens": .integer(2)])
        case .tokens: return tokens(known)
        case .likeliestTokens: return tokens(known, likeliest: 2)
        case .stopToken: return tokens(known, stop: known.firstToken.map { [$0] } ?? [])
        case .tokenize: return .object(["model": .string(known.model), "prompt": .string("Hello"), "content": .string("Hello")])
        case .chatTokenize: return .object(["model": .string(known.model), "messages": messages(known.hasSystem)])
        case .applyTemplate: return .object(["messages": messages(known.hasSystem)])
        }
    }

    static let tool = ChatTool(
        name: "choose_city", summary: "Chooses a city.",
        parameters: .object([
            "type": .string("object"),
            "properties": .object([
                "city": .object(["type": .string("string"), "enum": .array([.string("Ely"), .string("York")])])
            ]), "required": .array([.string("city")]), "additionalProperties": .boolean(false),
        ]))

    static let schema = ChatSchema(
        name: "score",
        schema: .object([
            "type": .string("object"),
            "properties": .object([
                "score": .object(["type": .string("integer"), "enum": .array([.integer(1), .integer(2), .integer(3)])])
            ]), "required": .array([.string("score")]), "additionalProperties": .boolean(false),
        ]))

    /// Ids that every vocabulary has.
    static let prompt: [Int32] = [1, 2, 3]

    private func format(_ form: ChatDialect.JSONForm) -> [String: AnyJSON] {
        form.body(Self.schema).map { ["response_format": $0] } ?? [:]
    }

    private func chat(
        _ known: ProbeKnowledge, _ more: [String: AnyJSON], system: Bool? = nil, limit: ChatDialect.TokenLimit? = nil, tokens: Int64 = 2
    ) -> AnyJSON {
        let plain: [String: AnyJSON] = [
            "model": .string(known.model), "messages": messages(system ?? known.hasSystem),
            (limit ?? known.tokenLimit).rawValue: .integer(tokens),
        ]
        return .object(plain.merging(more) { $1 })
    }

    private func messages(_ system: Bool) -> AnyJSON {
        let user = ("user", self == .jsonObject ? "Give me a score of 1, 2 or 3 as JSON." : "Hello. How are you?")
        return .array(
            ((system ? [("system", "You are brief.")] : []) + [user]).map { .object(["role": .string($0.0), "content": .string($0.1)]) })
    }

    /// Just what a simulator is sampled with.
    private func tokens(_ known: ProbeKnowledge, stop: [Int32] = [], likeliest: Int = 0) -> AnyJSON {
        let request = CompletionRequest(
            SampleRequest(
                prompt: Self.prompt, parameters: SamplingParameters(temperature: 0, maxTokens: 2, stopTokens: stop, topLogprobs: likeliest),
                randomKey: RandomKey(seed: 1, purpose: .sampling)), model: known.model)
        return AnyJSON(encoding: request) ?? .null
    }
}
