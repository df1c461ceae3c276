// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// Answers decoded requests; knows nothing of HTTP.
struct ServedSimulator: Sendable {
    let configuration: ServingConfiguration
    let capabilities: ServerCapabilities
    let tokenizer: any Tokenizer
    let spelling: TokenSpelling
    let dialogue: ChatDialogue
    /// It batches requests that overlap.
    let server: any ModelServer
    private let counter = RequestCounter()
    private let started: Int

    private var template: any SimulatorTemplate { dialogue.template }

    init(
        server: any ModelServer, tokenizer: any Tokenizer, template: any SimulatorTemplate, configuration: ServingConfiguration
    ) async throws {
        self.configuration = configuration
        self.tokenizer = tokenizer
        spelling = TokenSpelling(tokenizer)
        capabilities = await server.capabilities
        dialogue = ChatDialogue(template: template, endMarker: configuration.endMarker)
        self.server = server
        started = ServedSimulator.now
    }

    /// How the token that ends a dialogue is told.
    var endOfDialogue: String { template.spelling(of: template.endOfDialogue) }

    /// - Parameter users: those that can be asked for by name.
    func models(with users: [String]) -> ModelListing {
        ModelListing(
            data: ([configuration.model] + users.map { "\(configuration.model)/\($0)" })
                .map { .init(id: $0, created: started, contextLength: capabilities.contextLength) })
    }

    func answer(_ request: CompletionsRequest) async throws -> CompletionsReply {
        let plan = try completionsPlan(request)
        let prompts = tokens(of: request)
        let (head, replies) = try await sample(prompts, plan, parameter: "prompt")
        let choices = replies.enumerated().map { index, reply in
            CompletionsReply.Choice(
                index: index, text: reply.stop?.text ?? tokenizer.decode(reply.tokens), finishReason: reply.end.finishReason,
                stopReason: stopReason(reply), logprobs: request.logprobs.map { _ in logprobs(reply.drawn(after: 0), plan) },
                tokenIDs: plan.returnsTokenIDs ? reply.tokens : nil,
                promptTokenIDs: plan.returnsTokenIDs ? prompts[index / plan.count] : nil)
        }
        return CompletionsReply(head, choices: choices, usage: usage(prompts, replies))
    }

    /// The lines of a chat, and what goes with them into a reply.
    func answer(_ request: ChatCompletionsRequest) async throws -> (ReplyHead, [ChatLine], Usage, promptTokenIDs: [Int32]?) {
        let plan = try chatPlan(request)
        let prompt = try dialogue.prompt(request.messages)
        let (head, replies) = try await sample([prompt], plan, parameter: "messages")
        let lines = replies.map { reply in
            let (text, stopReason) = dialogue.text(of: reply)
            return ChatLine(
                text: text, finishReason: reply.end.finishReason, stopReason: stopReason,
                logprobs: request.logprobs ? chatLogprobs(reply.drawn(after: 0), plan) : nil, tokenIDs: plan.returnsTokenIDs ? reply.tokens : nil)
        }
        return (head, lines, usage([prompt], replies), plan.returnsTokenIDs ? prompt : nil)
    }

    func completionsPlan(_ request: CompletionsRequest) throws -> SamplingPlan {
        // One alternative is what many ask for who want the sampled tokens' own; a server that knows no others tells these.
        let alternatives = capabilities.sampling.contains(.topLogprobs) || request.logprobs != 1 ? request.logprobs ?? 0 : 0
        return try plan(request.sampling, AlternativesField(key: "logprobs", count: alternatives))
    }

    func chatPlan(_ request: ChatCompletionsRequest) throws -> SamplingPlan {
        var plan = try plan(request.sampling, AlternativesField(key: "top_logprobs", count: request.topLogprobs))
        // A line without one of these endings has no place in a chat.
        plan.parameters.stopTokens = Array(Set(plan.parameters.stopTokens + template.stopTokens)).sorted()
        return plan
    }

    func tokens(of request: CompletionsRequest) -> [[Int32]] {
        switch request.prompt {
        case .texts(let texts): texts.map(tokenizer.encode)
        case .tokens(let tokens): tokens
        }
    }

    func stopReason(_ reply: SampleReply) -> StopReason? {
        reply.stop.map { .text($0.sequence) } ?? (reply.end == .stopToken ? reply.tokens.last.map { .token($0) } : nil)
    }

    private func plan(_ fields: SamplingFields, _ alternatives: AlternativesField) throws -> SamplingPlan {
        try SamplingPlan(
            fields, alternatives: alternatives, template: template, capabilities: capabilities, configuration: configuration)
    }

