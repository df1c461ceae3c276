// SPDX-License-Identifier: Apache-2.0

/// The forms of identifiers that are one word, and of days.
enum IdentifierForms {
    static let streets: Set<String> = [
        "street", "st", "avenue", "ave", "road", "rd", "drive", "dr", "lane", "ln", "boulevard", "blvd", "court", "ct", "place", "way", "terrace",
    ]
    static let streetNames = ["st": "street", "ave": "avenue", "rd": "road", "dr": "drive", "ln": "lane", "blvd": "boulevard", "ct": "court"]

    private static let months: [String: Int] = {
        var months: [String: Int] = [:]
        for (index, name) in [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        ].enumerated() {
            months[name] = index + 1
            months[String(name.prefix(3))] = index + 1
        }
        months["sept"] = 9
        return months
    }()

    static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let dot = parts[1].lastIndex(of: ".") else { return false }
        return dot > parts[1].startIndex && parts[1].index(after: dot) < parts[1].endIndex
    }

    /// `$1,240.50` as `1240.5`.
    static func amount(_ text: String) -> String? {
        guard text.first == "$" else { return nil }
        guard let value = Double(text.dropFirst().filter { $0 != "," }), value.isFinite, (0..<1e9).contains(value) else { return nil }
        return value == value.rounded() ? String(Int(value)) : String(value)
    }

    /// `#W2378156`, `W2378156` and `#2378156` as `w2378156` and `2378156`.
    static func order(_ text: String) -> String? {
        let core = text.first == "#" ? text.dropFirst() : text[...]
        let digits = core.first == "w" ? core.dropFirst() : core
        guard digits.utf8.allSatisfy(SpokenWord.isDigit), digits.utf8.count >= (text.first == "#" ? 4 : 6) else { return nil }
        return core.first == "w" || text.first == "#" ? String(core) : nil
    }

    /// Names with a number behind, joined by underscores: accounts and means of payment.
    static func account(_ text: String) -> IdentifierKind? {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 2, let number = parts.last, number.utf8.count >= 2, number.utf8.allSatisfy(SpokenWord.isDigit),
            parts.dropLast().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(SpokenWord.isSmall) })
        else { return nil }
        let name = parts.dropLast().joined(separator: "_")
        if ["credit_card", "debit_card", "gift_card", "paypal", "certificate"].contains(name) { return .payment }
        return parts.count >= 3 ? .user : nil
    }

    /// The day that the words begin with, as `month-day` or `year-month-day`, and the index behind it.
    static func day(_ words: ArraySlice<SpokenWord>) -> (String, next: Int)? {
        guard let first = words.first else { return nil }
        if let day = written(first) { return (day, words.startIndex + 1) }
        guard !first.endsClause, let second = words.dropFirst().first else { return nil }
        let pairs = [(months[first.text], ordinal(second.text)), (months[second.text], ordinal(first.text))]
        guard let (month, day) = pairs.lazy.compactMap({ pair in pair.0.flatMap { month in pair.1.map { (month, $0) } } }).first,
            // `May` is also a word, and a capital tells it apart; so is `march`.
            (months[first.text] == nil ? second : first).isCapitalised
        else { return nil }
        let third = words.dropFirst(2).first
        if let third, third.isDigits, third.bytes.count == 4, let year = Int(third.text), (1900..<2100).contains(year) {
            return ("\(year)-\(month)-\(day)", words.startIndex + 3)
        }
        return ("\(month)-\(day)", words.startIndex + 2)
    }

    /// `2024-05-20` and `5/20/2024`.
    private static func written(_ word: SpokenWord) -> String? {
        let parts = word.text.split { $0 == "-" || $0 == "/" }
        guard parts.count == 3, word.bytes.count(where: { !SpokenWord.isDigit($0) }) == 2 else { return nil }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        let (year, month, day) = parts[0].count == 4 ? (numbers[0], numbers[1], numbers[2]) : (numbers[2], numbers[0], numbers[1])
        guard (1900..<2100).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        return "\(year)-\(month)-\(day)"
    }

    private static func ordinal(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), (1...31).contains(number), ["", "st", "nd", "rd", "th"].contains(text.dropFirst(digits.count)) else {
            return nil
        }
        return number
    }
}
