// SPDX-License-Identifier: Apache-2.0

/// Reads what a text says of its speaker: statements of (relation, value), with polarity and place.
///
/// The mechanism is general: clauses whose subject is the speaker, their verb group (denied or not, when, how surely), and the things
/// after the verb. Questions, conditions, reported speech, wishes contrary to fact, other people and quotations yield nothing.
struct FreeTextReader {
    let lexicon = FreeTextLexicon.english

    /// What a line says of who says it.
    func statements(inLine line: String) -> [Statement] {
        let words = joined(TextWords.cut(line, lexicon: lexicon))
        var found: [Statement] = []
        let isMixedCase = words.count { $0.isCapital } * 2 < words.count + 2
        for sentence in sentences(words) {
            var reader = SentenceReader(words: sentence, lexicon: lexicon, isMixedCase: isMixedCase)
            reader.read()
            found += reader.statements
        }
        return found
    }

    /// What a persona, with or without a goal, says of the person, whichever grammatical person it speaks in.
    func statements(inGround ground: String) -> [Statement] {
        let words = joined(TextWords.cut(ground, lexicon: lexicon))
        var found: [Statement] = []
        let isMixedCase = words.count { $0.isCapital } * 2 < words.count + 2
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
        }
        return found
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
