// SPDX-License-Identifier: Apache-2.0

/// A word as it is written, without the marks around it: what identifiers are recognised in.
struct SpokenWord {
    /// The word in lower case.
    let text: String
    /// Its bytes as they are written.
    let bytes: ArraySlice<UInt8>
    /// Whether the clause ends behind it.
    let endsClause: Bool

    /// Where it stands in the line.
    var place: Range<Int> { bytes.startIndex..<bytes.endIndex }
    /// Whether its first letter is a capital.
    var isCapitalised: Bool { bytes.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? false }
    var isDigits: Bool { !bytes.isEmpty && bytes.allSatisfy(Self.isDigit) }
    var digits: Int { bytes.count(where: Self.isDigit) }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    static func isSmall(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    /// The words of a line, cut at white space; brackets, quotes and marks of sentences and of emphasis around a word are left out.
    static func words(of line: [UInt8]) -> [SpokenWord] {
        line.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.compactMap { piece in
            var word = piece
            while let first = word.first, "([{<\"'*`~".utf8.contains(first) { word.removeFirst() }
            var endsClause = false
            while let last = word.last, ".,;:!?)]}>\"'*`~".utf8.contains(last) {
                word.removeLast()
                if ".,;:!?".utf8.contains(last) { endsClause = true }
            }
            guard !word.isEmpty else { return nil }
            return SpokenWord(text: String(decoding: word, as: UTF8.self).lowercased(), bytes: word, endsClause: endsClause)
        }
    }
}
