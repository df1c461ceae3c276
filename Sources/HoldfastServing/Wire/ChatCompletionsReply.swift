// SPDX-License-Identifier: Apache-2.0

/// One line of a chat, with how it ended.
struct ChatLine: Sendable, Hashable {
    var text: String
    var finishReason: String
    /// The special token that ended it, by its spelling, or the stop sequence; nil where it was cut.
    var stopReason: String?
    var logprobs: ChatLogprobs?
    var tokenIDs: [Int32]?
}

/// Log-probabilities of a line, token by token.
struct ChatLogprobs: Encodable, Sendable, Hashable {
    struct Token: Encodable, Sendable, Hashable {
        var token: String
        var logprob: Float
        /// Nil for a token that is no whole character.
        var bytes: [UInt8]?
        /// The likeliest tokens at its place.
        var alternatives: [Alternative] = []

        struct Alternative: Encodable, Sendable, Hashable {
            var token: String
            var logprob: Float
            var bytes: [UInt8]?
        }

        private enum CodingKeys: String, CodingKey {
            case token, logprob, bytes
            case alternatives = "top_logprobs"
        }
    }
    var content: [Token]
}

/// What `POST /v1/chat/completions` answers.
struct ChatCompletionsReply: Encodable, Sendable {
    struct Choice: Encodable, Sendable {
        struct Message: Encodable, Sendable {
            let role = "assistant"
            var content: String
        }
        var index: Int
        var message: Message
        var finishReason: String
        var stopReason: String?
        var logprobs: ChatLogprobs?
        var tokenIDs: [Int32]?

        private enum CodingKeys: String, CodingKey {
            case index, message, logprobs
            case finishReason = "finish_reason"
            case stopReason = "stop_reason"
            case tokenIDs = "token_ids"
        }
    }

    var id: String
    let object = "chat.completion"
    var created: Int
    var model: String
    var choices: [Choice]
    var usage: Usage
    var promptTokenIDs: [Int32]?
    /// Where the dialogue stands, in a chat about a user with a goal.
    var holdfast: UserReport?

    private enum CodingKeys: String, CodingKey {
        case id, object, created, model, choices, usage, holdfast
        case promptTokenIDs = "prompt_token_ids"
    }

    init(_ head: ReplyHead, lines: [ChatLine], usage: Usage, promptTokenIDs: [Int32]?) {
        id = "chatcmpl-\(head.id)"
        created = head.created
        model = head.model
        choices = lines.enumerated().map { index, line in
            Choice(
                index: index, message: Choice.Message(content: line.text), finishReason: line.finishReason, stopReason: line.stopReason,
                logprobs: line.logprobs, tokenIDs: line.tokenIDs)
        }
        self.usage = usage
        self.promptTokenIDs = promptTokenIDs
    }
}
