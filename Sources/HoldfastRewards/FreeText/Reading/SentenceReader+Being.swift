// SPDX-License-Identifier: Apache-2.0

extension SentenceReader {
    private static let students: Set<String> = ["student", "freshman", "sophomore", "undergrad", "undergraduate"]

    /// What a complement of `be` says: an age, an origin, an occupation, a trait, what somebody is fond of.
    mutating func readBeing(_ clause: ArraySlice<TextWord>, group: VerbGroup) {
        var index = group.end
        var hasArticle = false
        while index < clause.endIndex,
            clause[index].is([.adverb, .article]) || clause[index].word == "not" || clause[index].tags.isEmpty && clause[index].word.hasSuffix("ly"),
            clause[index].word != "only" || index + 1 == clause.endIndex || clause[index + 1].word != "child"
        {
            if clause[index].is(.article) { hasArticle = true }
            index += 1
        }
        guard index < clause.endIndex else { return }
        let word = clause[index]
        let next = index + 1 < clause.endIndex ? clause[index + 1] : nil
        // Who has been a teacher for ten years is one.
        let lasts = group.isPerfect && !group.isPast && !group.isDenied && (hasArticle || word.is([.diet, .marital, .adjective]))
        if group.isPast || group.isPerfect, !lasts {
            if group.isPerfect, word.word == "to", !group.isPast || group.isNever {
                for thing in ThingReader(words: clause).things(from: index + 1) {
                    var value = thing.value
                    value.verb = WordStem.key("go")
                    emit(.does, value: value, denied: group.isDenied, group: group, at: (group.end - 1)..<thing.words.upperBound)
                }
            }
            if group.isPerfect, group.isNever, word.is(.marital) {
                emit(.marital, value: StatedValue(head: word.key), denied: true, group: group, at: (group.end - 1)..<index + 1)
            }
            if word.word == "born" { readPlace(clause, group, .bornIn, prepositions: ["in"], from: index + 1) }
            return
        }
        if let number = word.number, number > 0, number < 120, !hasArticle || next?.key == WordStem.key("year"), isAge(clause, after: index) {
            emit(.age, value: StatedValue(number: number...number), denied: group.isDenied, group: group, at: index..<min(index + 3, clause.endIndex))
            guard hasArticle else { return }
            index += 3
            guard index < clause.endIndex else { return }
        } else if word.number != nil {
            return
        }
        switch word.word {
        case "from":
            readPlace(clause, group, .isFrom, prepositions: ["from"], from: index)
            return
        case "in":
            if let decade = decade(clause, index + 1) {
                emit(.age, value: StatedValue(number: decade), denied: group.isDenied, group: group, at: index..<clause.endIndex)
            }
            return
        case "into":
            readLiking(clause, group, likes: true, from: index + 1)
            return
        case "based", "living", "located":
            readPlace(clause, group, .livesIn, prepositions: ["in"], from: index + 1)
            return
        case "employed", "working":
            readJob(clause, from: min(index + 2, clause.endIndex), group)
            return
        case "called", "named":
            var name = group
            name.end = index + 1
            readName(clause, from: index + 1, name, false, introduces: true)
            return
        case "born":
            readPlace(clause, group, .bornIn, prepositions: ["in"], from: index + 1)
            return
        case "fond", "obsessed", "passionate", "crazy", "interested", "enthusiastic":
            readLiking(clause, group, likes: true, from: min(index + 2, clause.endIndex))
            return
        case "tired", "sick":
            if next?.word == "of" {
                readLiking(clause, group, likes: false, from: index + 2)
                return
            }
        case "afraid", "scared", "terrified":
            for thing in ThingReader(words: clause).things(from: min(index + 2, clause.endIndex)) {
                emit(.fears, value: thing.value, denied: group.isDenied, group: group, at: index..<thing.words.upperBound)
            }
            return
        case "allergic":
            for thing in ThingReader(words: clause).things(from: min(index + 2, clause.endIndex)) {
                emit(.allergy, value: thing.value, denied: group.isDenied, group: group, at: index..<thing.words.upperBound)
            }
            return
        default: break
        }
        if let fan = clause[index...].firstIndex(where: { $0.word == "fan" || $0.word == "lover" }), fan - index <= 3 {
            if clause[fan].word == "lover", fan > index {
                emit(.likes, value: StatedValue(head: clause[fan - 1].key), denied: group.isDenied, group: group, at: index..<fan + 1)
            } else if fan + 2 < clause.endIndex, clause[fan + 1].word == "of" {
                readLiking(clause, group, likes: true, from: fan + 2)
            } else if fan > index, !clause[fan - 1].is([.adverb, .adjective]) {
                emit(.likes, value: StatedValue(head: clause[fan - 1].key), denied: group.isDenied, group: group, at: index..<fan + 1)
            }
            return
        }
        var group = group
        if lasts { group.isPerfect = false }
        readAttributes(clause, from: index, hasArticle: hasArticle, group)
    }

