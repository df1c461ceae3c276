// SPDX-License-Identifier: Apache-2.0

/// Finds the identifiers that a line states, by their form and the words around them.
///
/// It would rather miss one than take another word for one: a number that could be anything is nothing. Forms are those of the services that
/// agents are tested with (orders, reservations, accounts, cards, parcels' addresses), in English.
public struct IdentifierReader: Sendable {
    private let words: [SpokenWord]
    private let question: Set<String>

    /// - Parameter question: the line that the other seat said before; a number in answer to a question is of the kind that was asked for.
    private init(_ line: String, question: String) {
        words = SpokenWord.words(of: Array(line.utf8))
        self.question = Set(SpokenWord.words(of: Array(question.utf8)).map(\.text))
    }

    /// The identifiers of a line in their order, repeated ones included.
    public static func identifiers(in line: String, after question: String = "") -> [Identifier] {
        var hasDigit = false
        var hasName = false
        var previous: UInt8 = 0
        for byte in line.utf8 {
            if SpokenWord.isDigit(byte) || byte == UInt8(ascii: "@") { hasDigit = true }
            if byte | 0x20 == UInt8(ascii: "a"), previous | 0x20 == UInt8(ascii: "n") { hasName = true }
            previous = byte
        }
        // Most lines have none, and are not taken apart.
        guard hasDigit || hasName else { return [] }
        return IdentifierReader(line, question: question).found
    }

    private var found: [Identifier] {
        var found: [Identifier] = []
        var index = 0
        while index < words.count {
            if let (identifier, next) = identifier(at: index) {
                found.append(identifier)
                index = next
            } else {
                index += 1
            }
        }
        return found
    }

    /// The identifier that begins at a word, and the word behind it.
    private func identifier(at index: Int) -> (Identifier, next: Int)? {
        let word = words[index]
        if let name = name(at: index) { return name }
        if let day = day(at: index) { return day }
        guard word.digits > 0 || word.bytes.contains(UInt8(ascii: "@")) || word.bytes.allSatisfy(SpokenWord.isCapital) else { return nil }
        if let phone = groupedPhone(at: index) { return phone }
        if let street = street(at: index) { return street }
        return single(word, at: index).map { ($0, index + 1) }
    }

    // MARK: one word

    private func single(_ word: SpokenWord, at index: Int) -> Identifier? {
        func identifier(_ kind: IdentifierKind, _ value: String) -> Identifier { Identifier(kind, value, place: word.place) }
        let text = word.text
        if IdentifierForms.isEmail(text) { return identifier(.email, text) }
        if let amount = IdentifierForms.amount(text) { return identifier(.money, amount) }
        if let order = IdentifierForms.order(text) { return identifier(.order, order) }
        if let account = IdentifierForms.account(text) { return identifier(account, text) }
        if word.isDigits { return number(word, at: index) }
        guard word.bytes.allSatisfy({ SpokenWord.isDigit($0) || SpokenWord.isCapital($0) }) else { return nil }
        let isMixed = word.digits > 0 && word.digits < word.bytes.count
        if isMixed, text.hasPrefix("hat") || isNear(["flight", "flights"], before: index, within: 2), (4...6).contains(text.count) {
            return identifier(.flight, text)
        }
        if isMixed, (6...10).contains(text.count) { return identifier(.reservation, text) }
        // Six capitals may be a word that is shouted, so the code has to be announced.
        if text.count == 6, isNear(["reservation", "reservations", "confirmation", "booking"], before: index, within: 4) {
            return identifier(.reservation, text)
        }
        return nil
    }

    private func number(_ word: SpokenWord, at index: Int) -> Identifier? {
        func identifier(_ kind: IdentifierKind) -> Identifier { Identifier(kind, word.text, place: word.place) }
        switch word.bytes.count {
        case 4:
            let isAnnounced =
                isNear(["ending", "ends"], before: index, within: 3)
                || (isNear(["last"], before: index, within: 6) && isNear(["four", "4"], before: index, within: 5))
            return isAnnounced ? identifier(.lastFour) : nil
        case 5:
            let isAnnounced = isNear(["zip", "zipcode", "postal", "postcode"], before: index, within: 6) || followsState(index)
            let isAnswer =
                !question.isDisjoint(with: ["zip", "zipcode", "postal", "postcode"]) && !isNear(["order", "item", "gate"], before: index, within: 3)
            return isAnnounced || isAnswer ? identifier(.zip) : nil
        case 7...15:
            if isNear(["phone", "telephone", "mobile", "cell"], before: index, within: 5) { return identifier(.phone) }
            return (9...12).contains(word.bytes.count) ? identifier(.item) : nil
        default: return nil
        }
    }

