// SPDX-License-Identifier: Apache-2.0

/// Text to token ids and back.
public protocol Tokenizer: Sendable {
    /// One more than the highest id.
    var vocabularySize: Int { get }
    /// Ids of ordinary text; special tokens spelled in the text are *not* recognised, so text can never inject one.
    func encode(_ text: String) -> [Int32]
    /// The same for a text that stands behind other tokens: what a tokenizer puts before the start of a sequence is left out.
    func encodeContinuation(_ text: String) -> [Int32]
    /// Text of ids; special tokens are left out unless asked for.
    func decode(_ ids: [Int32], includingSpecial: Bool) -> String
    /// The bytes an id adds to a text; none for a special token and for an id outside the vocabulary.
    func bytes(of id: Int32) -> [UInt8]
    /// The id of a special token, or nil where the tokenizer has none of that spelling.
    func specialToken(_ spelling: String) -> Int32?
}

extension Tokenizer {
    /// For tokenizers that treat the start of a sequence as any other place.
    public func encodeContinuation(_ text: String) -> [Int32] { encode(text) }

    /// The text of ids, special tokens left out.
    public func decode(_ ids: [Int32]) -> String { decode(ids, includingSpecial: false) }
}
