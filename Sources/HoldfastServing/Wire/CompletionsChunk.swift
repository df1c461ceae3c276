// SPDX-License-Identifier: Apache-2.0

/// One event of a streamed completion.
struct CompletionsChunk: Encodable, Sendable {
    var id: String
    let object = "text_completion"
    var created: Int
    var model: String
    var choices: [CompletionsReply.Choice]
    var usage: Usage?

    private init(_ head: ReplyHead, choices: [CompletionsReply.Choice], usage: Usage?) {
        id = Self.id(head)
        created = head.created
        model = head.model
        self.choices = choices
        self.usage = usage
    }

    static func id(_ head: ReplyHead) -> String { "cmpl-\(head.id)" }

    /// A piece of text.
    init(_ head: ReplyHead, index: Int, text: String) {
        self.init(head, choices: [CompletionsReply.Choice(index: index, text: text)], usage: nil)
    }

    /// What it took, at the end.
    init(_ head: ReplyHead, usage: Usage) { self.init(head, choices: [], usage: usage) }
}
