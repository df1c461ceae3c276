// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A text in which identifiers are looked up, in several spellings.
struct KnownText {
    /// Lower case, one line after another.
    private var text: [UInt8] = [0x0A]
    private var words: Set<String> = []
    private var identifiers: Set<IdentifierKey> = []
    private var amounts: [Double] = []

    private struct IdentifierKey: Hashable {
        var kind: IdentifierKind
        var value: String
    }

    init(_ text: String = "") { add(text) }

    mutating func add(_ line: String) {
        let lower = Array(line.lowercased().utf8)
        text += lower
        text.append(0x0A)
        for word in lower.split(whereSeparator: { !Self.belongsToWord($0) }) {
            words.insert(String(decoding: word, as: UTF8.self))
            // What stands before digits is a word too: `mei` and `kovacs` of `mei.kovacs4296`.
            // So is `25` of `25th`.
            for start in [word.prefix { !Self.isDigit($0) }, word.prefix(while: Self.isDigit)] where !start.isEmpty && start.count < word.count {
                words.insert(String(decoding: start, as: UTF8.self))
            }
        }
        for identifier in IdentifierReader.identifiers(in: line) {
            identifiers.insert(IdentifierKey(kind: identifier.kind, value: identifier.value))
        }
        for piece in lower.split(whereSeparator: { !(Self.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",")) }) {
            var digits = piece.filter { $0 != UInt8(ascii: ",") }[...]
            while digits.last == UInt8(ascii: ".") { digits.removeLast() }
            if let amount = Double(String(decoding: digits, as: UTF8.self)) { amounts.append(amount) }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    /// Letters beyond ASCII count, and so do signs beyond it.
    private static func belongsToWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte >= 0x80
    }

    func holds(_ identifier: Identifier) -> Bool {
        let value = identifier.value
        if identifiers.contains(IdentifierKey(kind: identifier.kind, value: value)) { return true }
        switch identifier.kind {
        case .order: return stands(value) || stands(value.first == "w" ? String(value.dropFirst()) : "w" + value)
        case .user, .email, .zip, .item, .reservation, .flight, .lastFour: return stands(value)
        case .payment: return stands(value) || value.split(separator: "_").last.map { words.contains(String($0)) } == true
        case .phone: return stands(value) || digits.contains(value)
        case .name: return value.split { !$0.isLetter }.allSatisfy { words.contains(String($0)) }
        case .street: return value.split(separator: " ").prefix(2).allSatisfy { words.contains(String($0)) }
        case .date, .birthday: return holdsDay(value)
        case .money: return holdsAmount(value)
        }
    }

    /// Whether it stands in the text as a word, with no letter or digit at its sides.
    private func stands(_ value: String) -> Bool {
        if words.contains(value) { return true }
        let wanted = Array(value.utf8)
        guard let first = wanted.first, wanted.count < text.count else { return false }
        for start in 1..<text.count - wanted.count where text[start] == first && !Self.belongsToWord(text[start - 1]) {
            let end = start + wanted.count
            if !Self.belongsToWord(text[end]), text[start..<end].elementsEqual(wanted) { return true }
        }
        return false
    }

    private var digits: String { String(decoding: text.filter(Self.isDigit), as: UTF8.self) }

    /// The day with or without its year. A day can be reckoned from words such as `tomorrow`, so where there are any, every day is known.
    private func holdsDay(_ value: String) -> Bool {
        if !words.isDisjoint(with: Self.reckoning) { return true }
        let parts = value.split(separator: "-")
        let monthAndDay = parts.suffix(2).joined(separator: "-")
        // `May 20-25` names both days, whatever it is read as.
        if let month = parts.dropLast().last.flatMap({ Int($0) }), let day = parts.last, words.contains(String(day)),
            IdentifierKind.monthNames(month).contains(where: words.contains)
        {
            return true
        }
        return identifiers.contains { key in
            guard key.kind == .date || key.kind == .birthday else { return false }
            let other = key.value.split(separator: "-")
            guard other.suffix(2).joined(separator: "-") == monthAndDay else { return false }
            return parts.count < 3 || other.count < 3 || parts[0] == other[0]
        }
    }

    private static let reckoning: Set<String> = [
        "tomorrow", "today", "yesterday", "next", "later", "earlier", "after", "before", "between", "day", "days", "week", "weeks", "following",
        "previous", "until", "through", "weekend", "within", "month", "soon", "earliest", "latest", "any", "monday", "tuesday", "wednesday",
        "thursday", "friday", "saturday", "sunday",
    ]

    /// The amount, or what is reckoned from two known ones, or a multiple of one; rounded or not.
    private func holdsAmount(_ value: String) -> Bool {
        guard let amount = Double(value) else { return true }
        func isNear(_ other: Double) -> Bool { abs(other - amount) < 0.006 || (amount == amount.rounded() && abs(other - amount) < 1) }
        // Many numbers can be reckoned from many, and then a number shows nothing.
        guard amounts.count <= 80 else { return true }
        for (index, first) in amounts.enumerated() {
            if isNear(first) || (2...9).contains(where: { isNear(first * Double($0)) || isNear(first / Double($0)) }) { return true }
            for second in amounts[..<index] where isNear(first + second) || isNear(abs(first - second)) { return true }
        }
        return amounts.count > 2 && isNear(amounts.reduce(0, +))
    }
}
