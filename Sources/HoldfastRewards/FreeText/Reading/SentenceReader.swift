// SPDX-License-Identifier: Apache-2.0

/// Reads one sentence: cuts it into clauses, finds those whose subject is the speaker, and hands each to the rules of its verb.
struct SentenceReader {
    let words: ArraySlice<TextWord>
    let lexicon: FreeTextLexicon
    /// Whether capitals tell names from other words.
    let isMixedCase: Bool
    var isGround = false
    var mayLackSubject = false
    var isNarrated = false
    var statements: [Statement] = []

    init(words: ArraySlice<TextWord>, lexicon: FreeTextLexicon, isMixedCase: Bool) {
        self.words = words
        self.lexicon = lexicon
        self.isMixedCase = isMixedCase
    }

    mutating func read() {
        guard let first = words.first, !first.isQuoted else { return }
        let stop = first.asks ? assertedEnd : words.endIndex
        var start = words.startIndex
        var hadSubject = false
        var isBlocked = false
        while start < stop {
            let end = clauseEnd(from: start, hadSubject: hadSubject)
            if words[start].gap >= .comma { isBlocked = false }
            readClause(words[start..<end], hadSubject: &hadSubject, isBlocked: &isBlocked)
            start = end
        }
    }

    /// Where a sentence that ends as a question stops to assert: `I am from Texas, how about you?`
    private var assertedEnd: Int {
        guard let first = words.first, !first.is([.be, .modal, .question, .has]),
            let tag = words.lastIndex(where: { $0.gap >= .comma && $0.gap < .sentence }), tag < words.endIndex,
            words[tag].is([.be, .modal, .question]) || ["and", "you", "right", "but", "so", "yours"].contains(words[tag].word)
        else { return words.startIndex }
        return tag
    }

    // MARK: - Clauses

    /// Where the next clause begins: after a mark, or at a conjunction or comma that a new subject or a new verb follows.
    private func clauseEnd(from start: Int, hadSubject: Bool) -> Int {
        var index = start + 1
        while index < words.endIndex {
            let word = words[index]
            if word.gap >= .clause { return index }
            if word.is(.conjunction) {
                if ["but", "because", "since", "cause", "cuz"].contains(word.word) { return index }
                if beginsClause(after: index + 1, from: start) { return index }
            } else if word.gap == .comma, beginsClause(after: index, from: start) {
                return index
            } else if word.is(.subordinator), word.word != "like", word.word != "than", word.word != "as", index > start + 1,
                !["that", "until", "till", "since", "once", "what", "how", "where", "who", "which", "whom"].contains(word.word)
            {
                return index
            } else if isNarrated, word.word == "who" {
                return index
            }
            index += 1
        }
        return words.endIndex
    }

    private func beginsClause(after start: Int, from clause: Int) -> Bool {
        var index = start
        while index < words.endIndex, words[index].is([.adverb, .interjection, .conjunction]), words[index].word != "all", !words[index].is(.negator)
        {
            index += 1
        }
        guard index < words.endIndex else { return false }
        let word = words[index]
        switch word.word {
        case "i", "we", "he", "she", "they", "it", "you", "there": return true
        case "my", "our", "his", "her", "their", "the", "this", "that":
            // A subject: its verb follows soon.
            return words[(index + 1)...].prefix(4).contains { $0.is(.be) || $0.is(.modal) || $0.is([.likes, .has]) && !$0.is(.empty) }
        case "if", "when", "although", "though", "while", "unless": return true
        default: break
        }
        // A verb without a subject goes on with the speaker's, unless a list of doings may go on.
        let before = words[clause..<start]
        let isList = before.contains { $0.word == "to" || $0.word.hasSuffix("ing") }
        if word.is(.be) || word.is(.modal) || word.word == "never" { return true }
        if word.is([.likes, .dislikes, .has]) && !word.word.hasSuffix("ing") && !word.word.hasSuffix("ed") { return true }
        if word.key == Keys.live || word.key == Keys.work, !word.word.hasSuffix("ing") { return !isList }
        return word.is(.verb) && !isList && !word.word.hasSuffix("ing") && !word.word.hasSuffix("ed")
            && before.contains { $0.is([.be, .has, .verb]) } && startsVerbPhrase(index)
    }

    /// Whether a verb that could be a noun has something after it that only a verb has.
    private func startsVerbPhrase(_ index: Int) -> Bool {
        guard index + 1 < words.endIndex else { return false }
        let next = words[index + 1]
        return next.gap == .space && next.is([.article, .determiner, .preposition]) && next.word != "of"
    }

