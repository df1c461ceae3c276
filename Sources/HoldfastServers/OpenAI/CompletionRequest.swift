// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// The body of `POST /v1/completions` for one prompt of token ids.
///
/// Beside OpenAI's keys it has vLLM's `stop_token_ids` and `return_token_ids`. `top_k` and `min_p` are sent because some servers have
/// defaults for them that cut the distribution.
struct CompletionRequest: Encodable, Sendable, Hashable {
    let model: String
    let prompt: [Int32]
    let maxTokens: Int
    let temperature: Float
    let topP: Float
    let topK = 0
    let minP = 0
    let seed: Int
    let stopTokenIDs: [Int32]
    let n = 1
    /// The sampled tokens' own; llama.cpp takes 0 for none at all.
    let logprobs = 1
    let returnTokenIDs = true

    private enum CodingKeys: String, CodingKey {
        case model, prompt, temperature, seed, n, logprobs
        case maxTokens = "max_tokens"
        case topP = "top_p"
        case topK = "top_k"
        case minP = "min_p"
        case stopTokenIDs = "stop_token_ids"
        case returnTokenIDs = "return_token_ids"
    }

    init(_ request: SampleRequest, model: String) {
        self.model = model
        prompt = request.prompt
        maxTokens = request.parameters.maxTokens
        temperature = request.parameters.temperature
        topP = request.parameters.topP
        seed = request.randomKey.serverSeed
        stopTokenIDs = request.parameters.stopTokens
    }
}

extension RandomKey {
    /// The seed a server is given for this key: 31 bits, which every server's integer holds.
    var serverSeed: Int {
        var stream = stream
        return Int(stream.next() >> 33)
    }
}
