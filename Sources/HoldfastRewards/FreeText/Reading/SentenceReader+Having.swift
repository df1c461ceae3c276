// SPDX-License-Identifier: Apache-2.0

extension SentenceReader {
    /// What somebody has: pets and people with their number, things, looks, allergies.
    mutating func readHaving(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        if group.isPast || group.isPerfect {
            // What one has had may have been a meal.
            for thing in ThingReader(words: clause).things(from: group.end) where !group.isDenied && thing.quantity != .none {
                var value = thing.value
                value.verb = eating(value.head) ?? Keys.have
                emit(.does, value: value, group: group, at: (group.end - 1)..<thing.words.upperBound)
            }
            // Who got a dog has one; who has got one, too.
            guard group.verb.word == "got", !group.isDenied || group.isPerfect else { return }
            var group = group
            group.isPast = false
            group.isPerfect = false
            readThingsHad(clause, group)
            return
        }
        if group.end < clause.endIndex, clause[group.end].word == "to" { return }
        readThingsHad(clause, group)
    }

    /// Who had a burger ate it.
    private func eating(_ head: String) -> String? {
        guard let classes = lexicon.classes[head] else { return nil }
        return classes.contains("food") ? Keys.eat : classes.contains("drink") ? WordStem.key("drink") : nil
    }

    private mutating func readThingsHad(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        for thing in ThingReader(words: clause).things(from: group.end) where !thing.isDoing {
            guard let head = thing.head else { continue }
            var value = thing.value
            let place = (group.end - 1)..<thing.words.upperBound
            // A tail says where or since when, not what.
            let isNone = group.isDenied || thing.quantity == .none || value.number == 0...0
            if value.number == 0...0 { value.number = nil }
            if head.key == Keys.hair || head.key == Keys.eye {
                for color in clause[thing.words] where color.is(.hairColor) {
                    emit(.appearance, kind: "\(head.key) color", value: StatedValue(head: color.key), denied: isNone, group: group, at: place)
                }
                for length in clause[thing.words] where ["short", "long", "curly", "straight"].contains(length.word) {
                    emit(.trait, value: StatedValue(verb: head.key, head: length.key), denied: isNone, group: group, at: place)
                }
                continue
            }
            if head.key == Keys.allergy {
                emit(.allergy, value: StatedValue(head: value.modifiers.last ?? value.tail.first ?? ""), denied: isNone, group: group, at: place)
                continue
            }
            if ["husband", "wife", "spouse"].contains(head.word), thing.quantity != .own {
                emit(.marital, value: StatedValue(head: Keys.married), denied: isNone, group: group, at: place)
            }
            if ["girlfriend", "boyfriend", "fiance", "fiancee", "partner"].contains(head.word) {
                emit(.marital, value: StatedValue(head: Keys.single), denied: !isNone, group: group, at: place)
            }
            if head.key == Keys.job, let index = clause[thing.words.upperBound...].firstIndex(where: { $0.word == "as" }) {
                readJob(clause, from: index + 1, group)
                continue
            }
            if head.isCode, let noun = clause[thing.words].last(where: { $0.is(.identifierNoun) }) {
                emit(
                    .identifier, kind: identifierKind(clause, endingAt: clause[thing.words].firstIndex(of: noun)!),
                    value: StatedValue(head: head.word), denied: isNone, at: place)
                continue
            }
            var group = group
            if isNone, thing.quantity == .many || value.number != nil { group.isHedged = value.number == nil }
            emit(.has, value: value, denied: isNone, group: group, at: place)
        }
    }

    /// Who speaks of a loss has no more what was lost.
    private static let losses: Set<String> = ["left", "died", "passed", "lost", "late", "ex", "were", "sold", "gone", "divorced"]

    /// What a clause takes for granted: who speaks of `my dog` has one.
    mutating func possessions(_ clause: ArraySlice<TextWord>) {
        for index in clause.indices where clause[index].word == "my" && index + 1 < clause.endIndex {
            if clause[(clause.startIndex..<index)].contains(where: {
                $0.is(.negator) || $0.is(.mental) || $0.is(.wants) || $0.word == "was" || $0.word == "used"
            }) {
                continue
            }
            if clause.contains(where: { Self.losses.contains($0.word) }) { continue }
            var end = index + 1
            while end < clause.endIndex, clause[end].gap == .space,
                !clause[end].is([.preposition, .conjunction, .subordinator, .be, .modal, .neutralTail, .has, .article, .negator])
            {
                let isHead =
                    clause[end].is(.kin) || lexicon.classes[clause[end].key]?.contains(Keys.pet) ?? false
                    || lexicon.covers(WordStem.key("vehicle"), clause[end].key)
                if isHead {
                    possession(clause, my: index, head: end)
                    break
                }
                if end - index > 2
                    || [
                        "favorite", "favourite", "old", "first", "late", "ex", "former", "childhood", "future", "dream", "next", "parents'", "new",
                        "ideal",
                    ].contains(clause[end].word)
                {
                    break
                }
                end += 1
            }
        }
    }