    private mutating func readClause(_ clause: ArraySlice<TextWord>, hadSubject: inout Bool, isBlocked: inout Bool) {
        var index = clause.startIndex
        var isCoordinated = false
        while index < clause.endIndex, clause[index].is([.conjunction, .interjection, .adverb]),
            !clause[index].is(.negator) || clause[index].word == "no",
            !(clause[index].is(.be) || clause[index].word == "to")
        {
            // `like` and `love` lead no clause; `right` and `so` do.
            if clause[index].is([.likes, .has]) { break }
            if clause[index].word == "no", index + 1 < clause.endIndex, clause[index + 1].gap == .space { break }
            if clause[index].is(.conjunction) { isCoordinated = true }
            if ["if", "unless"].contains(clause[index].word) { break }
            index += 1
        }
        guard index < clause.endIndex else { return }
        let first = clause[index]
        if first.isQuoted { return }
        if first.is(.subordinator), !["although", "though", "while", "because", "since", "as", "like"].contains(first.word) {
            if isNarrated, first.word == "who", hadSubject {
                readPredicate(clause, subject: index, isWe: false)
                return
            }
            isBlocked = true
            hadSubject = false
            return
        }
        if first.is(.subordinator), first.word != "like" { index += 1 }
        guard index < clause.endIndex, !isBlocked else { return }
        possessions(clause)
        let word = clause[index]
        if word.word == "i" || word.word == "we" {
            hadSubject = true
            readPredicate(clause, subject: index, isWe: word.word == "we")
        } else if word.word == "my" || word.word == "our" {
            hadSubject = false
            readPossessive(clause, my: index)
        } else if readIntroduction(clause, from: index) || readInverted(clause, from: index) {
            hadSubject = false
        } else if let subject = subjectAfterSetting(clause, from: index) {
            hadSubject = true
            if clause[subject].word == "my" {
                readPossessive(clause, my: subject)
            } else {
                readPredicate(clause, subject: subject, isWe: clause[subject].word == "we")
            }
        } else if hadSubject && isContinued(clause, index, isCoordinated) {
            readPredicate(clause, subject: index - 1, isWe: false)
        } else if mayLackSubject || isNarrated {
            readWithoutSubject(clause, from: index)
            hadSubject = true
        } else {
            hadSubject = false
        }
    }

    /// `This is Anna`, `the name is Anna`, `you are speaking with Anna`: returns whether the clause is of this shape.
    private mutating func readIntroduction(_ clause: ArraySlice<TextWord>, from start: Int) -> Bool {
        let said = clause[start...].prefix(4).map(\.word)
        for lead in Self.introductions where said.starts(with: lead) && start + lead.count < clause.endIndex {
            let name = clause[start + lead.count]
            // `This is Anna` may present another; one that has a name and nothing more presents oneself.
            guard lead[0] != "this" || name.is(.firstName) || name.isCapital && isMixedCase && name.tags.isEmpty else { return false }
            var group = VerbGroup(verb: clause[start], isBe: true, end: start + lead.count)
            group.end = start + lead.count
            readName(clause, from: start + lead.count, group, false, introduces: true)
            return true
        }
        return false
    }

    private static let introductions = [
        ["this", "is"], ["the", "name", "is"], ["name", "is"], ["you", "are", "speaking", "with"], ["you", "are", "speaking", "to"], ["call", "me"],
    ]

    private func isContinued(_ clause: ArraySlice<TextWord>, _ index: Int, _ isCoordinated: Bool) -> Bool {
        (isCoordinated || clause[clause.startIndex].gap == .comma)
            && (clause[index].is([.be, .modal, .likes, .dislikes, .has, .verb]) || clause[index].word == "never")
    }

    /// The speaker after a setting: `on weekends i bake`, `every day i run`.
    private func subjectAfterSetting(_ clause: ArraySlice<TextWord>, from start: Int) -> Int? {
        let first = clause[start]
        guard first.is(.preposition) || ["every", "last", "next", "this", "these", "most", "some", "each", "right", "one"].contains(first.word),
            !["after", "before", "until", "till", "than", "like", "as", "without", "since"].contains(first.word)
        else { return nil }
        for index in clause.indices.dropFirst(start - clause.startIndex + 1) {
            let word = clause[index]
            if word.is(.subordinator.union(.be).union(.modal)) { return nil }
            if word.word == "i" || word.word == "we" { return index }
            if word.word == "my", words[(index + 1)...].prefix(3).contains(where: { $0.is(.be) }) { return index }
        }
        return nil
    }

    /// A persona's sentence that leaves its subject out: `love to cook`, `a nurse from Leeds`.
    private mutating func readWithoutSubject(_ clause: ArraySlice<TextWord>, from index: Int) {
        let word = clause[index]
        if word.is([.likes, .dislikes, .has, .be, .verb, .wants]) || word.is(.modal) && isGround || word.word == "never" {
            readPredicate(clause, subject: index - 1, isWe: false)
        } else if word.is([.article, .job, .diet, .marital, .adjective, .male, .female]) || word.number != nil {
            if word.isCapital, isMixedCase, index > clause.startIndex { return }
            if clause[(index + 1)...].contains(where: { $0.is(.be) }) { return }
            var group = VerbGroup(verb: word, isBe: true, end: index)
            group.end = index
            readBeing(clause, group: group)
        } else if isNarrated, word.isCapital {
            // `Wendy Ellis is a nurse`.
            guard let verb = clause[index...].firstIndex(where: { !$0.isCapital }), verb - index <= 3, verb < clause.endIndex else { return }
            if clause[verb].is([.be, .likes, .dislikes, .has, .verb, .modal]) || clause[verb].word.hasSuffix("s") {
                emit(.name, value: StatedValue(head: clause[index].word, modifiers: clause[(index + 1)..<verb].map(\.word)), at: index..<verb)
                readPredicate(clause, subject: verb - 1, isWe: false)
            }
        }
    }

    // MARK: - Emission

    mutating func emit(
        _ relation: Relation, kind: String = "", value: StatedValue, denied: Bool = false, group: VerbGroup? = nil, at indices: Range<Int>
    ) {
        let indices = indices.clamped(to: words.startIndex..<words.endIndex)
        guard !indices.isEmpty, let first = words.first, let last = words.last else { return }
        let place = words[indices.lowerBound].place.lowerBound..<words[indices.upperBound - 1].place.upperBound
        statements.append(
            Statement(
                relation: relation, kind: kind, value: value, isDenied: denied, isHedged: group?.isHedged ?? false, isNever: group?.isNever ?? false,
                tense: group?.isFormer ?? false ? .former : group?.isPast ?? false || group?.isPerfect ?? false ? .past : .present, place: place,
                sentence: first.place.lowerBound..<last.place.upperBound))
    }
}
