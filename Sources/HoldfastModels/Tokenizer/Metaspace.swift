// SPDX-License-Identifier: Apache-2.0

/// The `Metaspace` pre-tokenizer: spaces become a mark, and words may begin at marks.
///
/// Source: Kudo, Richardson, "SentencePiece" (EMNLP 2018): the mark makes a space an ordinary character that a token can hold.
struct Metaspace: Sendable, Hashable {
    /// Which pieces of a text get a mark in front, where they have none. Added tokens cut a text into pieces.
    enum Prepending: String, Sendable { case always, first, never }

    /// The mark of all known tokenizers, U+2581.
    static let usualMark = Array("\u{2581}".utf8)

    var mark: [UInt8]
    var prepends: Prepending
    /// Whether each mark begins a word.
    var splits: Bool

    /// A piece with its spaces marked.
    func marked(_ piece: UnsafeBufferPointer<UInt8>, isFirst: Bool) -> [UInt8] {
        guard !piece.isEmpty else { return [] }
        let needsMark = piece[0] != UInt8(ascii: " ") && !piece.starts(with: mark)
        let prefix = needsMark && (prepends == .always || prepends == .first && isFirst) ? mark : []
        return prefix + piece.replacing([UInt8(ascii: " ")], with: mark)
    }

    /// Where words begin in a text that has marks.
    enum Cutting: Sendable, Hashable {
        case everyMark
        /// At a mark behind another character.
        case everyRun
        case nowhere
    }

    /// Calls `body` with the bytes of each word, in order; together they are the text.
    static func forEachWord(
        in text: UnsafeBufferPointer<UInt8>, mark: [UInt8], cutting: Cutting, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard !text.isEmpty else { return }
        var start = 0
        if cutting != .nowhere {
            var place = 0
            var afterMark = true
            while place < text.count {
                guard text[place] == mark[0], text[place...].starts(with: mark) else {
                    afterMark = false
                    place += 1
                    continue
                }
                if place > start, cutting == .everyMark || !afterMark {
                    body(UnsafeBufferPointer(rebasing: text[start..<place]))
                    start = place
                }
                afterMark = true
                place += mark.count
            }
        }
        body(UnsafeBufferPointer(rebasing: text[start...]))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The bytes with each occurrence of a pattern replaced, from the left.
    func replacing(_ pattern: [UInt8], with content: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + count / 2)
        var place = 0
        while place < count {
            if self[place] == pattern[0], pattern.count == 1 || self[place...].starts(with: pattern) {
                result += content
                place += pattern.count
            } else {
                result.append(self[place])
                place += 1
            }
        }
        return result
    }
}