    private mutating func possession(_ clause: ArraySlice<TextWord>, my index: Int, head: Int) {
        let word = clause[head]
        // `my dog food`, `my brother's`: the head is another.
        if word.word.hasSuffix("'s") && word.is(.kin) == false { return }
        if head + 1 < clause.endIndex, clause[head + 1].gap == .space, clause[head + 1].tags.isEmpty, !word.is(.kin),
            !clause[head + 1].word.hasSuffix("s"),
            !clause[head + 1].word.hasSuffix("ed")
        {
            return
        }
        switch word.word {
        case "husband", "wife", "spouse", "hubby": emit(.marital, value: StatedValue(head: Keys.married), at: index..<head + 1)
        case "girlfriend", "boyfriend", "fiance", "fiancee":
            emit(.marital, value: StatedValue(head: Keys.single), denied: true, at: index..<head + 1)
        case "mother", "father", "mom", "dad", "parents", "parent", "baby", "partner", "grandmother", "grandfather": break
        default:
            if word.key == WordStem.key("mother") || word.key == WordStem.key("father") { return }
            emit(.has, value: StatedValue(head: word.key), at: index..<head + 1)
        }
    }

    // MARK: - My X is Y

    /// The kind of a number or code, from the nouns that end at `last`.
    func identifierKind(_ clause: ArraySlice<TextWord>, endingAt last: Int) -> String {
        var first = last
        while first > clause.startIndex, clause[first - 1].is(.identifierNoun) || clause[first - 1].word == "customer" { first -= 1 }
        return ErrandKind.of(Array(clause[first...last]))
    }

    /// `my name is`, `my favorite color is`, `my phone number is`, `my job is`.
    mutating func readPossessive(_ clause: ArraySlice<TextWord>, my index: Int) {
        guard let verb = clause[index...].firstIndex(where: { $0.is(.be) || $0.is(.modal) }), verb > index + 1, verb - index <= 6,
            let group = VerbGroup.read(clause, at: verb), group.isBe, !group.isPast, group.mood == .plain
        else { return }
        let nouns = clause[(index + 1)..<verb]
        guard let noun = nouns.last, group.end <= clause.endIndex,
            !nouns.contains(where: { $0.is([.preposition, .conjunction]) && $0.word != "of" && $0.word != "to" })
        else { return }
        if let favorite = nouns.firstIndex(where: { $0.key == Keys.favorite }) {
            if nouns.contains(where: { $0.word == "least" }) {
                readLiking(clause, group, likes: false, from: group.end)
            } else {
                readFavorite(clause, kind: nouns[(favorite + 1)...], values: group.end, group)
            }
            return
        }
        if nouns.contains(where: {
            ["sister's", "brother's", "mom's", "dad's", "dog's", "cat's", "wife's", "husband's"].contains($0.word) || $0.is(.kin)
        }) {
            return
        }
        var start = group.end
        while start < clause.endIndex, clause[start].is([.article, .adverb]) { start += 1 }
        guard start < clause.endIndex else { return }
        let value = clause[start]
        switch noun.key {
        case Keys.name:
            if nouns.count > 1, !["first", "full", "own"].contains(nouns.first!.word) { return }
            if value.is([.preposition, .adverb, .mental, .subordinator]) && !value.is(.firstName) { return }
            // A form that nobody filled in: `my name is [user 2's name]`.
            if value.word == "user" || value.word == "name" || value.word == "your" { return }
            var end = start + 1
            while end < clause.endIndex, end - start < 3, clause[end].gap == .space,
                !clause[end].is([.conjunction, .pronoun, .preposition, .subordinator])
            { end += 1 }
            emit(
                .name, value: StatedValue(head: value.word, modifiers: clause[(start + 1)..<end].map(\.word)), denied: group.isDenied, at: index..<end
            )
        case WordStem.key("age"):
            if let age = value.number { emit(.age, value: StatedValue(number: age...age), denied: group.isDenied, at: index..<start + 1) }
        case Keys.job, WordStem.key("occupation"), WordStem.key("profession"):
            readJob(clause, from: start, group)
        case WordStem.key("major"):
            if value.is(.studyField) { emit(.studies, value: StatedValue(head: value.key), denied: group.isDenied, at: index..<start + 1) }
        case Keys.hair, Keys.eye:
            if value.is(.hairColor) {
                emit(.appearance, kind: "\(noun.key) color", value: StatedValue(head: value.key), denied: group.isDenied, at: index..<start + 1)
            }
        case WordStem.key("city"), WordStem.key("hometown"), WordStem.key("home"), WordStem.key("town"):
            if noun.word == "hometown" {
                readPlaceName(clause, start, .isFrom, index, group)
            } else if let name = clause[start...].firstIndex(where: { $0.is(.place) || isMixedCase && $0.isCapital }) {
                readPlaceName(clause, name, .livesIn, index, group)
            }
        default:
            if noun.is(.identifierNoun), let code = clause[start...].first(where: { $0.isCode || $0.number != nil }) {
                emit(
                    .identifier, kind: identifierKind(clause, endingAt: verb - 1), value: StatedValue(head: code.word), denied: group.isDenied,
                    at: index..<clause.firstIndex(where: { $0.place == code.place })! + 1)
            }
        }
    }

