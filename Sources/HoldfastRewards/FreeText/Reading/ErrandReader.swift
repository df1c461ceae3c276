// SPDX-License-Identifier: Apache-2.0

/// Reads the details of an errand: days, places to go, numbers of things, codes, and what kind of seat or plan it shall be.
///
/// An errand has one value of each, so another one contradicts it. In a chat the same words say nothing of the kind: the ground decides
/// whether there is an errand at all.
struct ErrandReader {
    let words: ArraySlice<TextWord>
    let lexicon: FreeTextLexicon
    private(set) var statements: [Statement] = []

    private static let openModifiers: Set<String> = [
        "new", "old", "current", "other", "same", "right", "best", "good", "cheap", "cheapest", "first", "next", "last", "different", "another",
        "gift",
        "train", "only", "correct", "wrong", "exact", "possible", "usual", "whole", "any", "sim", "phone", "data-plan", "certain", "particular",
        "favorite", "favourite", "single", "free",
    ]
    /// Values that name what they are of, for errands of all kinds.
    private static let classes: [String: String] = {
        var classes: [String: String] = [:]
        for (kind, list) in [
            ("refund", "cheque credit-note bank-deposit store-credit"), ("delivery", "home-delivery store-pickup parcel-locker desk-pickup"),
            ("message", "text-message phone-call letter"),
            (
                "article",
                "jacket coat jumper dress skirt shirt blouse hat scarf belt raincoat hoodie cardigan tunic vest blazer parka gown kilt poncho trousers jeans shoes boots gloves sweater"
            ),
            ("reason", "damaged faulty torn stained itchy faded scratched too-small too-big too-late too-long too-short too-tight too-wide broken"),
        ] {
            for word in list.split(separator: " ") { classes[String(word)] = kind }
        }
        return classes
    }()

    /// Names of several words among the values.
    static let joinedNames = classes.keys.filter { $0.contains("-") }

    init(words: ArraySlice<TextWord>, lexicon: FreeTextLexicon) {
        self.words = words
        self.lexicon = lexicon
    }

    /// Reads a sentence. One that asks says something only where it asks for the errand itself.
    /// - Parameter lists: whether all values count, whatever is said of them, as in a goal that names what to take instead.
    mutating func read(lists: Bool = false) {
        guard let first = words.first, !first.isQuoted else { return }
        if first.asks, !lists {
            guard
                ["can", "could", "may", "would", "will"].contains(first.word)
                    || ["hello", "hi", "good", "yes", "also", "and", "please", "one"].contains(first.word),
                words.contains(where: {
                    [
                        "get", "book", "send", "have", "order", "need", "make", "return", "exchange", "swap", "change", "help", "come", "travel",
                        "sell", "register", "put", "give",
                    ].contains($0.word)
                })
            else { return }
        }
        if first.word == "if" || first.word == "when", !lists { return }
        var isDenied = false
        for index in words.indices {
            let word = words[index]
            if word.gap >= .comma { isDenied = false }
            if word.is(.negator), word.word != "no" || index + 1 < words.endIndex && words[index + 1].gap == .space { isDenied = true }
            if ["instead", "than", "wrong", "said", "told", "about"].contains(word.word), !lists,
                word.word != "about" || index > 0 && index - 1 >= words.startIndex && words[index - 1].is(.question)
            {
                isDenied = true
            }
            if ["but", "then"].contains(word.word) { isDenied = false }
            if isDenied, !lists { continue }
            read(word, at: index)
        }
    }

    private mutating func read(_ word: TextWord, at index: Int) {
        let before = index > words.startIndex && word.gap == .space ? words[index - 1] : nil
        let next = index + 1 < words.endIndex && words[index + 1].gap == .space ? words[index + 1] : nil
        if word.is(.weekday) {
            emit("day", word.key, index, index + 1)
        } else if word.is(.month), word.word != "march" || before?.is(.preposition) ?? true {
            emit("month", word.key, index, index + 1)
        } else if word.is(.dayPart), before?.word == "the", word.word != "night" {
            emit("daypart", word.key, index, index + 1)
        } else if word.is(.payment), ["by", "with", "in"].contains(before?.word), payContext {
            emit("payment", word.key, index - 1, index + 1)
        } else if word.is(.color), next == nil || !next!.is(.slotNoun) {
            emit("color", word.key, index, index + 1)
        } else if word.is(.place), let before {
            readPlace(word, before, index)
        } else if word.isCode {
            readCode(word, index)
        } else if let number = word.number {
            readCount(number, index, before, next)
        }
        if let kind = Self.classes[word.word] { emit(kind, word.word, index, index + 1) }
        if word.is(.slotNoun), let before, before.tags.isDisjoint(with: WordTags.function),
            !Self.openModifiers.contains(before.word), before.number == nil, !before.isCode, index - 2 >= words.startIndex,
            words[index - 2].word == "the" || words[index - 2].word == "a" || words[index - 2].word == "my"
        {
            emit(kind(of: word) + direction(at: index - 2, of: before), before.key, index - 1, index + 1)
        } else if word.is(.slotNoun), let next, next.is(.be), index + 2 < words.endIndex, before == nil || before!.word != "what" {
            let value = words[index + 2]
            if value.tags.isEmpty, value.gap == .space, !value.isCode, value.number == nil, !Self.openModifiers.contains(value.word) {
                emit(kind(of: word) + (["old", "current"].contains(before?.word) ? " old" : ""), value.key, index, index + 3)
            } else if value.is(.city) {
                emit(word.word == "origin" ? "origin" : "destination", value.word, index, index + 3)
            }
        }
    }

