// SPDX-License-Identifier: Apache-2.0

/// Text to token ids and back.
public protocol Tokenizer: Sendable {
    /// One more than the highest id.
    var vocabularySize: Int { get }
    /// Ids of ordinary text; special tokens spelled in the text are *not* recognised, so text can never inject one.
    func encode(_ text: String) -> [Int32]
    /// Text of ids; special tokens are left out unless asked for.
    func decode(_ ids: [Int32], includingSpecial: Bool) -> String
    /// The bytes an id adds to a text; none for a special token and for an id outside the vocabulary.
    func bytes(of id: Int32) -> [UInt8]
    /// The id of a special token, or nil where the tokenizer has none of that spelling.
    func specialToken(_ spelling: String) -> Int32?
}

extension Tokenizer {
    /// The text of ids, special tokens left out.
    public func decode(_ ids: [Int32]) -> String { decode(ids, includingSpecial: false) }
}
