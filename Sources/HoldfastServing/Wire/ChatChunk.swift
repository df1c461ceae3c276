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
        id = "chatcmpl-\(head.id)"
        created = head.created
        model = head.model
        self.choices = choices
        self.usage = usage
        self.promptTokenIDs = promptTokenIDs
    }

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
