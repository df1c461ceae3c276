// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What a user can know of identifiers at a place of a dialogue: what it was told before, and what it has heard since.
struct IdentifierGround {
    private var known: KnownText
    private let told: [Identifier]

    /// - Parameter instruction: all that the user was told.
    init(instruction: String) {
        known = KnownText(instruction)
        told = IdentifierReader.identifiers(in: instruction)
    }

    /// Takes in a line of the agent.
    mutating func hear(_ line: String) { known.add(line) }

    /// Whether the value is told or heard, in whatever form.
    func knows(_ identifier: Identifier) -> Bool { known.holds(identifier) }

    /// What the instruction says of the kind.
    func told(_ kind: IdentifierKind) -> [String] { told.filter { $0.kind == kind }.map(\.value) }
}

/// A text in which identifiers are looked up, in several spellings.
struct KnownText {
    private var text = " "
    private var words: Set<String> = []
    private var identifiers: Set<IdentifierKey> = []
    private var amounts: [Double] = []

    private struct IdentifierKey: Hashable {
        var kind: IdentifierKind
        var value: String
    }

    init(_ text: String) { add(text) }

    mutating func add(_ line: String) {
        let lower = line.lowercased()
        text += lower + "\n"
        for word in lower.split(whereSeparator: { !($0.isLetter || $0.isNumber) }) {
            words.insert(String(word))
            // What follows letters without a space is a word too: `mei` and `kovacs4296` of an address.
            let letters = word.prefix { $0.isLetter }
            if !letters.isEmpty, letters.count < word.count { words.insert(String(letters)) }
        }
        for identifier in IdentifierReader.identifiers(in: line) {
            identifiers.insert(IdentifierKey(kind: identifier.kind, value: identifier.value))
        }
        for piece in lower.split(whereSeparator: { !($0.isASCII && ($0.isNumber || $0 == "." || $0 == ",")) }) {
            if let amount = Double(piece.filter { $0 != "," }.trimmedOfStops) { amounts.append(amount) }
        }
    }

    func holds(_ identifier: Identifier) -> Bool {
        let value = identifier.value
        if identifiers.contains(IdentifierKey(kind: identifier.kind, value: value)) { return true }
        switch identifier.kind {
        case .order: return stands(value) || stands(String(value.drop { $0 == "w" }))
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
        guard !value.isEmpty else { return false }
        if words.contains(value) { return true }
        return text.ranges(of: value).contains { range in
            let before = text[text.index(before: range.lowerBound)]
            let after = text[range.upperBound]
            return !(before.isLetter || before.isNumber || after.isLetter || after.isNumber)
        }
    }

    private var digits: String { text.filter { $0.isASCII && $0.isNumber } }

    /// The day with or without its year. A day can be reckoned from words such as `tomorrow`, so where there are any, every day is known.
    private func holdsDay(_ value: String) -> Bool {
        if !words.isDisjoint(with: Self.reckoning) { return true }
        let parts = value.split(separator: "-")
        let monthAndDay = parts.suffix(2).joined(separator: "-")
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

extension String {
    fileprivate var trimmedOfStops: String {
        var text = self[...]
        while text.first == "." { text.removeFirst() }
        while text.last == "." { text.removeLast() }
        return String(text)
    }
}
