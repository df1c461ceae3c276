// SPDX-License-Identifier: Apache-2.0

/// What a question asks for, so that an answer of a word or two can be read.
struct AskedRelation: Hashable {
    var relation: Relation
    var kind = ""

    /// What the questions of a text ask for; nothing for what no rule knows.
    static func asked(in text: String, lexicon: FreeTextLexicon) -> [AskedRelation] {
        let words = TextWords.cut(text, lexicon: lexicon)
        var found: [AskedRelation] = []
        func add(_ relation: Relation, _ kind: String = "") {
            let asked = AskedRelation(relation: relation, kind: kind)
            if !found.contains(asked) { found.append(asked) }
        }
        let said = Set(words.map(\.word))
        for (index, word) in words.enumerated() {
            let before = index > 0 ? words[index - 1] : nil
            let next = index + 1 < words.count ? words[index + 1] : nil
            switch word.word {
            case "name" where before?.word != "the": add(.name)
            case "speaking" where next?.word == "with" || next?.word == "to": add(.name)
            case "old" where before?.word == "how": add(.age)
            case "age": add(.age)
            case "live", "based": if said.contains("where") || said.contains("city") || said.contains("you") { add(.livesIn) }
            case "city": if before?.word == "home" { add(.livesIn) }
            case "hometown": add(.isFrom)
            case "from", "grow": if said.contains("where"), said.contains("you") { add(.isFrom) }
            case "job", "occupation", "profession", "living": add(.job)
            case "work": if said.contains("what") || said.contains("as") { add(.job) }
            case "major", "studying", "study": add(.studies)
            case "married", "single", "marital": add(.marital)
            case "people", "travellers", "passengers", "many": if word.word != "many" || said.contains("us") { add(.slot, Keys.person) }
            default: break
            }
            if word.key == Keys.favorite, word.asks, let next, !next.is([.be, .preposition]) {
                let noun = words[(index + 1)...].prefix { $0.gap == .space && !$0.is([.be, .preposition, .pronoun]) }.last ?? next
                add(.favorite, noun.key)
            }
            if word.word == "many", before?.word == "how", let next { add(.has, next.key) }
            if word.is(.identifierNoun), word.word != "card", word.word != "address" {
                let kind = ErrandKind.of(words[...index].suffix(3).filter { $0.is(.identifierNoun) || $0.word == "customer" })
                if !kind.isEmpty, next?.is(.identifierNoun) != true { add(.identifier, kind) }
            }
            if word.is(.slotNoun), !word.is(.identifierNoun) { add(.slot, word.key) }
            if word.is(.weekday) { add(.slot, "day") }
            if word.is(.month) { add(.slot, "month") }
        }
        return found
    }
}

/// Reads short answers by what was asked.
struct AnswerReader {
    let words: ArraySlice<TextWord>
    let lexicon: FreeTextLexicon

    private static let leads: Set<String> = [
        "it", "is", "that", "this", "would", "be", "make", "mine", "the", "a", "an", "my", "i", "am", "was", "called", "should", "think", "said",
        "of", "course", "name",
        "speaking", "you", "are", "with", "to", "me", "and", "have", "in", "from", "one",
    ]

    /// Single words that answer without naming anything.
    private static let acknowledgements: Set<String> = [
        "wrong", "goodbye", "bye", "nothing", "cheers", "sorry", "agreed", "understood", "done", "noted", "confirmed", "again", "private", "nope",
        "whatever", "preference",
    ]

    /// The statement that a sentence makes as an answer, or nil where it is none.
    func statement(to asked: AskedRelation) -> Statement? {
        guard let first = words.first, !first.asks, !words.contains(where: { $0.is(.negator) && $0.word != "no" }) else { return nil }
        var index = words.startIndex
        while index < words.endIndex, words[index].is(.interjection) || Self.leads.contains(words[index].word) {
            if asked.relation == .job, words[index].is(.job) || asked.relation == .name && words[index].is(.firstName) { break }
            index += 1
        }
        guard index < words.endIndex else { return nil }
        var end = index
        while end < words.endIndex, end == index || words[end].gap < .comma, end - index < 4 { end += 1 }
        // More than a value follows: a sentence of its own.
        guard end == words.endIndex || words[end].gap >= .comma else { return nil }
        let value = words[index..<end].prefix { !$0.is(.interjection) || $0.is(.firstName) }
        guard let head = value.last, let lead = value.first,
            !value.contains(where: { $0.is([.likes, .dislikes, .wants, .mental, .has]) || ["retired", "former", "so", "very"].contains($0.word) })
        else { return nil }
        func made(_ value: StatedValue) -> Statement {
            Statement(
                relation: asked.relation, kind: asked.kind, value: value, place: lead.place.lowerBound..<head.place.upperBound,
                sentence: first.place.lowerBound..<words.last!.place.upperBound)
        }
        switch asked.relation {
        case .name:
            // A greeting names the other.
            if words[..<index].contains(where: { ["hello", "hi", "hey", "thanks", "thank", "nice"].contains($0.word) }) { return nil }
            guard value.count <= 3, lead.is(.firstName) || value.count > 1 && value.allSatisfy(\.isCapital) && lead.tags.isEmpty else { return nil }
            return made(StatedValue(head: lead.word, modifiers: value.dropFirst().map(\.word)))
        case .age:
            guard let number = lead.number, number < 120, value.count == 1 || value.dropFirst().first?.key == WordStem.key("year") else { return nil }
            return made(StatedValue(number: number...number))
        case .livesIn, .isFrom:
            if words.contains(where: { ["to", "going", "travel", "leave", "destination"].contains($0.word) }) { return nil }
            return head.is(.place) || value.count == 1 && head.isCapital && head.tags.isEmpty ? made(StatedValue(head: head.word)) : nil
        case .job:
            return head.is(.job) ? made(StatedValue(head: head.key)) : nil
        case .identifier:
            return head.isCode ? made(StatedValue(head: head.word)) : nil
        case .has, .slot:
            if let number = lead.number, asked.relation == .has || asked.kind == Keys.person || lead == head {
                return made(StatedValue(head: asked.relation == .has ? asked.kind : "", number: number...number))
            }
            // One word that no other rule knows: `online, please`.
            guard asked.relation == .slot, asked.kind != "plan", lead == head, words[..<index].allSatisfy({ $0.is([.interjection, .article]) }),
                head.tags.isDisjoint(with: .function), !head.is([.place, .weekday, .month]), !head.isCode,
                !Self.acknowledgements.contains(head.word)
            else { return nil }
            return made(StatedValue(head: head.key))
        case .favorite:
            // Only what stands alone: `it's so sweet` describes, `it's a happy color` does too.
            if words[..<index].contains(where: { ["so", "very", "really", "too"].contains($0.word) }) { return nil }
            let before = words[..<index].filter { !$0.is(.interjection) }.map(\.word)
            guard before.isEmpty || before == ["it", "is"], value.count <= 3,
                value.allSatisfy({ $0.tags.isDisjoint(with: .function) && !$0.is(.adjective) })
            else { return nil }
            guard before.isEmpty || head.is([.color, .weekday, .month]) || head.isCapital || lexicon.classes[head.key] != nil else { return nil }
            return made(StatedValue(head: head.key, modifiers: value.dropLast().map(\.key)))
        case .marital:
            return head.is(.marital) ? made(StatedValue(head: head.key)) : nil
        case .studies:
            return head.is(.studyField) ? made(StatedValue(head: head.key)) : nil
        default: return nil
        }
    }
}
