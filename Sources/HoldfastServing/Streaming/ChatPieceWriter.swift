// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The JSON of a chunk that carries nothing but text, which is what most of them are: an encoder takes many times as long.
struct ChatPieceWriter: Sendable {
    private let beginning: String

    init(_ head: ReplyHead) {
        beginning =
            "{\"id\":\(ChatChunk.id(head).quotedInJSON),\"object\":\"chat.completion.chunk\",\"created\":\(head.created),"
            + "\"model\":\(head.model.quotedInJSON),\"choices\":[{\"index\":"
    }

    func json(index: Int, text: String) -> String.UTF8View {
        "\(beginning)\(index),\"delta\":{\"content\":\(text.quotedInJSON)},\"finish_reason\":null}]}".utf8
    }
}
