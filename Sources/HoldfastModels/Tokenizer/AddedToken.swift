// SPDX-License-Identifier: Apache-2.0

/// A token beside the model's vocabulary, found in a text before anything else is done to it.
struct AddedToken: Sendable, Hashable {
    var content: [UInt8]
    var id: Int32
    /// Whether it is left out when decoding, and found in a text only where that is asked for.
    var isSpecial: Bool
    /// Whether it is found only where no word character is beside it.
    var isSingleWord = false
    /// Whether it takes the whitespace before it.
    var stripsLeft = false
    /// Whether it takes the whitespace after it.
    var stripsRight = false
    /// Whether it is looked for, itself normalized, in the normalized text.
    var isNormalized = false
}

/// Finds added tokens in a text: the leftmost, of those the longest, as the `tokenizers` package does.
struct AddedTokenMatcher: Sendable {
    private struct Pattern: Sendable {
        var bytes: [UInt8]
        var token: AddedToken
    }
    /// Patterns by their first byte, the longest first.
    private var patterns = [[Pattern]](repeating: [], count: 256)
    private var mayBegin = [Bool](repeating: false, count: 256)
    /// Whether there is anything to find.
    private(set) var isEmpty = true
    private var hasOrdinary = false

    /// - Parameter pattern: what to look for in place of a token's content.
    init(_ tokens: [AddedToken], pattern: (AddedToken) -> [UInt8]) {
        // Special tokens first: the package takes the earlier of two equal patterns, and has them in this order.
        for token in tokens.filter(\.isSpecial) + tokens.filter({ !$0.isSpecial }) {
            let bytes = pattern(token)
            guard let first = bytes.first else { continue }
            let place = patterns[Int(first)].firstIndex { $0.bytes.count < bytes.count } ?? patterns[Int(first)].count
            patterns[Int(first)].insert(Pattern(bytes: bytes, token: token), at: place)
            mayBegin[Int(first)] = true
            isEmpty = false
            if !token.isSpecial { hasOrdinary = true }
        }
    }

    /// Calls `text` with the places between tokens and `token` with the ids of tokens, in order.
    /// - Parameter recognisesSpecial: whether special tokens are found, or read as the text they are spelled with.
    func split(
        _ bytes: UnsafeBufferPointer<UInt8>, recognisesSpecial: Bool, text: (Range<Int>) -> Void, token: (Int32) -> Void
    ) {
        guard hasOrdinary || recognisesSpecial && !isEmpty else { return text(0..<bytes.count) }
        var done = 0
        var place = 0
        while place < bytes.count {
            guard mayBegin[Int(bytes[place])],
                let match = patterns[Int(bytes[place])].first(where: { bytes[place...].starts(with: $0.bytes) })
            else {
                place += 1
                continue
            }
            var start = place
            var end = place + match.bytes.count
            place = end
            let found = match.token
            if found.isSpecial, !recognisesSpecial { continue }
            if found.isSingleWord, WordBoundary.isWord(endingAt: start, in: bytes) || WordBoundary.isWord(beginningAt: end, in: bytes) { continue }
            if found.stripsLeft { start = max(WordBoundary.startOfSpace(endingAt: start, in: bytes), done) }
            if found.stripsRight { end = WordBoundary.endOfSpace(from: end, in: bytes) }
            if done < start { text(done..<start) }
            token(found.id)
            done = end
        }
        if done != bytes.count { text(done..<bytes.count) }
    }
}
