// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// What `POST /v1/completions` answers, as far as tokens are concerned.
struct CompletionReply: Decodable, Sendable, Hashable {
    struct Choice: Decodable, Sendable, Hashable {
        var index: Int?
        var finishReason: String?
        /// The text, up to the stop sequence where one ended it.
        var text: String?
        /// vLLM's: the stop sequence that ended it; nil where a token did.
        var stopText: String?
        /// vLLM's.
        var tokenIDs: [Int32]?
        var logprobs: Logprobs?

        private enum CodingKeys: String, CodingKey {
            case index, logprobs, text
            case finishReason = "finish_reason"
            case stopText = "stop_reason"
            case tokenIDs = "token_ids"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            index = try fields.decodeIfPresent(Int.self, forKey: .index)
            finishReason = try fields.decodeIfPresent(String.self, forKey: .finishReason)
            text = try fields.decodeIfPresent(String.self, forKey: .text)
            // A number is the token that ended it, which the tokens end with as well.
            stopText = try? fields.decodeIfPresent(String.self, forKey: .stopText)
            tokenIDs = try fields.decodeIfPresent([Int32].self, forKey: .tokenIDs)
            logprobs = try fields.decodeIfPresent(Logprobs.self, forKey: .logprobs)
        }

        /// The sampled tokens, from where this server puts them: vLLM's list, llama.cpp's ids, or `token_id:7` for their texts.
        var tokens: [Int32]? { tokenIDs ?? logprobs?.ids ?? logprobs?.spelledIDs }

        /// Whether two of those places disagree.
        var contradictsItself: Bool {
            let told = [tokenIDs, logprobs?.ids, logprobs?.spelledIDs].compactMap(\.self)
            return Set(told).count > 1
        }
    }

    struct Logprobs: Decodable, Sendable, Hashable {
        var tokenLogprobs: [Float?]?
        /// Their texts, or their ids spelled.
        var tokens: [String]?
        /// The likeliest tokens at each place, by their spelling.
        var topLogprobs: [[String: Float]?]?
        /// llama.cpp's form, with ids.
        var content: [Token]?

        struct Token: Decodable, Sendable, Hashable {
            var id: Int32?
            var token: String?
            var logprob: Float?
            var alternatives: [Token]?

            private enum CodingKeys: String, CodingKey {
                case id, token, logprob
                case alternatives = "top_logprobs"
            }
        }

        private enum CodingKeys: String, CodingKey {
            case content, tokens
            case tokenLogprobs = "token_logprobs"
            case topLogprobs = "top_logprobs"
        }

        /// Nil for a token that has none.
        var values: [Float?]? { tokenLogprobs ?? content?.map(\.logprob) }

        /// llama.cpp's ids, where every token has one.
        var ids: [Int32]? { content?.map(\.id).whole() }

        /// Ids spelled as `token_id:7`, where every token is spelled so.
        var spelledIDs: [Int32]? {
            tokens.flatMap { $0.map(Self.id).whole() } ?? content.flatMap { $0.map { $0.token.flatMap(Self.id) }.whole() }
        }

        /// The likeliest `count` tokens at each place, equals by their id; nil where not all of them come with ids.
        func likeliest(_ count: Int) -> TopLogprobs? {
            let places: [[TokenLogprob?]]? =
                topLogprobs.map { places in places.map { place in (place ?? [:]).map { Self.entry($0.key, $0.value) } } }
                ?? content?.map { place in
                    (place.alternatives ?? []).map { entry in
                        (entry.id ?? entry.token.flatMap(Self.id)).flatMap { id in entry.logprob.map { TokenLogprob(token: id, logprob: $0) } }
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
            id(spelling).map { TokenLogprob(token: $0, logprob: logprob) }
        }

        private static func id(_ spelling: String) -> Int32? {
            let prefix = "token_id:"
            return spelling.hasPrefix(prefix) ? Int32(spelling.dropFirst(prefix.count)) : nil
        }
    }

    var choices: [Choice]
}

extension Array {
    /// All elements, where none is missing and there are any.
    fileprivate func whole<Value>() -> [Value]? where Element == Value? {
        let values = compactMap(\.self)
        return values.count == count && !values.isEmpty ? values : nil
    }
}
