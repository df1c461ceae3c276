// SPDX-License-Identifier: Apache-2.0

/// Cuts text into the words within which bytes are merged: the `ByteLevel` pre-tokenizer, and what stands before it in a sequence.
struct ByteLevelPreTokenizer: Sendable, Hashable {
    /// Puts a space before a piece that has none, so that a word at the start of a line equals the same word inside it.
    var addsPrefixSpace: Bool
    /// Makes every numeric character a word of its own (`Digits(individual_digits: true)` before `ByteLevel`).
    var splitsDigits: Bool
    /// Nil where a piece is one word.
    var pattern: WordPattern? = .gpt2

    /// Calls `body` with the bytes of each word, in order; together they are the piece (and the prefix spaces).
    @inline(__always)
    func forEachWord(in piece: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard splitsDigits else { return forEachWord(inPart: piece, body) }
        let text = UTF8Text(piece, kinds: .digits)
        var start = 0
        while start < text.count {
            let (kind, length) = text.scalar(at: start)
            var end = start + length
            if kind != .number {
                while end < text.count {
                    let next = text.scalar(at: end)
                    if next.kind == .number { break }
                    end += next.length
                }
            }
            forEachWord(inPart: UnsafeBufferPointer(rebasing: piece[start..<end]), body)
            start = end
        }
    }

    @inline(__always)
    private func forEachWord(inPart part: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard let first = part.first else { return }
        if addsPrefixSpace, first != UInt8(ascii: " ") {
            ([UInt8(ascii: " ")] + part).withUnsafeBufferPointer { cut($0, body) }
        } else {
            cut(part, body)
        }
    }

    @inline(__always)
    private func cut(_ part: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if let pattern { pattern.forEachWord(in: UTF8Text(part), body) } else { body(part) }
    }
}
