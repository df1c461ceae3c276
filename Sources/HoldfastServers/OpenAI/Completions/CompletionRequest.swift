// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// The body of `POST /v1/completions` for one prompt of token ids.
///
/// Beside OpenAI's keys it has vLLM's `stop_token_ids`, `return_token_ids` and `return_tokens_as_token_ids`. `top_k`, `min_p` and penalties are sent even where they are off, because servers have defaults for them
/// that reshape the distribution: llama.cpp its own, vLLM those of a model's `generation_config.json`.
struct CompletionRequest: Encodable, Sendable, Hashable {
    let model: String
    let prompt: [Int32]
    let maxTokens: Int
    let temperature: Float
    let topP: Float
    let topK: Int
    let minP: Float
    let repetitionPenalty: Float
    let presencePenalty: Float
    let frequencyPenalty: Float
    let seed: Int
    let stopTokenIDs: [Int32]
    /// Left out where there are none.
    let stop: [String]?
    let n = 1
    /// At least the sampled tokens' own; llama.cpp takes 0 for none at all.
    let logprobs: Int
    let returnTokenIDs = true
    /// Spelled as text, two of the likeliest tokens may look alike; and some servers tell ids in no other way.
    let spellsTokensAsIDs = true

    private enum CodingKeys: String, CodingKey {
        case model, prompt, temperature, seed, n, logprobs, stop
        case maxTokens = "max_tokens"
        case topP = "top_p"
        case topK = "top_k"
        case minP = "min_p"
        case repetitionPenalty = "repetition_penalty"
        case presencePenalty = "presence_penalty"
        case frequencyPenalty = "frequency_penalty"
        case stopTokenIDs = "stop_token_ids"
        case returnTokenIDs = "return_token_ids"
        case spellsTokensAsIDs = "return_tokens_as_token_ids"
    }

    init(_ request: SampleRequest, model: String) {
        self.model = model
        prompt = request.prompt
        maxTokens = request.parameters.maxTokens
        temperature = request.parameters.temperature
        let parameters = request.parameters
        topP = parameters.topP
        topK = parameters.topK
        minP = parameters.minP
        repetitionPenalty = parameters.repetitionPenalty
        presencePenalty = parameters.presencePenalty
        frequencyPenalty = parameters.frequencyPenalty
        seed = request.randomKey.serverSeed
        stopTokenIDs = parameters.stopTokens
        stop = parameters.stopSequences.isEmpty ? nil : parameters.stopSequences
        logprobs = max(1, parameters.topLogprobs)
    }
}

extension RandomKey {
    /// The seed a server is given for this key: 31 bits, which every server's integer holds.
    var serverSeed: Int {
        var stream = stream
        return Int(stream.next() >> 33)
    }
}
