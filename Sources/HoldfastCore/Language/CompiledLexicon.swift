// SPDX-License-Identifier: Apache-2.0

/// A lexicon prepared for matching: every word a number, cues and phrases filed under the word they begin with.
///
/// A class, because each line that is read holds on to it: one reference to count instead of one per table.
final class CompiledLexicon: Sendable {
    /// A statement template: words before the slot, words after it.
    struct Cue: Sendable {
        var attribute: Int
        /// A phrase that must stand earlier in the sentence, as `leave` in `leave ... by {}`; empty where nothing must.
        var earlier: WordRun
        var before: WordRun
        var after: WordRun
    }

    /// A fixed phrase and what it does.
    struct Phrase: Sendable {
        var words: WordRun
        var effect: Effect
    }

    enum Effect: Sendable, Hashable {
        /// Asks for an attribute, by its place in `attributes`.
        case question(Int)
        case affirmation, negation
    }

    /// What it was prepared from.
    let lexicon: Lexicon
    let attributes: [Attribute]
    let matchers: [ValueMatcher]
    let acceptsBare: [Bool]
    /// Where the first entry of each entry's attribute stands: the same for all entries of one attribute.
    let canonical: [Int]
    /// Canonical values that the spellings of closed lists stand for.
    let values: [String]
    let vocabulary: Vocabulary
    /// The words of all phrases.
    let pool: [Int32]
    /// By the words' numbers.
    let traits: [WordTraits]
    /// Cues that begin with a word.
    let cues: FirstWordIndex<Cue>
    /// Cues that begin with a closed value, by each first word such a value can have.
    let closedFirst: FirstWordIndex<Cue>
    /// Cues that begin with a number.
    let numberFirst: [Cue]
    let phrases: FirstWordIndex<Phrase>
    /// Beginnings that lead to a bare answer.
    let leads: [WordRun]
    let thank: Int32
    let you: Int32
    private let indices: [Attribute: Int]
    /// Nil for a lexicon of one service.
    let topics: CompiledTopics?
    /// The topic of each entry's attribute, nil for attributes of all topics.
    let topicOf: [Int?]

    init(_ lexicon: Lexicon) {
        var builder = LexiconBuilder()
        let attributes = lexicon.attributes.map(\.attribute)
        let indices = Dictionary(attributes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        matchers = lexicon.attributes.map { builder.matcher($0.pattern) }
        for (index, entry) in lexicon.attributes.enumerated() {
            for statement in entry.statements { builder.add(statement, attribute: index, matcher: matchers[index]) }
            for question in entry.questions { builder.add(question, effect: .question(index)) }
        }
        for phrase in lexicon.affirmations { builder.add(phrase, effect: .affirmation) }
        for phrase in lexicon.negations { builder.add(phrase, effect: .negation) }
        leads = FunctionWords.leads.map { builder.pool.run($0.joined(separator: " ")) }
        thank = builder.pool.add("thank")
        you = builder.pool.add("you")
        for word in WordTraits.words { _ = builder.pool.add(word) }
        let topics = lexicon.topics.isEmpty ? nil : CompiledTopics(lexicon.topics, pool: &builder.pool)
        self.topics = topics
        topicOf = attributes.map { topics?.topic(of: $0) }
        let vocabulary = builder.pool.vocabulary
        traits = (0..<Int32(vocabulary.count)).map { WordTraits(of: vocabulary[$0]) }
        cues = FirstWordIndex(builder.cues, vocabulary: vocabulary)
        closedFirst = FirstWordIndex(builder.closedFirst, vocabulary: vocabulary)
        phrases = FirstWordIndex(builder.phrases, vocabulary: vocabulary)
        numberFirst = builder.numberFirst
        values = builder.values
        pool = builder.pool.words
        self.vocabulary = vocabulary
        canonical = attributes.map { indices[$0] ?? 0 }
        acceptsBare = lexicon.attributes.map(\.acceptsBareValue)
        self.lexicon = lexicon
        self.attributes = attributes
        self.indices = indices
    }

    /// Where an attribute stands in `attributes`, or nil for one the lexicon does not know.
    func index(of attribute: Attribute) -> Int? { indices[attribute] }

    func traits(of token: LineToken) -> WordTraits {
        token.number == Vocabulary.unknown ? .none : traits[Int(token.number)]
    }

    /// The canonical form of a value that was found in a line.
    func text(of value: ValueMatcher.Value, in tokens: LineTokens) -> String {
        switch value {
        case .listed(let place): values[Int(place)]
        case .number(let number): String(number)
        case .words(let words): tokens.text(of: words)
        }
    }
}
