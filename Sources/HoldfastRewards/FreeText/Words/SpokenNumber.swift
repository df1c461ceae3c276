// SPDX-License-Identifier: Apache-2.0

/// Numbers of people's talk: digits, words up to ninety-nine, a couple, a dozen.
enum SpokenNumber {
    private static let words: [String: Int] = {
        var words: [String: Int] = ["zero": 0, "couple": 2, "dozen": 12, "twins": 2, "triplets": 3]
        let small =
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
        let tens = "twenty thirty forty fifty sixty seventy eighty ninety"
        for (index, word) in small.split(separator: " ").enumerated() { words[String(word)] = index + 1 }
        for (index, decade) in tens.split(separator: " ").enumerated() {
            words[String(decade)] = (index + 2) * 10
            for (unit, word) in small.split(separator: " ").prefix(9).enumerated() {
                words["\(decade)-\(word)"] = (index + 2) * 10 + unit + 1
            }
        }
        return words
    }()

    /// The number that one word says, or nil. Numbers of more than six digits are codes, not counts.
    static func read(_ word: String) -> Int? {
        if let first = word.utf8.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") {
            return word.utf8.count <= 6 ? Int(word) : nil
        }
        return words[word]
    }
}
