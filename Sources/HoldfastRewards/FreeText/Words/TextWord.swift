// SPDX-License-Identifier: Apache-2.0

/// One word of a text, with what the lexicon knows of it.
struct TextWord: Hashable, Sendable {
    /// What stands between a word and the one before it.
    enum Gap: UInt8, Comparable, Sendable {
        case space, comma, clause, sentence
        static func < (left: Gap, right: Gap) -> Bool { left.rawValue < right.rawValue }
    }

    /// In lower case, contractions written out.
    var word: String
    /// One key for all forms of the word and its synonyms.
    var key: String
    var tags: WordTags
    /// Where it stands, in UTF-8 bytes; the words of one contraction share a place.
    var place: Range<Int>
    var gap: Gap = .space
    /// Whether it begins with a capital.
    var isCapital = false
    /// Whether it stands between quotation marks.
    var isQuoted = false
    /// Whether the next mark after it is a question mark.
    var asks = false

    func `is`(_ tags: WordTags) -> Bool { !self.tags.isDisjoint(with: tags) }

    var number: Int? { SpokenNumber.read(word) }

    /// Whether it is a code or a mail address: not a word, and longer than a count.
    var isCode: Bool {
        let bytes = word.utf8
        guard bytes.count >= 4 else { return false }
        if bytes.contains(UInt8(ascii: "@")) { return true }
        let digits = bytes.count { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return digits >= 3 && (digits == bytes.count ? digits >= 5 : !bytes.contains(UInt8(ascii: ":")))
    }
}
