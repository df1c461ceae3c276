// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// What `POST /v1/completions` answers, as far as tokens are concerned.
struct CompletionReply: Decodable, Sendable, Hashable {
    struct Choice: Decodable, Sendable, Hashable {
        var finishReason: String?
        /// The text, up to the stop sequence where one ended it.
        var text: String?
        /// vLLM's: the stop sequence that ended it; nil where a token did.
        var stopText: String?
        /// vLLM's.
        var tokenIDs: [Int32]?
        var logprobs: Logprobs?

        private enum CodingKeys: String, CodingKey {
            case logprobs, text
            case finishReason = "finish_reason"
            case stopText = "stop_reason"
            case tokenIDs = "token_ids"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            finishReason = try fields.decodeIfPresent(String.self, forKey: .finishReason)
            text = try fields.decodeIfPresent(String.self, forKey: .text)
            // A number is the token that ended it, which the tokens end with as well.
            stopText = try? fields.decodeIfPresent(String.self, forKey: .stopText)
            tokenIDs = try fields.decodeIfPresent([Int32].self, forKey: .tokenIDs)
            logprobs = try fields.decodeIfPresent(Logprobs.self, forKey: .logprobs)
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
        /// The likeliest tokens at each place, by their spelling.
        var topLogprobs: [[String: Float]?]?
        /// llama.cpp's form, with ids.
        var content: [Token]?

        struct Token: Decodable, Sendable, Hashable {
            var id: Int32?
            var logprob: Float?
            var alternatives: [Token]?

            private enum CodingKeys: String, CodingKey {
                case id, logprob
                case alternatives = "top_logprobs"
            }
        }

        private enum CodingKeys: String, CodingKey {
            case content
            case tokenLogprobs = "token_logprobs"
            case topLogprobs = "top_logprobs"
        }

        /// Nil for a token that has none.
        var values: [Float?]? { tokenLogprobs ?? content?.map(\.logprob) }

        /// The likeliest `count` tokens at each place, equals by their id; nil where not all of them come with ids.
        func likeliest(_ count: Int) -> TopLogprobs? {
            let places: [[TokenLogprob?]]? =
                topLogprobs.map { places in places.map { place in (place ?? [:]).map { Self.entry($0.key, $0.value) } } }
                ?? content?.map { place in
                    (place.alternatives ?? []).map { entry in
                        entry.id.flatMap { id in entry.logprob.map { TokenLogprob(token: id, logprob: $0) } }
                    }
                }
            guard let places, places.allSatisfy({ !$0.isEmpty && !$0.contains(nil) }) else { return nil }
            return TopLogprobs(
                places.map { place in
                    // vLLM writes -9999 for what cannot be drawn, and adds the drawn token where it is not among the likeliest.
                    place.compactMap(\.self).filter { $0.logprob > -9999 }
                        .sorted { ($1.logprob, $0.token) < ($0.logprob, $1.token) }.prefix(count).map(\.self)
                })
        }

        private static func entry(_ spelling: String, _ logprob: Float) -> TokenLogprob? {
            let prefix = "token_id:"
            guard spelling.hasPrefix(prefix), let token = Int32(spelling.dropFirst(prefix.count)) else { return nil }
            return TokenLogprob(token: token, logprob: logprob)
        }
    }

    var choices: [Choice]
}
