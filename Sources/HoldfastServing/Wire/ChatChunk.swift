// SPDX-License-Identifier: Apache-2.0

/// One event of a streamed chat completion.
struct ChatChunk: Encodable, Sendable {
    struct Choice: Encodable, Sendable {
        struct Delta: Encodable, Sendable {
            var role: String?
            var content: String?
        }
        var index: Int
        var delta: Delta
        var finishReason: String?
        var stopReason: String?
        var logprobs: ChatLogprobs?
        var tokenIDs: [Int32]?

        private enum CodingKeys: String, CodingKey {
            case index, delta, logprobs
            case finishReason = "finish_reason"
            case stopReason = "stop_reason"
            case tokenIDs = "token_ids"
        }
    }

    var id: String
    let object = "chat.completion.chunk"
    var created: Int
    var model: String
    var choices: [Choice]
    var usage: Usage?
    var promptTokenIDs: [Int32]?
    /// Where the dialogue stands, in a chat about a user with a goal.
    var holdfast: UserReport?

    private enum CodingKeys: String, CodingKey {
        case id, object, created, model, choices, usage, holdfast
        case promptTokenIDs = "prompt_token_ids"
    }

    private init(_ head: ReplyHead, _ choices: [Choice], usage: Usage? = nil, promptTokenIDs: [Int32]? = nil) {
        id = Self.id(head)
        created = head.created
        model = head.model
        self.choices = choices
        self.usage = usage
        self.promptTokenIDs = promptTokenIDs
    }

    static func id(_ head: ReplyHead) -> String { "chatcmpl-\(head.id)" }

    /// The first event of a line.
    static func beginning(_ head: ReplyHead, index: Int, promptTokenIDs: [Int32]?) -> ChatChunk {
        ChatChunk(head, [Choice(index: index, delta: Choice.Delta(role: "assistant", content: ""))], promptTokenIDs: promptTokenIDs)
    }

    /// A part of a line.
    static func piece(_ head: ReplyHead, index: Int, text: String, logprobs: ChatLogprobs?, tokenIDs: [Int32]?) -> ChatChunk {
        ChatChunk(head, [Choice(index: index, delta: Choice.Delta(content: text), logprobs: logprobs, tokenIDs: tokenIDs)])
    }

    /// The last event of a line.
    static func ending(_ head: ReplyHead, index: Int, finishReason: String, stopReason: String?) -> ChatChunk {
        ChatChunk(head, [Choice(index: index, delta: Choice.Delta(), finishReason: finishReason, stopReason: stopReason)])
    }

    /// What it took, at the end.
    static func usage(_ head: ReplyHead, _ usage: Usage) -> ChatChunk { ChatChunk(head, [], usage: usage) }

    /// The events of a whole reply. A line is sampled whole, so it comes in one piece: role, text, end.
    static func events(_ head: ReplyHead, lines: [ChatLine], usage: Usage?, promptTokenIDs: [Int32]?) -> [ChatChunk] {
        let choices = lines.enumerated().flatMap { index, line in
            [
                Choice(index: index, delta: Choice.Delta(role: "assistant", content: "")),
                Choice(index: index, delta: Choice.Delta(content: line.text), logprobs: line.logprobs, tokenIDs: line.tokenIDs),
                Choice(index: index, delta: Choice.Delta(), finishReason: line.finishReason, stopReason: line.stopReason),
            ]
        }
        return choices.enumerated().map { ChatChunk(head, [$1], promptTokenIDs: $0 == 0 ? promptTokenIDs : nil) }
            + (usage.map { [ChatChunk(head, [], usage: $0)] } ?? [])
    }
}