    private func sample(_ prompts: [[Int32]], _ plan: SamplingPlan, parameter: String) async throws -> (ReplyHead, [SampleReply]) {
        let (head, requests) = try await prepare(prompts, plan, parameter: parameter)
        let replies = try await server.sample(requests)
        guard replies.count == requests.count else {
            throw HoldfastError(.server, "the model gave \(replies.count) replies to \(requests.count) requests")
        }
        return (head, replies)
    }

    /// What the server is asked for.
    /// - Throws: `OpenAIProblem` for prompts that it cannot continue.
    func prepare(_ prompts: [[Int32]], _ plan: SamplingPlan, parameter: String) async throws -> (ReplyHead, [SampleRequest]) {
        guard !prompts.isEmpty, prompts.count * plan.count <= configuration.maximumCompletions else {
            throw OpenAIProblem.invalid(parameter, "one request may ask for 1 to \(configuration.maximumCompletions) completions")
        }
        for prompt in prompts {
            guard !prompt.isEmpty, prompt.allSatisfy({ $0 >= 0 && $0 < capabilities.vocabularySize }) else {
                throw OpenAIProblem.invalid(parameter, "a prompt must have tokens, all of them below \(capabilities.vocabularySize)")
            }
            guard prompt.count < capabilities.contextLength else {
                throw OpenAIProblem.invalid(
                    parameter,
                    // In OpenAI's words, by which clients such as litellm know what it is.
                    "This model's maximum context length is \(capabilities.contextLength) tokens; a prompt of \(prompt.count) tokens leaves no room, so shorten it",
                    code: "context_length_exceeded")
            }
        }
        let ordinal = await counter.next()
        let requests = prompts.enumerated().flatMap { group, prompt in
            (0..<plan.count).map { rollout in
                SampleRequest(
                    prompt: prompt, parameters: plan.parameters,
                    // Requests without a seed differ by their order, so that equal ones need not get equal lines.
                    randomKey: RandomKey(
                        seed: plan.seed ?? configuration.seed, step: plan.seed == nil ? ordinal : 0, group: group, rollout: rollout,
                        purpose: .sampling),
                    spelling: plan.parameters.stopSequences.isEmpty ? nil : spelling)
            }
        }
        return (ReplyHead(id: "\(started)-\(ordinal)", created: ServedSimulator.now, model: configuration.model), requests)
    }

    func usage(_ prompts: [[Int32]], _ replies: [SampleReply]) -> Usage {
        Usage(prompt: prompts.reduce(0) { $0 + $1.count }, completion: replies.reduce(0) { $0 + $1.tokens.count })
    }

    private func logprobs(_ drawn: DrawnTokens, _ plan: SamplingPlan) -> CompletionsReply.Logprobs {
        var offset = 0
        return logprobs(drawn, plan, offset: &offset)
    }

    /// - Parameter offset: where the first token stands in the text; then where the next one would.
    func logprobs(_ reply: DrawnTokens, _ plan: SamplingPlan, offset: inout Int) -> CompletionsReply.Logprobs {
        let pieces = reply.tokens.map { tokenizer.decode([$0], includingSpecial: true) }
        let offsets = pieces.map { piece in
            defer { offset += piece.unicodeScalars.count }
            return offset
        }
        let top = reply.topLogprobs.map { Dictionary($0.map { (piece(of: $0.token, plan), $0.logprob) }, uniquingKeysWith: max) }
        return CompletionsReply.Logprobs(
            tokens: plan.spellsTokensAsIDs ? reply.tokens.map { piece(of: $0, plan) } : pieces, tokenLogprobs: reply.logprobs,
            topLogprobs: plan.parameters.topLogprobs > 0 ? top : nil, textOffset: offsets)
    }

    func chatLogprobs(_ reply: DrawnTokens, _ plan: SamplingPlan) -> ChatLogprobs {
        func bytes(_ token: Int32) -> [UInt8]? {
            let piece = tokenizer.decode([token], includingSpecial: true)
            return piece.contains("\u{FFFD}") ? nil : Array(piece.utf8)
        }
        return ChatLogprobs(
            content: reply.tokens.indices.map { place in
                let token = reply.tokens[place]
                return .init(
                    token: piece(of: token, plan), logprob: reply.logprobs[place], bytes: bytes(token),
                    alternatives: reply.topLogprobs.isEmpty
                        ? []
                        : reply.topLogprobs[place].map {
                            .init(token: piece(of: $0.token, plan), logprob: $0.logprob, bytes: bytes($0.token))
                        })
            })
    }

    private func piece(of token: Int32, _ plan: SamplingPlan) -> String {
        plan.spellsTokensAsIDs ? "token_id:\(token)" : tokenizer.decode([token], includingSpecial: true)
    }

    private static var now: Int { Int(Date().timeIntervalSince1970) }
}

extension CompletionEnd {
    /// In OpenAI's words.
    var finishReason: String {
        switch self {
        case .stopToken, .stopSequence: "stop"
        case .length: "length"
        }
    }
}
