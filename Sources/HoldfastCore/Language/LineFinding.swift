// SPDX-License-Identifier: Apache-2.0

/// What was found in one line: spans of words that claim, deny, ask, affirm or negate, and the words still free.
struct LineFinding {
    private struct Span {
        var words: Range<Int>
        /// The words among them that name the value; all of a phrase.
        var core: Range<Int>
        var meaning: Meaning
        /// How far back the phrase stands that its cue needs earlier in the sentence; nil where it needs none.
        var reach: Int?

        /// Longer spans first, then those with the nearer phrase before them, then those without one; earlier ones first among equals.
        func outranks(_ other: Span) -> Bool {
            if words.count != other.words.count { return words.count > other.words.count }
            if reach != other.reach { return reach ?? .max < other.reach ?? .max }
            return words.lowerBound < other.words.lowerBound
        }
    }

    private enum Meaning: Hashable {
        case value(Claim, isDenied: Bool)
        case phrase(CompiledLexicon.Effect)
    }

    private let tokens: LineTokens
    private let lexicon: CompiledLexicon
    private var spans: [Span] = []
    private var taken: [Bool]
    /// Nil for a lexicon of one service.
    private let scope: TopicScope?

    init(tokens: LineTokens, lexicon: CompiledLexicon, after acts: [DialogueAct]) {
        self.tokens = tokens
        self.lexicon = lexicon
        scope = lexicon.topics.map { TopicScope($0, tokens: tokens, after: acts) }
        taken = [Bool](repeating: false, count: tokens.count)
        var candidates: [Span] = []
        for start in 0..<tokens.count { collect(at: start, into: &candidates) }
        candidates.removeAll { !isInScope($0) }
        candidates.sort { $0.outranks($1) }
        for candidate in candidates where !candidate.words.contains(where: { taken[$0] }) { take(candidate) }
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
            case .value(let claim, let flag): located.add(claim, isDenied: flag || isDenied(span.words.lowerBound), at: place(of: span))
            case .phrase(.question(let attribute)):
                if !located.reading.asked.contains(attribute) { located.reading.asked.append(attribute) }
            case .phrase(.affirmation): if !isDenied(span.words.lowerBound) { located.reading.affirms = true }
            case .phrase(.negation): located.reading.negates = true
            }
        }
        return located
    }

    private func place(of span: Span) -> Range<Int> {
        tokens.places[span.core.lowerBound].lowerBound..<tokens.places[span.core.upperBound - 1].upperBound
    }

    /// Takes a value without a cue as the answer to a question for the attribute, where the line has none with a cue.
    mutating func readBareValue(of attribute: Attribute) {
        guard let index = lexicon.index(of: attribute), lexicon.acceptsBare[index] else { return }
        let isAnswered = spans.contains { span in
            if case .value(let claim, _) = span.meaning { claim.attribute == attribute } else { false }
        }
        guard !isAnswered else { return }
        if case .open(let limit) = lexicon.matchers[index] {
            if let span = bareOpenValue(limit: limit, attribute: attribute) { take(span) }
        } else if let span = bareListedValue(lexicon.matchers[index], attribute: attribute) {
            take(span)
        }
        spans.sort { $0.words.lowerBound < $1.words.lowerBound }
    }

    /// Whether the line is about the topic of the span's attribute where the span stands.
    private func isInScope(_ span: Span) -> Bool {
        guard let scope else { return true }
        switch span.meaning {
        case .value(let claim, _):
            // An errand such as `book_hotel` belongs to a topic by its value.
            let topic = lexicon.topicOf[claim.attribute] ?? lexicon.topics?.topic(ofValue: claim.value)
            return topic.map { $0 == scope.topics[span.words.upperBound - 1] } ?? true
        case .phrase(.question(let attribute)): return lexicon.topicOf[attribute].map { $0 == scope.topics[span.words.lowerBound] } ?? true
        case .phrase: return true
        }
    }

    private mutating func take(_ span: Span) {
        for index in span.words { taken[index] = true }
        spans.append(span)
    }

    // MARK: - Candidates

    private func collect(at start: Int, into candidates: inout [Span]) {
        let word = tokens.words[start]
        for phrase in lexicon.phrases[word] ?? [] where tokens.matches(phrase.words[...], at: start) {
            let words = start..<start + phrase.words.count
            candidates.append(Span(words: words, core: words, meaning: .phrase(phrase.effect)))
        }
        for cue in lexicon.cues[word] ?? [] { collect(cue, at: start, into: &candidates) }
        for cue in lexicon.closedFirst[word] ?? [] { collect(cue, at: start, into: &candidates) }
        if !lexicon.numberFirst.isEmpty, NumberWords.read(tokens, at: start) != nil {
            for cue in lexicon.numberFirst { collect(cue, at: start, into: &candidates) }
        }
    }

    private func collect(_ cue: CompiledLexicon.Cue, at start: Int, into candidates: inout [Span]) {
        guard tokens.matches(cue.before[...], at: start) else { return }
        var reach: Int?
        if !cue.earlier.isEmpty {
            reach = self.reach(of: cue.earlier, before: start)
            guard reach != nil else { return }
        }
        let slot = start + cue.before.count
        guard slot < tokens.count, slot == start || !tokens.breaks[slot] else { return }
        for match in lexicon.matchers[cue.attribute].matches(in: tokens, at: slot) {
            let end = slot + match.length
            guard cue.after.isEmpty || (end < tokens.count && !tokens.breaks[end] && tokens.matches(cue.after[...], at: end)) else { continue }
            let claim = Claim(lexicon.attributes[cue.attribute], match.value)
            candidates.append(
                Span(words: start..<end + cue.after.count, core: slot..<end, meaning: .value(claim, isDenied: match.isDenied), reach: reach))
            return
        }
    }

    /// How many words before `start` a phrase stands in the same sentence, or nil.
    private func reach(of phrase: [String], before start: Int) -> Int? {
        var index = start - 1
        while index >= 0, !tokens.ends[index] {
            if tokens.words[index] == phrase[0], index + phrase.count <= start, tokens.matches(phrase[...], at: index) { return start - index }
            index -= 1
        }
        return nil
    }

    // MARK: - Bare values

    private func bareListedValue(_ matcher: ValueMatcher, attribute: Attribute) -> Span? {
        for start in 0..<tokens.count where !taken[start] {
            for match in matcher.matches(in: tokens, at: start) where !taken[start..<start + match.length].contains(true) {
                let words = start..<start + match.length
                return Span(words: words, core: words, meaning: .value(Claim(attribute, match.value), isDenied: false))
            }
        }
        return nil
    }

    /// The first run of free words between punctuation that is nothing but a value, politeness aside.
    private func bareOpenValue(limit: Int, attribute: Attribute) -> Span? {
        var start = 0
        while start < tokens.count {
            var end = start + 1
            while end < tokens.count, !tokens.breaks[end] { end += 1 }
            let value = kernel(of: start..<end)
            if !value.isEmpty, value.count <= limit + 1, !tokens.asks[end - 1],
                value.allSatisfy({ !taken[$0] && !FunctionWords.stops.contains(tokens.words[$0]) })
            {
                let used = value.prefix(limit)
                return Span(
                    words: used, core: used, meaning: .value(Claim(attribute, tokens.words[used].joined(separator: " ")), isDenied: false))
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
            if FunctionWords.fillers.contains(tokens.words[start]) {
                start += 1
                moved = true
            } else if let lead = FunctionWords.leads.first(where: { tokens.matches($0[...], at: start) && start + $0.count <= end }) {
                start += lead.count
                moved = true
            }
        }
        while start < end {
            if FunctionWords.fillers.contains(tokens.words[end - 1]) {
                end -= 1
            } else if end - start > 1, tokens.words[end - 2] == "thank", tokens.words[end - 1] == "you" {
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
        while index >= 0, steps < 6, !tokens.breaks[index + 1] {
            let word = tokens.words[index]
            if FunctionWords.deniers.contains(word) { return true }
            if word == "but" || word == "and" || isValue(index) { return false }
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
