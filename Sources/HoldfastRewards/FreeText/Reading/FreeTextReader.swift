// SPDX-License-Identifier: Apache-2.0

/// Reads what a text says of its speaker: statements of (relation, value), with polarity and place.
///
/// The mechanism is general: clauses whose subject is the speaker, their verb group (denied or not, when, how surely), and the things
/// after the verb. Questions, conditions, reported speech, wishes contrary to fact, other people and quotations yield nothing.
struct FreeTextReader {
    let lexicon = FreeTextLexicon.english

    /// What a line says of who says it.
    /// - Parameter asked: the line before, where it may ask for what the line says.
    func statements(inLine line: String, after asked: String? = nil) -> [Statement] {
        let expected = asked.map { AskedRelation.asked(in: $0, lexicon: lexicon) } ?? []
        let words = joined(TextWords.cut(line, lexicon: lexicon))
        var found: [Statement] = []
        let isMixedCase = words.count { $0.isCapital } * 2 < words.count + 2
        for sentence in sentences(words) {
            var reader = SentenceReader(words: sentence, lexicon: lexicon, isMixedCase: isMixedCase)
            reader.read()
            var statements = reader.statements
            var errand = ErrandReader(words: sentence, lexicon: lexicon)
            errand.read()
            statements += errand.statements
            if !expected.isEmpty { statements = answers(statements, in: sentence, to: expected) }
            found += statements
        }
        return found
    }

    /// What a persona, with or without a goal, says of the person, whichever grammatical person it speaks in.
    func statements(inGround ground: String) -> [Statement] {
        let words = joined(TextWords.cut(ground, lexicon: lexicon))
        var found: [Statement] = []
        let isMixedCase = words.count { $0.isCapital } * 2 < words.count + 2
        var details: [Statement] = []
        let all = sentences(words)
        let perspectives = all.map(Perspective.of)
        let main: Perspective =
            perspectives.contains(.second) && !perspectives.contains(.first) ? .second : perspectives.contains(.first) ? .first : .third
        for (sentence, perspective) in zip(all, perspectives) {
            let rewritten = (perspective ?? main).rewritten(sentence, lexicon: lexicon)
            var reader = SentenceReader(words: rewritten[...], lexicon: lexicon, isMixedCase: isMixedCase)
            reader.isGround = true
            // A persona in the second person gives orders in sentences without a subject.
            reader.mayLackSubject = perspective == nil && main != .second
            reader.isNarrated = (perspective ?? main) == .third
            reader.read()
            found += reader.statements
            if main != .first {
                var errand = ErrandReader(words: rewritten[...], lexicon: lexicon)
                errand.read(lists: true)
                details += errand.statements
                if rewritten.first?.word == "if" { details += fallbacks(rewritten, of: details) }
            }
        }
        // One detail alone may be chance; an errand has several.
        if Set(details.map(\.kind)).count > 1 { found += details }
        return found
    }

    /// `If Friday is not possible, take Monday` makes Monday as right as Friday.
    private func fallbacks(_ words: [TextWord], of details: [Statement]) -> [Statement] {
        guard let take = words.lastIndex(where: { ["take", "choose", "accept", "try", "pick"].contains($0.word) }), take + 1 < words.count else {
            return []
        }
        let wanted = Set(words[..<take].map(\.key))
        guard let instead = words[(take + 1)...].last(where: { !$0.is([.interjection, .neutralTail]) }) else { return [] }
        return details.filter { wanted.contains($0.value.head) }.map { detail in
            var detail = detail
            detail.value.head = instead.key
            return detail
        }
    }

    /// What a sentence says as an answer: a code gets its name, a few words alone become a statement.
    private func answers(_ statements: [Statement], in sentence: ArraySlice<TextWord>, to asked: [AskedRelation]) -> [Statement] {
        var statements = statements
        let codes = asked.filter { $0.relation == .identifier }
        for index in statements.indices {
            if statements[index].relation == .identifier, statements[index].kind.isEmpty, codes.count == 1 { statements[index].kind = codes[0].kind }
            // Asked where they live, people say where they are from.
            if statements[index].relation == .isFrom, asked.contains(where: { $0.relation == .livesIn }),
                !asked.contains(where: { $0.relation == .isFrom })
            {
                statements[index].relation = .livesIn
            }
        }
        let reader = AnswerReader(words: sentence, lexicon: lexicon)
        // Asked for several details, a word alone is an answer to none of them for sure.
        let isOneDetail = asked.count { $0.relation == .slot } == 1
        for question in asked where isOneDetail || question.relation != .slot || question.kind == Keys.person {
            if statements.contains(where: { $0.relation == question.relation }) { continue }
            if let statement = reader.statement(to: question) { statements.append(statement) }
        }
        return statements
    }

    /// Names of several words as one word.
    private func joined(_ words: [TextWord]) -> [TextWord] {
        guard words.contains(where: { lexicon.beginsJoined($0.word) }) else { return words }
        var joined: [TextWord] = []
        joined.reserveCapacity(words.count)
        var index = 0
        while index < words.count {
            var word = words[index]
            if lexicon.beginsJoined(word.word), let length = lexicon.joinedLength(words[index...]) {
                let parts = words[index..<index + length]
                word.word = parts.map(\.word).joined(separator: "-")
                let entry = lexicon.entry(for: word.word)
                word.key = entry.key
                word.tags = entry.tags
                word.place = word.place.lowerBound..<parts.last!.place.upperBound
                index += length
            } else {
                index += 1
            }
            joined.append(word)
        }
        return joined
    }

    private func sentences(_ words: [TextWord]) -> [ArraySlice<TextWord>] {
        var found: [ArraySlice<TextWord>] = []
        var start = 0
        for index in words.indices.dropFirst() where words[index].gap == .sentence {
            found.append(words[start..<index])
            start = index
        }
        if start < words.count { found.append(words[start...]) }
        return found
    }
}
