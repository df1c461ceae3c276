// SPDX-License-Identifier: Apache-2.0

extension SentenceReader {
    /// Places where nobody comes from in a sense that excludes others.
    private static let noPlaces: Set<String> = [
        "home", "work", "school", "scratch", "here", "there", "town", "overseas", "abroad", "poverty", "fear", "peace", "harmony", "bed", "nature",
        "real",
    ]

    /// What the predicate after a subject says of the speaker.
    mutating func readPredicate(_ clause: ArraySlice<TextWord>, subject: Int, isWe: Bool) {
        guard subject + 1 < clause.endIndex, let group = VerbGroup.read(clause, at: subject + 1) else { return }
        if group.mood == .open { return }
        let before = statements.count
        readByRule(clause, group, isWe: isWe)
        if statements.count == before, !isWe { readLiterally(clause, group) }
    }

    /// A predicate that no rule takes apart: it meets only the same words denied.
    private mutating func readLiterally(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        guard group.mood == .plain || group.mood == .can, !group.isPast, !group.isPerfect, !group.isHedged else { return }
        let end =
            clause[group.end...].firstIndex {
                $0.gap >= .comma || $0.is(.subordinator) && !$0.is(.preposition) || $0.is(.pronoun) && !$0.is(.determiner)
            } ?? clause.endIndex
        let content = clause[group.end..<end].filter { $0.tags.isDisjoint(with: .function) || $0.is(.preposition) }.map(\.key)
        guard content.count > 1, !clause[group.end..<end].contains(where: { $0.is(.negator) }) else { return }
        let verb = group.isBe ? "be" : group.verb.key
        emit(
            .literal, value: StatedValue(verb: group.mood == .can ? "can " + verb : verb, head: content.joined(separator: " ")),
            denied: group.isDenied,
            group: group, at: (group.end - 1)..<end)
    }

    private mutating func readByRule(_ clause: ArraySlice<TextWord>, _ group: VerbGroup, isWe: Bool) {
        if group.isBe {
            if isWe {
                readPartySize(clause, group)
            } else if group.mood == .plain {
                readBeing(clause, group: group)
            }
            return
        }
        let verb = group.verb
        switch group.mood {
        case .wish:
            if verb.is([.likes, .wants]) { readWish(clause, group) }
            return
        case .future: return
        case .can:
            if !isWe { readAbility(clause, group) }
            return
        default: break
        }
        if verb.is(.mental) { return }
        if verb.is(.likes), verb.word != "like" || !isPreposition(clause, group) {
            if !isWe { readLiking(clause, group, likes: true) }
        } else if verb.is(.dislikes) {
            if !isWe { readLiking(clause, group, likes: false) }
        } else if verb.is(.has) {
            readHaving(clause, group)
        } else if verb.is(.wants) {
            readWish(clause, group)
        } else if verb.key == Keys.live || verb.word == "reside" {
            readPlace(clause, group, .livesIn, prepositions: ["in", "at", "near", "by"])
            if !isWe, !group.isPast { readLiving(clause, group) }
        } else if verb.key == Keys.come {
            readPlace(clause, group, .isFrom, prepositions: ["from"])
        } else if isWe {
            return
        } else {
            readDoing(clause, group)
        }
    }

    private func isPreposition(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) -> Bool {
        group.isPast && group.end - 2 >= clause.startIndex && clause[group.end - 2].is(.be)
    }

    // MARK: - Likes

    mutating func readLiking(_ clause: ArraySlice<TextWord>, _ group: VerbGroup, likes: Bool, from start: Int? = nil) {
        if group.isPast || group.isPerfect { return }
        for thing in ThingReader(words: clause).things(from: start ?? group.end) where thing.quantity != .none {
            emit(
                .likes, value: thing.value, denied: likes == group.isDenied, group: likes ? group : nil,
                at: min(start ?? group.end - 1, thing.words.lowerBound)..<thing.words.upperBound)
        }
    }

    private mutating func readWish(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        if group.isPast || group.isPerfect { return }
        for thing in ThingReader(words: clause).things(from: group.end) where thing.quantity != .own {
            emit(.wants, value: thing.value, denied: group.isDenied, group: group, at: (group.end - 1)..<thing.words.upperBound)
        }
    }

    private mutating func readAbility(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        // `can't stand`, `can't wait`, `can't help`.
        if group.verb.word == "stand" {
            if group.isDenied {
                var hating = group
                hating.isDenied = false
                readLiking(clause, hating, likes: false)
            }
            return
        }
        if group.verb.is([.mental, .has, .likes, .wants]) || ["wait", "get", "be", "go", "find", "even"].contains(group.verb.word) { return }
        let things = ThingReader(words: clause).things(from: group.end, verb: group.verb.key)
        if things.isEmpty {
            let tail = clause[group.end...].filter { !$0.is([.neutralTail, .article, .adverb]) }.map(\.key)
            emit(.can, value: StatedValue(verb: group.verb.key, tail: tail), denied: group.isDenied, group: group, at: (group.end - 1)..<group.end)
        }
        for thing in things { emit(.can, value: thing.value, denied: group.isDenied, group: group, at: (group.end - 1)..<thing.words.upperBound) }
    }

