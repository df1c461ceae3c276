// SPDX-License-Identifier: Apache-2.0

/// The words of a line, lower case and without punctuation: what word counts, phrases and n-grams are taken from.
public struct LineText: Hashable, Sendable {
    /// The words in order, repeated ones included.
    public let words: [String]

    /// A word is a run of letters, digits and apostrophes.
    public init(_ line: String) {
        var text = line
        if let words = text.withUTF8(Self.wordsOfASCII) {
            self.words = words
            return
        }
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

    /// The words of a line of ASCII; nil for other lines. Most lines are, and need neither scalars' properties nor a string per letter.
    private static func wordsOfASCII(_ line: UnsafeBufferPointer<UInt8>) -> [String]? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: line.count) { letters in
            for place in line.indices {
                guard line[place] < 128 else { return nil }
                letters[place] = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(line[place]) ? line[place] | 0x20 : line[place]
            }
            var words: [String] = []
            words.reserveCapacity(line.count / 5 + 1)
            var start = 0
            for place in 0...line.count where place == line.count || !belongsToWord(letters[place]) {
                if start < place { words.append(String(decoding: UnsafeBufferPointer(rebasing: letters[start..<place]), as: UTF8.self)) }
                start = place + 1
            }
            return words
        }
    }

    private static func belongsToWord(_ lowercase: UInt8) -> Bool {
        switch lowercase {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "'"): true
        default: false
        }
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
