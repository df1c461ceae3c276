// SPDX-License-Identifier: Apache-2.0

/// The words of a line, lower case and without punctuation: what word counts, phrases and n-grams are taken from.
public struct LineText: Hashable, Sendable {
    /// The words in order, repeated ones included.
    public let words: [String]

    /// A word is a run of letters, digits and apostrophes.
    public init(_ line: String) {
        var words: [String] = []
        var word = ""
        for scalar in line.unicodeScalars {
            if Self.belongsToWord(scalar) {
                word.unicodeScalars.append(scalar)
            } else if !word.isEmpty {
                words.append(word.lowercased())
                word = ""
            }
        }
        if !word.isEmpty { words.append(word.lowercased()) }
        self.words = words
    }

    /// Whether the phrase's words stand in the line, one after the other.
    public func contains(_ phrase: LineText) -> Bool {
        guard let first = phrase.words.first, phrase.words.count <= words.count else { return false }
        for start in 0...(words.count - phrase.words.count) where words[start] == first {
            if words[start..<start + phrase.words.count].elementsEqual(phrase.words) { return true }
        }
        return false
    }

    private static func belongsToWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "'": true
        case _ where scalar.isASCII: false
        default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }
}
