// SPDX-License-Identifier: Apache-2.0

/// What was found in one line: spans of words that claim, deny, ask, affirm or negate, and the words still free.
struct LineFinding {
    private struct Span {
        var words: Range<Int>
        /// The words among them that name the value; all of a phrase.
        var core: Range<Int>
        var meaning: Meaning
        /// How far back the phrase stands that its cue needs earlier in the sentence; the largest number where it needs none.
        var reach = Int.max

        /// Longer spans first, then those with the nearer phrase before them, then those without one; earlier ones first among equals.
        func outranks(_ other: Span) -> Bool {
            if words.count != other.words.count { return words.count > other.words.count }
            if reach != other.reach { return reach < other.reach }
            return words.lowerBound < other.words.lowerBound
        }
    }

    private enum Meaning {
        /// A value of an attribute, by its place in the lexicon.
        case value(Int, ValueMatcher.Value, isDenied: Bool)
        case phrase(CompiledLexicon.Effect)
    }

    private var tokens: LineTokens
    private let lexicon: CompiledLexicon
    private var spans: [Span] = []
    /// Nil for a lexicon of one service.
    private let scope: TopicScope?

    init(in line: String, lexicon: CompiledLexicon, after acts: [DialogueAct]) {
        tokens = LineTokens(line, vocabulary: lexicon.vocabulary)
        self.lexicon = lexicon
        scope = lexicon.topics.map { [tokens] in TopicScope($0, of: lexicon, tokens: tokens, after: acts) }
        var candidates: [Span] = []
        candidates.reserveCapacity(16)
        spans.reserveCapacity(8)
        for start in 0..<tokens.count { collect(at: start, into: &candidates) }
        if scope != nil { candidates.removeAll { !isInScope($0) } }
        candidates.sort { $0.outranks($1) }
        for candidate in candidates where !isTaken(candidate.words) { take(candidate) }
        spans.sort { $0.words.lowerBound < $1.words.lowerBound }
    }

    /// Whether the line first says yes or first says no, and where; nil where it says neither.
    var polarity: (affirms: Bool, place: Range<Int>)? {
        for span in spans {
            guard case .phrase(let effect) = span.meaning else { continue }
            if effect == .affirmation, !isDenied(span.words.lowerBound) { return (true, place(of: span)) }
            if effect == .negation { return (false, place(of: span)) }
        }
        return nil
    }

    var located: LocatedReading {
        var located = LocatedReading()
        for span in spans {
            switch span.meaning {
            case .value(let attribute, let value, let flag):
                let claim = Claim(lexicon.attributes[attribute], lexicon.text(of: value, in: tokens))
                located.add(claim, isDenied: flag || isDenied(span.words.lowerBound), at: place(of: span))
            case .phrase(.question(let index)):
                let attribute = lexicon.attributes[index]
                if !located.reading.asked.contains(attribute) { located.reading.asked.append(attribute) }
            case .phrase(.affirmation): if !isDenied(span.words.lowerBound) { located.reading.affirms = true }
            case .phrase(.negation): located.reading.negates = true
            }
        }
        return located
    }

    private func place(of span: Span) -> Range<Int> {
        Int(tokens[span.core.lowerBound].place.lowerBound)..<Int(tokens[span.core.upperBound - 1].place.upperBound)
    }

    /// Takes a value without a cue as the answer to a question for the attribute, where the line has none with a cue.
    mutating func readBareValue(of attribute: Attribute) {
        guard let index = lexicon.index(of: attribute), lexicon.acceptsBare[index] else { return }
        let isAnswered = spans.contains { span in
            if case .value(let answered, _, _) = span.meaning { lexicon.canonical[answered] == index } else { false }
        }
        guard !isAnswered else { return }
        if case .open(let limit) = lexicon.matchers[index] {
            if let span = bareOpenValue(limit: limit, attribute: index) { take(span) }
        } else if let span = bareListedValue(of: index) {
            take(span)
        }
        spans.sort { $0.words.lowerBound < $1.words.lowerBound }
    }

    /// Whether the line is about the topic of the span's attribute where the span stands.
    private func isInScope(_ span: Span) -> Bool {
        guard let scope else { return true }
        switch span.meaning {
        case .value(let attribute, let value, _):
            // An errand such as `book_hotel` belongs to a topic by its value.
            let topic = lexicon.topicOf[attribute] ?? lexicon.topics?.topic(ofValue: lexicon.text(of: value, in: tokens))
            return topic.map { $0 == scope.topics[span.words.upperBound - 1] } ?? true
        case .phrase(.question(let attribute)): return lexicon.topicOf[attribute].map { $0 == scope.topics[span.words.lowerBound] } ?? true
        case .phrase: return true
        }
    }

    private mutating func take(_ span: Span) {
        tokens.take(span.words)
        spans.append(span)
    }

    private func isTaken(_ words: Range<Int>) -> Bool { words.contains { tokens[$0].isTaken } }

    // MARK: - Candidates

