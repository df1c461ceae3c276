// SPDX-License-Identifier: Apache-2.0

/// What `POST /v1/completions` answers, as far as tokens are concerned.
struct CompletionReply: Decodable, Sendable, Hashable {
    struct Choice: Decodable, Sendable, Hashable {
        var finishReason: String?
        /// vLLM's.
        var tokenIDs: [Int32]?
        var logprobs: Logprobs?

        private enum CodingKeys: String, CodingKey {
            case logprobs
            case finishReason = "finish_reason"
            case tokenIDs = "token_ids"
        }

        /// The sampled tokens, from where this server puts them.
        var tokens: [Int32]? {
            if let tokenIDs { return tokenIDs }
            guard let content = logprobs?.content else { return nil }
            let ids = content.compactMap(\.id)
            return ids.count == content.count ? ids : nil
        }
    }

    struct Logprobs: Decodable, Sendable, Hashable {
        var tokenLogprobs: [Float?]?
        /// llama.cpp's form, with ids.
        var content: [Token]?

        struct Token: Decodable, Sendable, Hashable {
            var id: Int32?
            var logprob: Float?
        }

        private enum CodingKeys: String, CodingKey {
            case content
            case tokenLogprobs = "token_logprobs"
        }

        /// Nil for a token that has none.
        var values: [Float?]? { tokenLogprobs ?? content?.map(\.logprob) }
    }

    var choices: [Choice]
}