    /// What one has and gives up is another detail than what one wants.
    private func direction(at article: Int, of value: TextWord) -> String {
        let before = article > words.startIndex ? words[article - 1].word : ""
        return ["from", "have", "on"].contains(before) ? " old" : ""
    }

    private var payContext: Bool { words.contains { $0.word == "pay" || $0.word == "paying" || $0.word == "payment" } || words.count <= 3 }

    private func kind(of noun: TextWord) -> String {
        switch noun.word {
        case "carriage": WordStem.key("coach")
        default: noun.key
        }
    }

    private mutating func readPlace(_ word: TextWord, _ before: TextWord, _ index: Int) {
        switch before.word {
        case "to": emit("destination", word.word, index - 1, index + 1)
        case "reach", "visit": emit("destination", word.word, index - 1, index + 1)
        case "in":
            if index - 2 >= words.startIndex, ["start", "starting", "starts", "begin", "beginning"].contains(words[index - 2].word) {
                emit("origin", word.word, index - 2, index + 1)
            }
        case "from":
            let earlier = index - 2 >= words.startIndex ? words[index - 2] : nil
            if let earlier, earlier.is(.be) || earlier.key == Keys.come || earlier.is(.adverb) { return }
            emit("origin", word.word, index - 1, index + 1)
        default: break
        }
    }

    private mutating func readCode(_ word: TextWord, _ index: Int) {
        if word.word.utf8.contains(UInt8(ascii: "@")) {
            emit(.identifier, Keys.email, StatedValue(head: word.word), index, index + 1)
            return
        }
        var nouns: [TextWord] = []
        var near = index - 1
        while near >= words.startIndex, index - near <= 4 {
            let other = words[near]
            if other.is(.identifierNoun) || other.word == "customer" {
                nouns.insert(other, at: 0)
            } else if !nouns.isEmpty || !other.is([.be, .article, .preposition, .adverb, .determiner]) {
                break
            }
            near -= 1
        }
        var kind = ErrandKind.of(nouns)
        if kind.isEmpty, index - 2 >= words.startIndex {
            let verb = words[index - 2].word == "me" && index - 3 >= words.startIndex ? words[index - 3].word : words[index - 2].word
            if verb == "reach" || verb == "call" { kind = Keys.phone }
        }
        if index + 1 < words.endIndex, kind.isEmpty, words[index + 1].is(.identifierNoun) { kind = words[index + 1].key }
        emit(.identifier, kind, StatedValue(head: word.word), index, index + 1)
    }

    private mutating func readCount(_ number: Int, _ index: Int, _ before: TextWord?, _ next: TextWord?) {
        func count(_ kind: String, _ end: Int) {
            statement(.slot, kind, StatedValue(number: number...number), min(index, end - 1), end)
        }
        if before?.word == "size" { return count(WordStem.key("size"), index + 1) }
        if let before, before.is(.be), index - 2 >= words.startIndex, words[index - 2].is(.slotNoun) { return count(words[index - 2].key, index + 1) }
        guard let next else { return }
        let after = index + 2 < words.endIndex ? words[index + 2] : nil
        switch (next.word, after?.word) {
        case ("of", "us"): count(Keys.person, index + 3)
        case ("of", "them"), ("in", "all"): count(WordStem.key("piece"), index + 3)
        default:
            guard next.is(.counted) else { return }
            let kind =
                ["card", "cards"].contains(next.word)
                ? WordStem.key("piece") : next.word.hasPrefix("travel") || next.word.hasPrefix("passenger") ? Keys.person : next.key
            count(kind, index + 2)
        }
    }

    private mutating func emit(_ kind: String, _ value: String, _ start: Int, _ end: Int) {
        emit(.slot, kind, StatedValue(head: value), start, end)
    }

    private mutating func emit(_ relation: Relation, _ kind: String, _ value: StatedValue, _ start: Int, _ end: Int) {
        statement(relation, kind, value, start, end)
    }

    private mutating func statement(_ relation: Relation, _ kind: String, _ value: StatedValue, _ start: Int, _ end: Int) {
        let indices = (start..<end).clamped(to: words.startIndex..<words.endIndex)
        guard !indices.isEmpty, let first = words.first, let last = words.last else { return }
        statements.append(
            Statement(
                relation: relation, kind: kind, value: value,
                place: words[indices.lowerBound].place.lowerBound..<words[indices.upperBound - 1].place.upperBound,
                sentence: first.place.lowerBound..<last.place.upperBound))
    }
}

/// What a number or a code is the number of.
enum ErrandKind {
    private static let bare: Set<String> = Set(["number", "id", "code", "model", "address", "account", "reference"].map(WordStem.key))

    /// The telling noun among the nouns before a code: `order number`, `router model`.
    static func of(_ nouns: [TextWord]) -> String {
        nouns.last { !bare.contains($0.key) }?.key ?? ""
    }
}
