// SPDX-License-Identifier: Apache-2.0
/// A list in square brackets as a judge writes it, read as Python reads one: whole numbers, texts of whole numbers, `None`.
///
/// Nothing is evaluated. What Python would take for a list of anything else is read where a number can come of it (`True`, `2.0`, `7-3`) and
/// is no list otherwise.
struct BracketedList: Hashable {
    /// The numbers, in their order; nil for `None` and for numbers that are not whole.
    var numbers: [Int?]

    /// The list that the released evaluation takes: the first `[...]` on one line, the shortest from its bracket, or nothing where there is
    /// none or Python would fail on it.
    static func first(in text: String) -> BracketedList? {
        let bytes = Array(text.utf8)
        for start in bytes.indices where bytes[start] == UInt8(ascii: "[") {
            guard let end = bytes[start...].firstIndex(where: { $0 == UInt8(ascii: "]") || $0 == 0x0A }) else { return nil }
            if bytes[end] == UInt8(ascii: "]") { return BracketedList(inside: bytes[(start + 1)..<end]) }
        }
        return nil
    }

    /// The first `[...]` that is a list, wherever it stands: what the judge says.
    static func any(in text: String) -> BracketedList? {
        let bytes = Array(text.utf8)
        for start in bytes.indices where bytes[start] == UInt8(ascii: "[") {
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
            if let list = BracketedList(inside: bytes[(start + 1)..<end]) { return list }
        }
        return nil
    }

    private init?(inside bytes: ArraySlice<UInt8>) {
        var parts = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { Self.trimmed($0) }
        // One comma may stand behind the last item.
        if parts.last == "" { parts.removeLast() }
        guard !parts.contains("") else { return nil }
        let areTexts = parts.first.map { Self.unquoted($0) != nil } ?? false
        var numbers: [Int?] = []
        for part in parts {
            if areTexts {
                guard let text = Self.unquoted(part), let number = Self.wholeNumber(Self.trimmed(Array(text.utf8)[...])) else { return nil }
                numbers.append(number)
            } else {
                guard let item = Self.item(part) else { return nil }
                numbers.append(item)
            }
        }
        self.numbers = numbers
    }

    /// - Returns: nil where it is no item; an inner nil for an item that is no whole number.
    private static func item(_ text: String) -> Int?? {
        switch text {
        case "None": return .some(nil)
        case "True": return 1
        case "False": return 0
        default: break
        }
        if let number = sum(text) { return number }
        guard text.utf8.allSatisfy({ "+-.eE0123456789".utf8.contains($0) }), text.contains(where: { ".eE".contains($0) }), let number = Double(text)
        else { return nil }
        return .some(Int(exactly: number))
    }

    /// A whole number, or several added and subtracted, as in `7-3`.
    private static func sum(_ text: String) -> Int? {
        var total = 0
        var sign = 1
        var digits = ""
        var isAfterNumber = false
        func isLeadingZero(_ digits: String) -> Bool { digits.count > 1 && digits.first == "0" && digits.contains { $0 != "0" } }
        for character in text + "+" {
            if character.isASCII, character.isNumber {
                guard !isAfterNumber else { return nil }
                digits.append(character)
            } else if character == " " {
                if !digits.isEmpty { isAfterNumber = true }
            } else if character == "+" || character == "-" {
                if digits.isEmpty {
                    if character == "-" { sign = -sign }
                } else {
                    guard !isLeadingZero(digits), let number = Int(digits) else { return nil }
                    let (next, overflow) = total.addingReportingOverflow(sign * number)
                    guard !overflow else { return nil }
                    total = next
                    sign = character == "-" ? -1 : 1
                    digits = ""
                    isAfterNumber = false
                    continue
                }
            } else {
                return nil
            }
        }
        return text.contains(where: \.isNumber) && text.last?.isNumber == true ? total : nil
    }

    private static func wholeNumber(_ text: String) -> Int? {
        guard text.utf8.allSatisfy({ "+-0123456789".utf8.contains($0) }) else { return nil }
        return Int(text)
    }

    private static func unquoted(_ text: String) -> String? {
        guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else { return nil }
        let inside = text.dropFirst().dropLast()
        return inside.contains(quote) ? nil : String(inside)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        var bytes = bytes.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
