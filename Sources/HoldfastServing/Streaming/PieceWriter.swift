// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The JSON of a chunk that carries nothing but text, which is what most of them are: an encoder takes many times as long.
struct PieceWriter: Sendable {
    private let beginning: String
    /// Around the text.
    private let before, behind: String

    private init(id: String, object: String, head: ReplyHead, before: String, behind: String) {
        beginning =
            "{\"id\":\(id.quotedInJSON),\"object\":\"\(object)\",\"created\":\(head.created),"
            + "\"model\":\(head.model.quotedInJSON),\"choices\":[{\"index\":"
        self.before = before
        self.behind = behind
    }

    /// Of a chat.
    static func chat(_ head: ReplyHead) -> PieceWriter {
        PieceWriter(
            id: ChatChunk.id(head), object: "chat.completion.chunk", head: head, before: ",\"delta\":{\"content\":",
            behind: "},\"finish_reason\":null}]}")
    }

    /// Of a completion.
    static func completion(_ head: ReplyHead) -> PieceWriter {
        PieceWriter(
            id: CompletionsChunk.id(head), object: "text_completion", head: head, before: ",\"text\":", behind: ",\"finish_reason\":null}]}")
    }

    func json(index: Int, text: String) -> String.UTF8View {
        "\(beginning)\(index)\(before)\(text.quotedInJSON)\(behind)".utf8
    }
}