    private func followsState(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        let state = words[index - 1].bytes
        return state.count == 2 && state.allSatisfy(SpokenWord.isCapital)
    }

    // MARK: several words

    /// `555-123-4567`, `(555) 123-4567`, `555 123 4567`.
    private func groupedPhone(at index: Int) -> (Identifier, next: Int)? {
        let group: (SpokenWord) -> Bool = { word in
            word.digits >= 3 && word.bytes.allSatisfy { SpokenWord.isDigit($0) || "-.()+".utf8.contains($0) }
        }
        var end = index
        while end < words.count, end < index + 3, group(words[end]), end == index || !words[end - 1].endsClause { end += 1 }
        guard end > index else { return nil }
        let parts = words[index..<end]
        let groups = parts.flatMap { $0.bytes.split { !SpokenWord.isDigit($0) } }.map(\.count)
        // Groups of three, three and four digits are a phone number wherever they stand; a day's numbers are shorter.
        guard Array(groups.suffix(3)) == [3, 3, 4], groups.count <= 4 else { return nil }
        let digits = parts.flatMap { $0.bytes.filter(SpokenWord.isDigit) }
        return (
            Identifier(
                .phone, String(decoding: digits, as: UTF8.self), place: words[index].place.lowerBound..<words[end - 1].place.upperBound), end
        )
    }

    /// `975 Sunset Drive`: the number and what its street is called.
    private func street(at index: Int) -> (Identifier, next: Int)? {
        guard words[index].isDigits, words[index].bytes.count <= 5, !words[index].endsClause else { return nil }
        var end = index + 1
        while end < words.count, end <= index + 4, words[end].isCapitalised {
            if IdentifierForms.streets.contains(words[end].text) {
                guard end > index + 1 else { return nil }
                let spelled = IdentifierForms.streetNames[words[end].text] ?? words[end].text
                let value = (words[index..<end].map(\.text) + [spelled]).joined(separator: " ")
                return (Identifier(.street, value, place: words[index].place.lowerBound..<words[end].place.upperBound), end + 1)
            }
            if words[end].endsClause { return nil }
            end += 1
        }
        return nil
    }

    /// The name behind `my name is`.
    private func name(at index: Int) -> (Identifier, next: Int)? {
        guard index >= 2, words[index].isCapitalised, !words[index - 1].endsClause else { return nil }
        let before = words[index - 1].text
        let isAnnounced = (before == "is" && words[index - 2].text == "name") || before == "name's"
        let owner = before == "is" ? (index >= 3 ? words[index - 3].text : "") : words[index - 2].text
        guard isAnnounced, ["my", "full"].contains(owner) else { return nil }
        var end = index
        while end < words.count, end < index + 4, words[end].isCapitalised, words[end].bytes.allSatisfy(Self.isOfName), words[end].text != "i" {
            end += 1
            if words[end - 1].endsClause { break }
        }
        guard end > index else { return nil }
        return (
            Identifier(
                .name, words[index..<end].map(\.text).joined(separator: " "),
                place: words[index].place.lowerBound..<words[end - 1].place.upperBound), end
        )
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        SpokenWord.isCapital(byte) || SpokenWord.isSmall(byte) || byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "'")
    }

    /// `May 20th`, `20 May`, `2024-05-20`, `5/20/2024`, as month and day. Of a birth, with its year where it is said.
    private func day(at index: Int) -> (Identifier, next: Int)? {
        guard let (day, next) = IdentifierForms.day(words[index...]) else { return nil }
        let isOfBirth = isNear(["birth", "birthday", "birthdate", "born", "dob"], before: index, within: 6)
        let place = words[index].place.lowerBound..<words[next - 1].place.upperBound
        return (Identifier(isOfBirth ? .birthday : .date, day, place: place), next)
    }

    private func isNear(_ wanted: Set<String>, before index: Int, within reach: Int) -> Bool {
        words[max(0, index - reach)..<index].contains { wanted.contains($0.text) }
    }
}
