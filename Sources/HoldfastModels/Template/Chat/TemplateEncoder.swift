// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Rendered conversations as token ids.
public struct TemplateEncoder: Sendable {
    let tokenizer: any Tokenizer

    /// Encodes by a model's own tokenizer.
    public init(_ tokenizer: any Tokenizer) { self.tokenizer = tokenizer }

    /// The ids that `apply_chat_template` gives, as long as no message spells a special token: here that stays text.
    /// - Parameter isStart: whether nothing stands before the pieces.
    /// - Throws: `model` where the tokenizer lacks a special token.
    public func tokens(of pieces: [TemplatePiece], isStart: Bool = true) throws -> [Int32] {
        var ids: [Int32] = []
        var text = ""
        func flush() {
            guard !text.isEmpty else { return }
            ids += isStart && ids.isEmpty ? tokenizer.encode(text) : tokenizer.encodeContinuation(text)
            text = ""
        }
        for piece in pieces {
            guard piece.kind == .special else {
                text += piece.text
                continue
            }
            flush()
            guard let id = tokenizer.specialToken(piece.text) else {
                throw HoldfastError(
                    .model, "the tokenizer has no special token \(piece.text), which the chat template needs; use the model's own tokenizer.json")
            }
            ids.append(id)
        }
        flush()
        return ids
    }
}
