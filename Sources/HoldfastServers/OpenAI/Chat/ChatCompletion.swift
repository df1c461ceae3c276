// SPDX-License-Identifier: Apache-2.0

/// What `POST /v1/chat/completions` answers, or what the events of its stream add up to.
struct ChatCompletion: Decodable, Sendable, Hashable {
    struct Choice: Decodable, Sendable, Hashable {
        struct Message: Decodable, Sendable, Hashable {
            var content: String?
            /// Why the model declines, in its own words; OpenAI's.
            var refusal: String?
            var toolCalls: [ToolCall]?

            private enum CodingKeys: String, CodingKey {
                case content, refusal
                case toolCalls = "tool_calls"
            }
        }
        var index: Int?
        var message: Message
        var finishReason: String?
        var logprobs: ChatLogprobs?

        private enum CodingKeys: String, CodingKey {
            case index, message, logprobs
            case finishReason = "finish_reason"
        }
    }

    /// Some servers leave ids out.
    struct ToolCall: Decodable, Sendable, Hashable {
        var id: String?
        var function: ToolCallBody.Function
    }

    struct Usage: Decodable, Sendable, Hashable {
        var promptTokens: Int
        var completionTokens: Int?

        private enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case completionTokens = "completion_tokens"
        }
    }

    var choices: [Choice]
    var usage: Usage?
}

/// Log-probabilities in the form of chats.
struct ChatLogprobs: Decodable, Sendable, Hashable {
    struct Token: Decodable, Sendable, Hashable {
        var token: String
        /// Null for what has none.
        var logprob: Float?
        var alternatives: [Alternative]?

        private enum CodingKeys: String, CodingKey {
            case token, logprob
            case alternatives = "top_logprobs"
        }
    }

    struct Alternative: Decodable, Sendable, Hashable {
        var token: String
        var logprob: Float?
    }

    var content: [Token]?
}
