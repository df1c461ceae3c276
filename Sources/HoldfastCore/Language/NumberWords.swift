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

    /// The words of numbers below a hundred, those with a hyphen as the reader takes them included.
    static let words: [String] = small + tens + tens.flatMap { decade in small.map { "\(decade)-\($0)" } }

    /// What one word says as a number.
    static func number(_ word: String) -> WordTraits.Number {
        if let digits = Int(word), digits >= 0 { return .whole(digits) }
        if let unit = units[word] { return .unit(unit) }
        if let decade = decades[word] { return .decade(decade) }
        let parts = word.split(separator: "-")
        guard parts.count == 2, let decade = decades[String(parts[0])], let unit = units[String(parts[1])] else { return .none }
        return .whole(decade + unit)
    }
}