    /// Whether a number after `I am` is an age: alone, before years, not before anything counted otherwise.
    private func isAge(_ clause: ArraySlice<TextWord>, after index: Int) -> Bool {
        guard index + 1 < clause.endIndex, clause[index + 1].gap < .comma else { return true }
        let next = clause[index + 1]
        if next.word == "years" || next.word == "year" || next.word == "yrs" {
            return index + 2 >= clause.endIndex || clause[index + 2].word == "old" || clause[index + 2].is([.conjunction, .neutralTail])
        }
        return next.is(.conjunction) || next.word == "now" || next.word == "today" || next.word == "already"
    }

    private func decade(_ clause: ArraySlice<TextWord>, _ start: Int) -> ClosedRange<Int>? {
        let decades = ["twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80]
        for word in clause[start...].prefix(4) {
            if let first = decades[word.word] { return first...first + 9 }
            if word.word.hasSuffix("s"), let first = Int(word.word.dropLast()), first % 10 == 0, first > 0, first < 100 { return first...first + 9 }
        }
        return nil
    }

    /// Occupation, family role, faith, diet, traits: what nouns and adjectives after `be` say.
    private mutating func readAttributes(_ clause: ArraySlice<TextWord>, from start: Int, hasArticle: Bool, _ group: VerbGroup) {
        var index = start
        var isSide = Self.isSideline(clause)
        var found = false
        scan: while index < clause.endIndex {
            let word = clause[index]
            if index > start,
                word.gap >= .comma || word.is([.subordinator, .pronoun, .modal, .be]) || word.word == "to" || word.word == "at" || word.word == "for"
            {
                break
            }
            if word.word == "from", isGround {
                readPlace(clause, group, .isFrom, prepositions: ["from"], from: index)
                break
            }
            if word.is(.preposition), word.word != "of" { break }
            if word.word == "of", index + 1 < clause.endIndex {
                let number = clause[index + 1].number
                if clause[start..<index].contains(where: { $0.is([.female, .male]) }), let number,
                    index + 2 == clause.endIndex || clause[index + 2].key == Keys.child
                {
                    emit(
                        .has, value: StatedValue(head: Keys.child, number: number...number), denied: group.isDenied, group: group,
                        at: index..<index + 2)
                }
                break
            }
            let place = start..<index + 1
            func value(_ word: TextWord) -> StatedValue { StatedValue(head: word.key) }
            if [
                "only", "part-time", "aspiring", "former", "amateur", "wannabe", "volunteer", "future", "retired", "great", "good", "bad", "terrible",
                "decent", "big", "natural", "pretty",
            ].contains(word.word) {
                if word.word == "only", index + 1 < clause.endIndex, clause[index + 1].word == "child" {
                    emit(.has, value: StatedValue(head: Keys.sibling), denied: !group.isDenied, at: start..<index + 2)
                    found = true
                    break scan
                }
                isSide = true
            }
            let isLast =
                index + 1 == clause.endIndex || clause[index + 1].gap >= .comma
                || clause[index + 1].is([.preposition, .conjunction, .subordinator, .neutralTail])
            if word.is(.diet) { emit(.diet, value: value(word), denied: group.isDenied, group: group, at: place); found = true }
            if word.is(.marital), isLast || clause[index + 1].is([.female, .male]) {
                emit(.marital, value: value(word), denied: group.isDenied, group: group, at: place); found = true
            }
            if word.is(.religion), isLast || clause[index + 1].is([.female, .male]) {
                emit(.religion, value: value(word), denied: group.isDenied, group: group, at: place); found = true
            }
            if word.is(.nationality), isLast { emit(.nationality, value: value(word), denied: group.isDenied, group: group, at: place); found = true }
            if word.is([.female, .male]), isLast, !word.is(.kin) || hasArticle {
                emit(.gender, value: StatedValue(head: word.is(.female) ? "female" : "male"), denied: group.isDenied, group: group, at: place)
                found = true
            }
            if Self.students.contains(word.word), isLast, !isSide {
                emit(.job, value: StatedValue(head: "student"), denied: group.isDenied, group: group, at: place)
                found = true
            } else if word.is(.job), hasArticle || clause[start].is(.job), isLast, !isSide {
                emit(.job, value: value(word), denied: group.isDenied, group: group, at: place)
                found = true
            }
            if word.is(.adjective),
                isLast
                    || !clause[index + 1].is(.color) && (clause[index + 1].key == Keys.person || clause[index + 1].is([.female, .male, .kin, .job]))
            {
                emit(.trait, value: value(word), denied: group.isDenied, group: group, at: place)
                found = true
            }
            if word.is(.conjunction), word.word != "and" { break scan }
            index += 1
        }
        if let person = clause[start...].first(where: { $0.key == Keys.person }), let index = clause.firstIndex(of: person), index == start + 1,
            lexicon.classes[clause[start].key]?.contains("animal") ?? false
        {
            emit(.likes, value: StatedValue(head: clause[start].key), denied: group.isDenied, group: group, at: start..<index + 1)
            return
        }
        // Anything else that one can be or not be.
        if !found || group.isDenied {
            let things = ThingReader(words: clause).things(from: start)
            for thing in things
            where thing.quantity != .own && !thing.isDoing && thing.head != nil && !(thing.head!.is([.empty, .negator])) && thing.value.tail.isEmpty {
                emit(.isA, value: thing.value, denied: group.isDenied, group: group, at: thing.words)
            }
        }
        if isMixedCase || isGround { readName(clause, from: start, group, hasArticle) }
    }

    /// `You are Wendy Ellis`, `I'm Bob`: a name is a capital word that is no other word, or one that people are called by.
    mutating func readName(_ clause: ArraySlice<TextWord>, from start: Int, _ group: VerbGroup, _ hasArticle: Bool, introduces: Bool = false) {
        guard !hasArticle, !group.isDenied, start > group.end - 1, start < clause.endIndex else { return }
        var end = start
        let isKnown = clause[start].is(.firstName)
        if isKnown, introduces { end += 1 }
        while end < clause.endIndex, clause[end].isCapital, end == start || clause[end].gap == .space { end += 1 }
        guard end > start, end - start <= 3 else { return }
        guard isKnown || (isGround || introduces && isMixedCase) && clause[start].tags.isEmpty else { return }
        guard end == clause.endIndex || clause[end].gap >= .comma || clause[end].is([.conjunction, .preposition]) else { return }
        statements.removeAll { $0.relation == .isA && $0.value.head == clause[end - 1].key }
        emit(.name, value: StatedValue(head: clause[start].word, modifiers: clause[(start + 1)..<end].map(\.word)), at: start..<end)
    }
}