    // MARK: - Places

    mutating func readPlace(
        _ clause: ArraySlice<TextWord>, _ group: VerbGroup, _ relation: Relation, prepositions: Set<String>, from start: Int? = nil, kind: String = ""
    ) {
        if group.isPast && relation == .livesIn || group.isPerfect && group.isNever { return }
        guard var index = clause[(start ?? group.end)...].firstIndex(where: { prepositions.contains($0.word) }).map({ $0 + 1 }) else { return }
        guard index - (start ?? group.end) <= 5 else { return }
        let first = index
        // `a small town in Ohio` names Ohio.
        var found: Int?
        while index < clause.endIndex, clause[index].gap < .clause || index == first {
            let word = clause[index]
            if word.is(.place) || isName(word, after: index == first) {
                found = index
                break
            }
            if word.is([.conjunction, .subordinator, .be]) || word.word == "with" || word.word == "near" { break }
            index += 1
        }
        guard let found, !Self.noPlaces.contains(clause[found].word) else { return }
        var last = found
        if !clause[found].is(.place) {
            while last + 1 < clause.endIndex, clause[last + 1].isCapital, clause[last + 1].gap == .space { last += 1 }
        }
        let name = clause[found...last].map(\.word).joined(separator: "-")
        emit(relation, kind: kind, value: StatedValue(head: name), denied: group.isDenied, group: group, at: (group.end - 1)..<last + 1)
    }

    /// Alone or in company, in a city or in the country.
    private mutating func readLiving(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        for (index, word) in zip(clause[group.end...].indices, clause[group.end...]) {
            if word.is(.conjunction) { return }
            let isAlone = word.word == "alone" || word.word == "myself"
            if isAlone || word.word == "with" {
                emit(
                    .trait, value: StatedValue(verb: Keys.live, head: WordStem.key(isAlone ? "alone" : "company")), denied: group.isDenied,
                    group: group, at: (group.end - 1)..<index + 1)
                return
            }
            if ["city", "town", "village", "countryside", "farm", "suburb", "suburbs"].contains(word.word) {
                emit(
                    .trait, value: StatedValue(verb: Keys.live, head: word.key), denied: group.isDenied, group: group, at: (group.end - 1)..<index + 1
                )
            }
        }
    }

    /// Whether a word is the name of a place that no list has: a capital where capitals mean something.
    private func isName(_ word: TextWord, after isFirst: Bool) -> Bool {
        isMixedCase && word.isCapital && isFirst && word.tags.isEmpty
    }

    // MARK: - Doings

    private mutating func readDoing(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        let verb = group.verb
        let next = group.end < clause.endIndex ? clause[group.end] : nil
        // `I happen to be a nurse` says what `I am a nurse` says.
        if ["happen", "tend", "get"].contains(verb.word), next?.word == "to" || verb.word == "get",
            let main = VerbGroup.read(clause, at: group.end + 1), !group.isDenied, verb.word != "get"
        {
            if main.isBe { readBeing(clause, group: main) } else { readPredicate(clause, subject: group.end, isWe: false) }
            return
        }
        if verb.word == "earn" || verb.word == "make", let index = clause[group.end...].firstIndex(where: { $0.word == "as" }) {
            readJob(clause, from: index + 1, group)
            return
        }
        switch verb.key {
        case Keys.work where !group.isPast:
            readWork(clause, group)
        case Keys.study where !group.isPast:
            if let field = clause[group.end...].first(where: { $0.is(.studyField) }) {
                emit(.studies, value: StatedValue(head: field.key), denied: group.isDenied, group: group, at: (group.end - 1)..<group.end + 1)
            }
        default: break
        }
        if verb.word == "pay", !group.isPast, let means = clause[group.end...].first(where: { $0.is(.payment) }) {
            emit(.slot, kind: "payment", value: StatedValue(head: means.key), denied: group.isDenied, at: (group.end - 1)..<clause.endIndex)
            return
        }
        if verb.word == "grew" || verb.word == "raised" {
            readPlace(clause, group, .isFrom, prepositions: ["in", "on", "near"], kind: "raised")
            return
        }
        if verb.word == "moved", clause[clause.startIndex..<group.end].contains(where: { ["just", "recently"].contains($0.word) }) {
            var settled = group
            settled.isPast = false
            readPlace(clause, settled, .livesIn, prepositions: ["to"])
            return
        }
        if verb.key == Keys.eat, !group.isPast, let next, next.is(.diet) || next.word == "kosher" || next.word == "halal" {
            emit(.diet, value: StatedValue(head: next.key), denied: group.isDenied, group: group, at: (group.end - 1)..<group.end + 1)
            return
        }
        // Who quit smoking does not smoke.
        if ["quit", "stopped", "stop"].contains(verb.word), !group.isDenied, let next, next.word.hasSuffix("ing") {
            for thing in ThingReader(words: clause).things(from: group.end) {
                emit(.does, value: thing.value, denied: true, at: (group.end - 1)..<thing.words.upperBound)
            }
            return
        }
        if ["bought", "adopted"].contains(verb.word), !group.isDenied, !group.isPerfect {
            for thing in ThingReader(words: clause).things(from: group.end) where !thing.isDoing && thing.quantity != .none {
                emit(.has, value: StatedValue(head: thing.value.head), at: (group.end - 1)..<thing.words.upperBound)
            }
        }
        // `I go by Bob` and `I turned 30` and `I weigh`.
        if verb.word == "turned", let age = next?.number {
            emit(.age, value: StatedValue(number: age...age), at: (group.end - 1)..<group.end + 1)
            return
        }
        var end = group.end
        if let next, next.is(.preposition), next.word != "without" { end += 1 }
        let things = ThingReader(words: clause).things(from: end, verb: verb.key)
        if things.isEmpty {
            let tail = clause[group.end...].filter { !$0.is([.neutralTail, .article, .adverb]) }.map(\.key)
            if group.isDenied, clause[group.end...].contains(where: { ["much", "often", "enough", "well", "anymore", "lot"].contains($0.word) }) {
                return
            }
            // Who does not drink drinks no alcohol.
            let head = group.isDenied && verb.word == "drink" ? WordStem.key("alcohol") : ""
            emit(
                .does, value: StatedValue(verb: verb.key, head: head, tail: tail), denied: group.isDenied, group: group,
                at: (group.end - 1)..<group.end)
        }
        for thing in things {
            var value = thing.value
            if thing.isDoing { value.verb = verb.key + " " + value.verb }
            // `I have never been to` denies for all times; `no longer` and `any more` for now.
            emit(
                .does, value: value, denied: group.isDenied != (thing.quantity == .none), group: group,
                at: (group.end - 1)..<max(group.end, thing.words.upperBound))
            if thing.head?.is(.job) ?? false, verb.word == "be" { continue }
        }
        // Who drives a car has one.
        if verb.word == "drive" || verb.word == "driving", !group.isDenied, !group.isPast, let thing = things.first, !thing.value.head.isEmpty,
            lexicon.covers(WordStem.key("vehicle"), thing.value.head), thing.quantity != .none
        {
            emit(.has, value: StatedValue(head: thing.value.head), at: thing.words)
        }
    }

