// SPDX-License-Identifier: Apache-2.0

/// One key for all forms of a word, so that `baking`, `bakes` and `bake` meet.
///
/// A key is no word: it is only ever compared with keys. Irregular forms and synonyms are the lexicon's business.
enum WordStem {
    /// The key of a lower-case word.
    static func key(_ word: String) -> String {
        var bytes = Array(word.utf8)
        if bytes.count > 2, bytes[bytes.count - 1] == s, bytes[bytes.count - 2] == apostrophe { bytes.removeLast(2) }
        guard bytes.count > 3 else { return bytes.count == word.utf8.count ? word : String(decoding: bytes, as: UTF8.self) }
        if bytes.last == s, ![s, UInt8(ascii: "u"), UInt8(ascii: "i")].contains(bytes[bytes.count - 2]) { bytes.removeLast() }
        if bytes.count > 4, ends(bytes, "ing"), hasVowel(bytes.dropLast(3)) {
            bytes.removeLast(3)
        } else if bytes.count > 4, ends(bytes, "ed"), hasVowel(bytes.dropLast(2)) {
            bytes.removeLast(2)
        }
        if bytes.count > 3, bytes.last == UInt8(ascii: "e") { bytes.removeLast() }
        if bytes.count > 3, bytes.last == bytes[bytes.count - 2], bytes.last! < 0x80, !isDigit(bytes.last!) { bytes.removeLast() }
        if bytes.count > 2, bytes.last == UInt8(ascii: "y") { bytes[bytes.count - 1] = UInt8(ascii: "i") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let s = UInt8(ascii: "s")
    private static let apostrophe = UInt8(ascii: "'")

    private static func ends(_ bytes: [UInt8], _ suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        guard bytes.count > count else { return false }
        for index in 0..<count where bytes[bytes.count - count + index] != suffix.utf8Start[index] { return false }
        return true
    }

    private static func hasVowel(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.contains { "aeiouy".utf8.contains($0) } }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
