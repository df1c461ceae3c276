// SPDX-License-Identifier: Apache-2.0

/// One event of a streamed chat or completion.
struct ChatChunk: Decodable, Sendable, Hashable {
    struct Choice: Decodable, Sendable, Hashable {
        struct Delta: Decodable, Sendable, Hashable {
            var content: String?
            var refusal: String?
            var toolCalls: [ToolCallPart]?

            private enum CodingKeys: String, CodingKey {
                case content, refusal
                case toolCalls = "tool_calls"
            }
        }
        var index: Int?
        var delta: Delta?
        /// Of a plain completion, in place of the delta.
        var text: String?
        var finishReason: String?
        var logprobs: ChatLogprobs?

        private enum CodingKeys: String, CodingKey {
            case index, delta, text, logprobs
            case finishReason = "finish_reason"
        }
    }

    /// A piece of a tool call: name and id come with the first, the arguments in any number.
    struct ToolCallPart: Decodable, Sendable, Hashable {
        struct Function: Decodable, Sendable, Hashable {
            var name: String?
            var arguments: String?
        }
        var index: Int?
        var id: String?
        var function: Function?
    }

    var choices: [Choice]?
    var usage: ChatCompletion.Usage?
}
