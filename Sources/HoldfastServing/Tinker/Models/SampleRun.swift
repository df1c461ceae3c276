// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// One request for samples, checked, and how it is answered.
///
/// Log-probabilities of the protocol are those of the model at temperature 1 with nothing cut off, whatever was sampled from: what a loss
/// computes of the same tokens.
struct SampleRun: Sendable {
    static let mostSamples = 1024
    static let mostAlternatives = 20

    private let prompt: [Int32]
    private let requests: [SampleRequest]
    private let wantsPrompt: Bool
    private let promptAlternatives: Int
    private var parameters: SamplingParameters { requests[0].parameters }

    /// - Parameters:
    ///   - key: the stream of the first sample; others take that of the next rollouts.
    ///   - contextLength: how many tokens a request gets that names no limit.
    /// - Throws: `usage` for what is out of range or cannot be had.
    init(
        _ request: Tinker.SampleRequest, key: RandomKey, stopTokens: [Int32], spelling: TokenSpelling, contextLength: Int
    ) throws {
        let asked = request.parameters
        prompt = try request.prompt.tokens
        guard !prompt.isEmpty else { throw HoldfastError(.usage, "the prompt has no tokens") }
        guard (1...Self.mostSamples).contains(request.samples) else {
            throw HoldfastError(.usage, "num_samples is \(request.samples) and must be between 1 and \(Self.mostSamples)")
        }
        for (name, count) in [("topk_prompt_logprobs", request.topPromptLogprobs), ("topk_sample_logprobs", request.topSampleLogprobs)] {
            guard (0...Self.mostAlternatives).contains(count) else {
                throw HoldfastError(.usage, "\(name) is \(count) and must be between 0 and \(Self.mostAlternatives)")
            }
        }
        let isPlain = asked.temperature == 1 && asked.topP == 1 && asked.topK <= 0
        guard request.topSampleLogprobs == 0 || isPlain else {
            throw HoldfastError(.usage, "topk_sample_logprobs can be had at temperature 1 with top_p 1 and top_k -1 alone")
        }
        guard request.promptAlternatives == 0 else {
            throw HoldfastError(.usage, "prompt_alt_tokens_k cannot be had here; topk_prompt_logprobs tells the likeliest tokens")
        }
        var parameters = SamplingParameters(
            temperature: Float(asked.temperature), topP: Float(asked.topP), topK: max(0, asked.topK),
            maxTokens: asked.maximumTokens ?? contextLength, stopTokens: stopTokens, topLogprobs: request.topSampleLogprobs)
        switch asked.stop {
        case nil: break
        case .never: parameters.stopTokens = []
        case .text(let text): (parameters.stopTokens, parameters.stopSequences) = ([], [text])
        case .texts(let texts): (parameters.stopTokens, parameters.stopSequences) = ([], texts)
        case .tokens(let tokens): parameters.stopTokens = tokens
        }
        guard parameters.maxTokens >= 1 else { throw HoldfastError(.usage, "max_tokens is \(parameters.maxTokens) and must be 1 or more") }
        guard asked.topK >= -1 else { throw HoldfastError(.usage, "top_k is \(asked.topK); -1 and 0 keep all tokens") }
        if let problem = parameters.problems.first { throw HoldfastError(.usage, "`\(problem.name)` \(problem.problem)") }
        wantsPrompt = request.wantsPromptLogprobs
        promptAlternatives = request.topPromptLogprobs
        requests = (0..<request.samples).map { [prompt] index in
            var stream = key
            if asked.seed != nil, request.randomKey == nil { stream.seed &+= UInt64(index) } else { stream.rollout &+= UInt32(index) }
            return SampleRequest(
                prompt: prompt, parameters: parameters, randomKey: stream,
                spelling: parameters.stopSequences.isEmpty ? nil : spelling)
        }
    }

    func carryOut(on server: any ModelServer) async throws -> Tinker.SampleResponse {
        let replies = try await server.sample(requests)
        let logprobs = try await logprobs(of: replies, on: server)
        var response = Tinker.SampleResponse(
            sequences: zip(replies, logprobs).map { reply, logprobs in
                Tinker.SampledSequence(
                    stopReason: reply.end == .length ? .length : .stop, tokens: reply.tokens, logprobs: logprobs,
                    topLogprobs: reply.topLogprobs.isEmpty ? nil : Tinker.TopLogprobs(reply.topLogprobs))
            })
        if wantsPrompt {
            let scores = try await server.score([prompt], temperature: 1, weights: .current).first ?? []
            response.promptLogprobs = [nil] + scores
        }
        if promptAlternatives > 0 { response.topPromptLogprobs = try await alternativesOfPrompt(on: server) }
        return response
    }

    private func logprobs(of replies: [SampleReply], on server: any ModelServer) async throws -> [[Float]] {
        if parameters.temperature == 1 { return replies.map { $0.modelLogprobs.isEmpty ? $0.logprobs : $0.modelLogprobs } }
        let scores = try await server.score(replies.map { prompt + $0.tokens }, temperature: 1, weights: .current)
        return scores.map { Array($0.dropFirst(prompt.count - 1)) }
    }

    /// The likeliest next tokens after each beginning of the prompt. What the beginnings share is computed once.
    private func alternativesOfPrompt(on server: any ModelServer) async throws -> Tinker.TopLogprobs {
        let parameters = SamplingParameters(maxTokens: 1, topLogprobs: promptAlternatives)
        let beginnings = prompt.indices.dropFirst().map {
            SampleRequest(prompt: Array(prompt[..<$0]), parameters: parameters, randomKey: RandomKey(seed: 0, purpose: .sampling))
        }
        let replies = try await server.sample(beginnings)
        return Tinker.TopLogprobs([[]] + replies.flatMap { Tinker.TopLogprobs($0.topLogprobs).places })
    }
}

extension Tinker.TopLogprobs {
    init(_ found: TopLogprobs) {
        self.init(found.map { place in place.map { Tinker.TokenLogprob(token: $0.token, logprob: $0.logprob) } })
    }
}
