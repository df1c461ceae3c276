// SPDX-License-Identifier: Apache-2.0

/// A line cut into lower-case words, with the places where punctuation parts them.
///
/// Contractions are written out (`don't` is `do not`). Mail addresses, times and hyphenated words stay whole.
struct LineTokens: Hashable, Sendable {
    private(set) var words: [String] = []
    /// Whether punctuation stands between a word and the one before it.
    private(set) var breaks: [Bool] = []
    /// Whether a question mark follows the word.
    private(set) var asks: [Bool] = []
    /// Whether a mark that ends a sentence follows the word.
    private(set) var ends: [Bool] = []
    /// Where the word stands in the line, in UTF-8 bytes; words of one contraction share a place.
    private(set) var places: [Range<Int>] = []

    init(_ line: String) {
        let bytes = Array(line.utf8)
        var word: [UInt8] = []
        var pendingBreak = false
        var index = 0
        var wordStart = 0

        func flush(_ tokens: inout LineTokens) {
            guard !word.isEmpty else { return }
            for part in Contraction.expand(String(decoding: word, as: UTF8.self).lowercased()) {
                tokens.words.append(part)
                tokens.breaks.append(pendingBreak)
                tokens.asks.append(false)
                tokens.ends.append(false)
                tokens.places.append(wordStart..<index)
                pendingBreak = false
            }
            word.removeAll(keepingCapacity: true)
        }

        while index < bytes.count {
            if word.isEmpty { wordStart = index }
            switch Glyph(at: index, in: bytes) {
            case .letter:
                word.append(bytes[index])
            case .apostrophe(let width):
                if !word.isEmpty { word.append(UInt8(ascii: "'")) }
                index += width - 1
            case .joiner where Glyph.joins(bytes, at: index, after: word):
                word.append(bytes[index])
            case .space(let width):
                flush(&self)
                index += width - 1
            case .joiner:
                flush(&self)
                pendingBreak = true
                if bytes[index] == UInt8(ascii: "."), !ends.isEmpty { ends[ends.count - 1] = true }
            case .mark(let width):
                flush(&self)
                pendingBreak = true
                if bytes[index] == UInt8(ascii: "?"), !asks.isEmpty { asks[asks.count - 1] = true }
                if ".!?;".utf8.contains(bytes[index]), !ends.isEmpty { ends[ends.count - 1] = true }
                index += width - 1
            }
            index += 1
        }
        flush(&self)
    }

    var count: Int { words.count }

    /// Whether the words of `phrase` stand at `start` with no punctuation inside.
    func matches(_ phrase: ArraySlice<String>, at start: Int) -> Bool {
        guard start + phrase.count <= words.count else { return false }
        var position = start
        for word in phrase {
            guard words[position] == word, position == start || !breaks[position] else { return false }
            position += 1
        }
        return true
    }
}

/// What a byte of a line is to the tokenizer.
private enum Glyph {
    case letter
    case apostrophe(Int)
    /// A mark that may stand inside a word.
    case joiner
    /// Parts words without punctuating.
    case space(Int)
    case mark(Int)

    init(at index: Int, in bytes: [UInt8]) {
        switch bytes[index] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            self = .letter
        case UInt8(ascii: "'"): self = .apostrophe(1)
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "_"): self = .joiner
        case 0...32, UInt8(ascii: "\""), UInt8(ascii: "$"), UInt8(ascii: "#"): self = .space(1)
        // The pound sign and other Latin-1 marks.
        case 0xC2: self = .space(min(2, bytes.count - index))
        // General punctuation: the typographic apostrophe, dashes, quotes, ellipsis.
        case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80:
            self = bytes[index + 2] == 0x99 ? .apostrophe(3) : .mark(3)
        case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x82: self = .space(3)
        case 128...: self = .letter
        default: self = .mark(1)
        }
    }

    /// Whether the joiner stands inside a word: in a time, a decimal number, a mail address, or anywhere for a hyphen.
    static func joins(_ bytes: [UInt8], at index: Int, after word: [UInt8]) -> Bool {
        guard let last = word.last, index + 1 < bytes.count, isWord(bytes[index + 1]) else { return false }
        switch bytes[index] {
        case UInt8(ascii: "."), UInt8(ascii: ":"):
            if isDigit(last) && isDigit(bytes[index + 1]) { return true }
            return word.contains(UInt8(ascii: "@")) || bytes[index...].prefix { $0 > 32 }.contains(UInt8(ascii: "@"))
        default: return true
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte >= 128 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
