// SPDX-License-Identifier: Apache-2.0

/// A part of a rendered conversation.
public struct TemplatePiece: Hashable, Sendable {
    /// What a piece is to a tokenizer.
    public enum Kind: Hashable, Sendable {
        /// A special token of this spelling.
        case special
        /// Text, in which special tokens are never found. Neighbours are encoded as one.
        case text
        /// The same, and all that an assistant wrote in one message, apart from the token that ends it.
        case line
    }

    /// What it is.
    public var kind: Kind
    /// Its text, or its token's spelling.
    public var text: String
    /// Position of the message it belongs to, in the conversation; nil for what comes before all of them.
    public var message: Int?
}

/// Gathers the pieces of a conversation.
struct TemplatePieces {
    private(set) var pieces: [TemplatePiece] = []
    /// The message whose pieces come now.
    var message: Int?

    mutating func special(_ spelling: String) { pieces.append(TemplatePiece(kind: .special, text: spelling, message: message)) }

    mutating func text(_ text: String) {
        guard !text.isEmpty else { return }
        pieces.append(TemplatePiece(kind: .text, text: text, message: message))
    }

    /// Kept even where it is empty: it has a place in the conversation.
    mutating func line(_ text: String) { pieces.append(TemplatePiece(kind: .line, text: text, message: message)) }
}

extension [TemplatePiece] {
    /// What `apply_chat_template(tokenize=False)` gives.
    public var text: String { map(\.text).joined() }
}