    private mutating func readWork(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        guard group.end < clause.endIndex else { return }
        let rest = clause[group.end...]
        if rest.contains(where: { ["part", "part-time", "volunteer", "side", "towards", "out"].contains($0.word) }) { return }
        switch rest.first!.word {
        case "as":
            readJob(clause, from: group.end + 1, group)
        case "at", "for", "in":
            guard let place = rest.dropFirst().first(where: { $0.is(.workplace) || $0.is(.preposition) || isMixedCase && $0.isCapital }),
                !place.is(.preposition)
            else { break }
            emit(.employer, value: StatedValue(head: place.key), denied: group.isDenied, group: group, at: (group.end - 1)..<group.end + 2)
        default: break
        }
        if let index = rest.firstIndex(where: { $0.word == "as" }), index > group.end { readJob(clause, from: index + 1, group) }
    }

    /// The occupation that a phrase names, if it names one.
    mutating func readJob(_ clause: ArraySlice<TextWord>, from start: Int, _ group: VerbGroup) {
        if Self.isSideline(clause) { return }
        var index = start
        while index < clause.endIndex, !clause[index].is([.preposition, .conjunction, .subordinator]), clause[index].gap < .comma || index == start {
            if ["part-time", "volunteer", "aspiring", "former", "retired", "amateur", "future", "good", "great", "big", "terrible", "natural"]
                .contains(
                    clause[index].word)
            {
                return
            }
            let word = clause[index]
            let nextIsNoun =
                index + 1 < clause.endIndex && clause[index + 1].gap == .space
                && !clause[index + 1].is([.preposition, .conjunction, .subordinator, .neutralTail, .adverb])
                && clause[index + 1].tags.isEmpty
            if word.is(.job), !nextIsNoun {
                emit(
                    .job, value: StatedValue(head: word.key), denied: group.isDenied, group: group, at: max(clause.startIndex, start - 1)..<index + 1)
                return
            }
            index += 1
        }
    }

    /// Whether an occupation is one of several: `also a student`, `on the side`.
    static func isSideline(_ clause: ArraySlice<TextWord>) -> Bool {
        clause.contains {
            ["also", "side", "training", "part-time", "freelance", "part", "another", "sometimes", "occasionally", "both"].contains($0.word)
        }
    }

    // MARK: - Errands

    private mutating func readPartySize(_ clause: ArraySlice<TextWord>, _ group: VerbGroup) {
        guard !group.isDenied, group.end < clause.endIndex, let number = clause[group.end].number else { return }
        if group.end + 1 == clause.endIndex || clause[group.end + 1].is(.counted) {
            emit(.slot, kind: Keys.person, value: StatedValue(number: number...number), at: group.end..<min(group.end + 2, clause.endIndex))
        }
    }
}
