// SPDX-License-Identifier: Apache-2.0

/// What every reply begins with.
struct ReplyHead: Sendable, Hashable {
    var id: String
    /// Seconds since 1970.
    var created: Int
    var model: String
}

/// Tokens that were read and written.
struct Usage: Encodable, Sendable, Hashable {
    var prompt: Int
    var completion: Int

    private enum CodingKeys: String, CodingKey {
        case prompt = "prompt_tokens"
        case completion = "completion_tokens"
        case total = "total_tokens"
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(prompt, forKey: .prompt)
        try fields.encode(completion, forKey: .completion)
        try fields.encode(prompt + completion, forKey: .total)
    }
}

/// What ended a completion.
enum StopReason: Encodable, Sendable, Hashable {
    case token(Int32)
    case text(String)

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .token(let token): try value.encode(token)
        case .text(let text): try value.encode(text)
        }
    }
}

/// What `POST /v1/completions` answers.
struct CompletionsReply: Encodable, Sendable {
    struct Choice: Encodable, Sendable {
        var index: Int
        var text: String
        /// Nil in a chunk before the last.
        var finishReason: String?
        /// vLLM's: the token or the stop sequence that ended it.
        var stopReason: StopReason?
        var logprobs: Logprobs?
        var tokenIDs: [Int32]?
        var promptTokenIDs: [Int32]?

        private enum CodingKeys: String, CodingKey {
            case index, text, logprobs
            case finishReason = "finish_reason"
            case stopReason = "stop_reason"
            case tokenIDs = "token_ids"
            case promptTokenIDs = "prompt_token_ids"
        }
    }

    struct Logprobs: Encodable, Sendable {
        var tokens: [String]
        var tokenLogprobs: [Float]
        /// The likeliest tokens at each place, by their spelling; of tokens spelled alike the likeliest.
        var topLogprobs: [[String: Float]]?
        var textOffset: [Int]

        private enum CodingKeys: String, CodingKey {
            case tokens
            case tokenLogprobs = "token_logprobs"
            case topLogprobs = "top_logprobs"
            case textOffset = "text_offset"
        }
    }

    var id: String
    let object = "text_completion"
    var created: Int
    var model: String
    var choices: [Choice]
    var usage: Usage

    init(_ head: ReplyHead, choices: [Choice], usage: Usage) {
        id = "cmpl-\(head.id)"
        created = head.created
        model = head.model
        self.choices = choices
        self.usage = usage
    }
}
