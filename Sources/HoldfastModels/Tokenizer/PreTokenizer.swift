// SPDX-License-Identifier: Apache-2.0

/// Cuts text into the words within which byte pairs are merged.
///
/// Source: the GPT-2 pattern `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, as the `ByteLevel`
/// pre-tokenizer of Hugging Face tokenizers applies it. Written as a scanner, because a regular expression engine is the slowest
/// part of encoding and its Unicode tables would be another dependency.
struct PreTokenizer: Sendable, Hashable {
    /// Puts a space before a piece that has none, so that a word at the start of a line equals the same word inside it.
    var addsPrefixSpace: Bool
    /// Makes every numeric character a word of its own (`Digits(individual_digits: true)` before `ByteLevel`).
    var splitsDigits: Bool

    private enum Kind: UInt8 { case letter, number, whitespace, other }

    /// Calls `body` with the UTF-8 bytes of each word, in order; together they are the text (and the prefix spaces).
    func forEachWord(in text: String, _ body: (ArraySlice<UInt8>) throws -> Void) rethrows {
        let scalars = Array(text.unicodeScalars)
        let kinds = scalars.map(Self.kind)
        var start = 0
        while start < scalars.count {
            var end = start + 1
            if !splitsDigits {
                end = scalars.count
            } else if kinds[start] != .number {
                while end < scalars.count, kinds[end] != .number { end += 1 }
            }
            try forEachWord(inPiece: scalars[start..<end], kinds: kinds[start..<end], body)
            start = end
        }
    }

    private func forEachWord(
        inPiece piece: ArraySlice<Unicode.Scalar>, kinds: ArraySlice<Kind>, _ body: (ArraySlice<UInt8>) throws -> Void
    ) rethrows {
        var scalars = Array(piece)
        var kinds = Array(kinds)
        if addsPrefixSpace, scalars.first != " " {
            scalars.insert(" ", at: 0)
            kinds.insert(.whitespace, at: 0)
        }
        var start = 0
        while start < scalars.count {
            let end = Self.endOfWord(from: start, scalars: scalars, kinds: kinds)
            var word: [UInt8] = []
            word.reserveCapacity(end - start)
            for scalar in scalars[start..<end] { word.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter) }
            try body(word[...])
            start = end
        }
    }

    /// Where the word that begins at `start` ends: the alternatives of the pattern, in its order.
    private static func endOfWord(from start: Int, scalars: [Unicode.Scalar], kinds: [Kind]) -> Int {
        if scalars[start] == "'", let end = endOfContraction(from: start, scalars: scalars) { return end }
        let first = scalars[start] == " " && start + 1 < scalars.count ? start + 1 : start
        let kind = kinds[first]
        var end = first
        if kind != .whitespace {
            while end < scalars.count, kinds[end] == kind { end += 1 }
            return end
        }
        end = start
        while end < scalars.count, kinds[end] == .whitespace { end += 1 }
        // `\s+(?!\S)` leaves the last space of a run to the word that follows; a single one is taken by `\s+`.
        return end == scalars.count || end == start + 1 ? end : end - 1
    }

    private static func endOfContraction(from start: Int, scalars: [Unicode.Scalar]) -> Int? {
        guard start + 1 < scalars.count else { return nil }
        switch scalars[start + 1] {
        case "s", "t", "m", "d": return start + 2
        case "r", "v": return start + 2 < scalars.count && scalars[start + 2] == "e" ? start + 3 : nil
        case "l": return start + 2 < scalars.count && scalars[start + 2] == "l" ? start + 3 : nil
        default: return nil
        }
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0x61...0x7A, 0x41...0x5A: return .letter
        case 0x30...0x39: return .number
        case 0x20, 0x09...0x0D: return .whitespace
        case 0..<0x80: return .other
        default: break
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return scalar.properties.isWhitespace ? .whitespace : .other
        }
    }
}
