// SPDX-License-Identifier: Apache-2.0

/// One thing or doing that a clause names, with what is said of its number.
struct NamedThing {
    /// How many there are said to be.
    enum Quantity { case bare, one, none, many, own, any }

    var value: StatedValue
    var quantity = Quantity.bare
    /// The last word of the thing itself.
    var head: TextWord?
    /// The words of the thing with its number.
    var words: Range<Int>
    /// Whether an infinitive or a gerund names the doing.
    var isDoing = false
}

/// Reads the things after a verb: `two black cats and a dog`, `to cook or baking bread at night`.
struct ThingReader {
    let words: ArraySlice<TextWord>
    /// Words with which a gerund has nothing to do.
    private static let nounsInIng: Set<String> = [
        "thing", "morning", "evening", "king", "ring", "spring", "string", "wing", "ceiling", "wedding", "building", "clothing", "nothing",
        "anything",
        "everything", "something", "sibling", "siblings", "during", "pudding", "being", "darling", "interesting", "amazing", "exciting", "boring",
        "wings", "things", "bring", "swing", "sting",
    ]

    /// The things from a word on, up to the end of the clause.
    func things(from start: Int, verb: String = "") -> [NamedThing] {
        var found: [NamedThing] = []
        var pending = Pending(verb: verb)
        var index = start
        while index < words.endIndex {
            let word = words[index]
            if index > start, word.gap >= .clause { break }
            if index > start, word.gap == .comma { close(&pending, &found, at: index) }
            if word.is(.conjunction) {
                if ["because", "since", "so", "but", "cause", "cuz"].contains(word.word) { break }
                close(&pending, &found, at: index)
            } else if word.word == "to", pending.content.isEmpty, !pending.inTail, index + 1 < words.endIndex,
                !words[index + 1].is([.determiner, .article]),
                !pending.hasVerbOfItsOwn
            {
                pending.take(verb: words[index + 1].key, at: index, isDoing: true)
                index += 1
            } else if word.is(.subordinator) {
                guard word.is(.preposition) else { break }
                pending.inTail = true
            } else if word.word == "i" || word.word == "we" || word.word == "he" || word.word == "she" || word.word == "they" {
                break
            } else if word.is(.be) || (word.is(.modal) && word.word != "will") {
                // Not the things of this verb after all.
                pending = Pending(verb: verb)
                break
            } else if word.is(.preposition) {
                if word.word == "of", pending.content.last?.tags.contains(.container) ?? false {
                    pending.content.removeAll()
                } else if pending.content.isEmpty, pending.number == nil, !pending.verb.isEmpty, !pending.inTail {
                    pending.start(index)
                } else {
                    pending.inTail = true
                    if word.word == "without" { pending.tail.append(word.key) }
                }
            } else if pending.inTail {
                if !word.is([.article, .determiner, .neutralTail, .adverb, .pronoun]) || word.is(.negator) { pending.tail.append(word.key) }
            } else if isGerund(word), pending.content.isEmpty, pending.quantity == .bare {
                pending.take(verb: word.key, at: index, isDoing: true)
            } else if word.word == "a" || word.word == "an" {
                pending.mark(.one, at: index)
            } else if word.word == "no" {
                pending.mark(.none, at: index)
            } else if word.word == "any" {
                pending.mark(.any, at: index)
            } else if word.word == "my" || word.word == "our" {
                pending.mark(.own, at: index)
            } else if ["every", "each", "last", "next", "all"].contains(word.word), !pending.isEmpty {
                pending.inTail = true
            } else if ["many", "much", "several", "few", "lots", "all", "both"].contains(word.word) {
                pending.mark(.many, at: index)
            } else if let number = word.number {
                pending.number = number
                pending.start(index)
            } else if word.word == "such" {
                pending.inTail = true
            } else if word.is(.article) || word.is(.determiner) {
                pending.start(index)
            } else if word.is(.negator) {
                break
            } else if word.is([.adverb, .neutralTail, .interjection]), !word.is([.job, .adjective, .color]), word.key != "grea" {
                if word.is(.neutralTail), !pending.content.isEmpty { pending.isClosed = true }
            } else if word.is(.pronoun) {
                pending.isEmptyThing = true
                pending.start(index)
            } else if !pending.isClosed {
                pending.add(word, at: index)
            } else {
                pending.tail.append(word.key)
            }
            index += 1
        }
        close(&pending, &found, at: index)
        return found
    }

    private func isGerund(_ word: TextWord) -> Bool {
        word.word.hasSuffix("ing") && word.word.utf8.count > 4 && !Self.nounsInIng.contains(word.word)
    }

    private func close(_ pending: inout Pending, _ found: inout [NamedThing], at end: Int) {
        defer { pending = pending.next }
        guard let first = pending.first, !pending.isEmptyThing else { return }
        var value = StatedValue(verb: pending.verb, tail: pending.tail, number: pending.number.map { $0...$0 })
        if let head = pending.content.last {
            if head.is(.empty) {
                // `spend time with my family`: the doing and its company say enough.
                guard pending.hasVerbOfItsOwn, !value.tail.isEmpty else { return }
            } else {
                value.head = head.key
            }
            value.modifiers = pending.content.dropLast().filter { !$0.is(.empty) }.map(\.key)
            if pending.inheritsDoing, pending.content.count == 1, head.is(.verb) {
                value.verb = head.key
                value.head = ""
            }
        } else if !pending.hasVerbOfItsOwn {
            return
        }
        let last = min(pending.last, end - 1)
        found.append(
            NamedThing(
                value: value, quantity: pending.quantity, head: pending.content.last, words: first..<max(first, last) + 1,
                isDoing: pending.hasVerbOfItsOwn))
    }

    private struct Pending {
        var verb: String
        var hasVerbOfItsOwn = false
        /// Whether the thing before it in the list was a doing.
        var inheritsDoing = false
        var content: [TextWord] = []
        var tail: [String] = []
        var number: Int?
        var quantity = NamedThing.Quantity.bare
        var inTail = false
        var isClosed = false
        var isEmptyThing = false
        var first: Int?
        var last = 0

        init(verb: String) { self.verb = verb }

        var isEmpty: Bool { content.isEmpty && number == nil && !hasVerbOfItsOwn }

        mutating func start(_ index: Int) {
            if first == nil { first = index }
            last = index
        }

        mutating func mark(_ quantity: NamedThing.Quantity, at index: Int) {
            self.quantity = quantity
            start(index)
        }

        mutating func take(verb: String, at index: Int, isDoing: Bool) {
            self.verb = verb
            hasVerbOfItsOwn = isDoing
            start(index)
            last = index
        }

        mutating func add(_ word: TextWord, at index: Int) {
            content.append(word)
            start(index)
        }

        /// What the next thing of the list takes over.
        var next: Pending {
            var next = Pending(verb: verb)
            next.inheritsDoing = inheritsDoing || hasVerbOfItsOwn
            return next
        }
    }
}
