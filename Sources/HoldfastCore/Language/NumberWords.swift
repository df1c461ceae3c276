// SPDX-License-Identifier: Apache-2.0

/// Whole numbers below a hundred in English words, and numbers in digits.
public enum NumberWords {
    private static let small = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    private static let units: [String: Int] = Dictionary(uniqueKeysWithValues: small.enumerated().map { ($1, $0) })
    private static let decades: [String: Int] = Dictionary(uniqueKeysWithValues: tens.enumerated().map { ($1, ($0 + 2) * 10) })

    /// The number in words, such as `twenty-one`, or its digits from a hundred on.
    public static func spell(_ number: Int) -> String {
        guard (0..<100).contains(number) else { return String(number) }
        guard number >= 20 else { return small[number] }
        return tens[number / 10 - 2] + (number % 10 == 0 ? "" : "-" + small[number % 10])
    }

    /// The number that begins at `start` and how many words it takes, or nil.
    static func read(_ tokens: LineTokens, at start: Int) -> (value: Int, length: Int)? {
        guard start < tokens.count else { return nil }
        let word = tokens.words[start]
        if let digits = Int(word), digits >= 0 { return (digits, 1) }
        if let unit = units[word] { return (unit, 1) }
        if let decade = decades[word] {
            if start + 1 < tokens.count, !tokens.breaks[start + 1], let unit = units[tokens.words[start + 1]], (1..<10).contains(unit) {
                return (decade + unit, 2)
            }
            return (decade, 1)
        }
        let parts = word.split(separator: "-")
        guard parts.count == 2, let decade = decades[String(parts[0])], let unit = units[String(parts[1])] else { return nil }
        return (decade + unit, 1)
    }
}
