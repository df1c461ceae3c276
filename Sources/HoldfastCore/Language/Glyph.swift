// SPDX-License-Identifier: Apache-2.0

/// What a byte of a line is to the tokenizer.
enum Glyph {
    /// A byte of a letter beyond ASCII.
    case letter
    case apostrophe(Int)
    /// A mark that may stand inside a word.
    case joiner
    /// Parts words without punctuating.
    case space(Int)
    case mark(Int)

    init(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        switch bytes[index] {
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

    /// Whether the byte is a letter or a digit of ASCII: those are none of the cases, and looked for before.
    static func isPlainLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 || isDigit(byte) }

    /// A letter of ASCII in lower case; other bytes as they are.
    static func lowercase(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

    static func endsSentence(_ mark: UInt8) -> Bool {
        switch mark {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"): true
        default: false
        }
    }

    /// Whether the joiner stands inside a word: in a time, a decimal number, a mail address, or anywhere for a hyphen.
    static func joins(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, after word: ArraySlice<UInt8>) -> Bool {
        guard let last = word.last, index + 1 < bytes.count, isWord(bytes[index + 1]) else { return false }
        switch bytes[index] {
        case UInt8(ascii: "."), UInt8(ascii: ":"):
            if isDigit(last) && isDigit(bytes[index + 1]) { return true }
            return word.contains(UInt8(ascii: "@")) || bytes[index...].prefix { $0 > 32 }.contains(UInt8(ascii: "@"))
        default: return true
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte >= 128 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