    private func collect(at start: Int, into candidates: inout [Span]) {
        let word = tokens[start].number
        for place in lexicon.phrases.range(of: word) {
            let phrase = lexicon.phrases.elements[place]
            guard tokens.matches(phrase.words, of: lexicon.pool, at: start) else { continue }
            let words = start..<start + phrase.words.length
            candidates.append(Span(words: words, core: words, meaning: .phrase(phrase.effect)))
        }
        for place in lexicon.cues.range(of: word) { collect(lexicon.cues.elements[place], at: start, into: &candidates) }
        for place in lexicon.closedFirst.range(of: word) { collect(lexicon.closedFirst.elements[place], at: start, into: &candidates) }
        if !lexicon.numberFirst.isEmpty, lexicon.number(in: tokens, at: start) != nil {
            for cue in lexicon.numberFirst { collect(cue, at: start, into: &candidates) }
        }
    }

    private func collect(_ cue: CompiledLexicon.Cue, at start: Int, into candidates: inout [Span]) {
        guard tokens.matches(cue.before, of: lexicon.pool, at: start) else { return }
        var reach = Int.max
        if !cue.earlier.isEmpty {
            guard let found = self.reach(of: cue.earlier, before: start) else { return }
            reach = found
        }
        let slot = start + cue.before.length
        guard slot < tokens.count, slot == start || !tokens[slot].isParted else { return }
        let match = lexicon.match(cue.attribute, in: tokens, at: slot) { match in
            let end = slot + match.length
            return cue.after.isEmpty
                || (end < tokens.count && !tokens[end].isParted && tokens.matches(cue.after, of: lexicon.pool, at: end))
        }
        guard let match else { return }
        let end = slot + match.length
        candidates.append(
            Span(
                words: start..<end + cue.after.length, core: slot..<end,
                meaning: .value(cue.attribute, match.value, isDenied: match.isDenied), reach: reach))
    }

    /// How many words before `start` a phrase stands in the same sentence, or nil.
    private func reach(of phrase: WordRun, before start: Int) -> Int? {
        var index = start - 1
        while index >= 0, !tokens[index].ends {
            if index + phrase.length <= start, tokens.matches(phrase, of: lexicon.pool, at: index) { return start - index }
            index -= 1
        }
        return nil
    }

    // MARK: - Bare values

    private func bareListedValue(of attribute: Int) -> Span? {
        for start in 0..<tokens.count where !tokens[start].isTaken {
            let match = lexicon.match(attribute, in: tokens, at: start) { !isTaken(start..<start + $0.length) }
            if let match {
                let words = start..<start + match.length
                return Span(words: words, core: words, meaning: .value(attribute, match.value, isDenied: false))
            }
        }
        return nil
    }

    /// The first run of free words between punctuation that is nothing but a value, politeness aside.
    private func bareOpenValue(limit: Int, attribute: Int) -> Span? {
        var start = 0
        while start < tokens.count {
            var end = start + 1
            while end < tokens.count, !tokens[end].isParted { end += 1 }
            let value = kernel(of: start..<end)
            if !value.isEmpty, value.count <= limit + 1, !tokens[end - 1].asks,
                value.allSatisfy({ !tokens[$0].isTaken && !lexicon.traits(of: tokens[$0]).isStop })
            {
                let used = value.prefix(limit)
                return Span(words: used, core: used, meaning: .value(attribute, .words(used), isDenied: false))
            }
            start = end
        }
        return nil
    }

    /// A clause without the fillers and leading phrases around it.
    private func kernel(of clause: Range<Int>) -> Range<Int> {
        var start = clause.lowerBound
        var end = clause.upperBound
        var moved = true
        while moved, start < end {
            moved = false
            if lexicon.traits(of: tokens[start]).isFiller {
                start += 1
                moved = true
            } else if let lead = lexicon.leads.first(where: { tokens.matches($0, of: lexicon.pool, at: start) && start + $0.length <= end }) {
                start += lead.length
                moved = true
            }
        }
        while start < end {
            if lexicon.traits(of: tokens[end - 1]).isFiller {
                end -= 1
            } else if end - start > 1, tokens[end - 2].number == lexicon.thank, tokens[end - 1].number == lexicon.you {
                end -= 2
            } else {
                break
            }
        }
        return start..<end
    }

    // MARK: - Denial

    /// Whether a rejecting word stands close before a span, in the same clause and not spent on another value.
    private func isDenied(_ start: Int) -> Bool {
        var index = start - 1
        var steps = 0
        while index >= 0, steps < 6, !tokens[index + 1].isParted {
            let traits = lexicon.traits(of: tokens[index])
            if traits.isDenier { return true }
            if traits.parts || isValue(index) { return false }
            index -= 1
            steps += 1
        }
        return false
    }

    private func isValue(_ index: Int) -> Bool {
        spans.contains { span in
            if case .value = span.meaning { span.words.contains(index) } else { false }
        }
    }
}