    private mutating func readPlaceName(_ clause: ArraySlice<TextWord>, _ start: Int, _ relation: Relation, _ index: Int, _ group: VerbGroup) {
        guard clause[start].is(.place) || isMixedCase && clause[start].isCapital else { return }
        emit(relation, value: StatedValue(head: clause[start].word), denied: group.isDenied, at: index..<start + 1)
    }

    /// A favourite of a kind; one that is also liked.
    mutating func readFavorite(_ clause: ArraySlice<TextWord>, kind: ArraySlice<TextWord>, values start: Int, _ group: VerbGroup) {
        let kindWords = kind.prefix { !$0.is(.preposition) }.filter { !$0.is([.container, .empty, .article]) }
        let ofWords = kind.drop { $0.word != "of" }.dropFirst()
        let nouns = ofWords.isEmpty ? ArraySlice(kindWords) : ArraySlice(ofWords.filter { !$0.is(.article) })
        guard let noun = nouns.last, nouns.count <= 2 else { return }
        for thing in ThingReader(words: clause).things(from: start).prefix(1) {
            var value = thing.value
            // The class may be named again: `my favorite color is the color red`.
            if value.head == noun.key, let last = value.modifiers.popLast() { value.head = last }
            value.tail = []
            emit(.favorite, kind: nouns.map(\.key).joined(separator: " "), value: value, denied: group.isDenied, group: group, at: thing.words)
            if !group.isDenied, !value.head.isEmpty || !value.verb.isEmpty { emit(.likes, value: value, at: thing.words) }
        }
    }

    /// `pizza is my favorite food`: returns whether the clause is of this shape.
    mutating func readInverted(_ clause: ArraySlice<TextWord>, from start: Int) -> Bool {
        guard let verb = clause[start...].firstIndex(where: { $0.is(.be) }), verb > start, verb + 2 < clause.endIndex,
            let my = clause[(verb + 1)...].prefix(3).firstIndex(where: { $0.word == "my" }), my + 1 < clause.endIndex,
            let favorite = clause[(my + 1)...].prefix(2).firstIndex(where: { $0.key == Keys.favorite }),
            favorite == my + 1 || clause[my + 1].word == "least", !clause[start].is([.pronoun, .determiner]),
            let group = VerbGroup.read(clause, at: verb), !group.isPast
        else { return false }
        let subject = clause[start..<verb]
        guard !subject.contains(where: { $0.is([.preposition, .subordinator]) }) else { return false }
        var reader = SentenceReader(words: words, lexicon: lexicon, isMixedCase: isMixedCase)
        let isLeast = favorite > my + 1
        let kind = clause[(favorite + 1)...].prefix { $0.gap < .comma && !$0.is([.conjunction, .preposition, .subordinator, .neutralTail]) }
        guard let thing = ThingReader(words: clause[..<verb]).things(from: start).first else { return false }
        if let noun = kind.last, !isLeast {
            reader.emit(.favorite, kind: noun.key, value: thing.value, denied: group.isDenied, group: group, at: thing.words)
        }
        if !group.isDenied { reader.emit(.likes, value: thing.value, denied: isLeast, at: thing.words) }
        statements += reader.statements
        return true
    }
}
