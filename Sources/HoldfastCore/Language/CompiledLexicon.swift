// SPDX-License-Identifier: Apache-2.0

/// A lexicon prepared for matching: cues and phrases indexed by the word they begin with.
struct CompiledLexicon: Sendable {
    /// A statement template: words before the slot, words after it.
    struct Cue: Sendable {
        var attribute: Int
        /// A phrase that must stand earlier in the sentence, as `leave` in `leave ... by {}`; empty where nothing must.
        var earlier: [String]
        var before: [String]
        var after: [String]
    }

    /// A fixed phrase and what it does.
    struct Phrase: Sendable {
        var words: [String]
        var effect: Effect
    }

    enum Effect: Sendable, Hashable { case question(Attribute), affirmation, negation }

    let attributes: [Attribute]
    let matchers: [ValueMatcher]
    let acceptsBare: [Bool]
    /// Cues that begin with a word, by that word.
    private(set) var cues: [String: [Cue]] = [:]
    /// Cues that begin with a closed value, by each first word such a value can have.
    private(set) var closedFirst: [String: [Cue]] = [:]
    /// Cues that begin with a number.
    private(set) var numberFirst: [Cue] = []
    private(set) var phrases: [String: [Phrase]] = [:]
    private let indices: [Attribute: Int]
    /// Nil for a lexicon of one service.
    let topics: CompiledTopics?
    /// The topic of each attribute, nil for attributes of all topics.
    let topicOf: [Attribute: Int]

    init(_ lexicon: Lexicon) {
        attributes = lexicon.attributes.map(\.attribute)
        matchers = lexicon.attributes.map { ValueMatcher($0.pattern) }
        acceptsBare = lexicon.attributes.map(\.acceptsBareValue)
        indices = Dictionary(attributes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let topics = lexicon.topics.isEmpty ? nil : CompiledTopics(lexicon.topics)
        self.topics = topics
        topicOf = Dictionary(attributes.compactMap { name in topics?.topic(of: name).map { (name, $0) } }, uniquingKeysWith: { first, _ in first })
        for (index, entry) in lexicon.attributes.enumerated() {
            for statement in entry.statements { add(statement, attribute: index) }
            for question in entry.questions { add(question, effect: .question(entry.attribute)) }
        }
        for phrase in lexicon.affirmations { add(phrase, effect: .affirmation) }
        for phrase in lexicon.negations { add(phrase, effect: .negation) }
    }

    /// Where an attribute stands in `attributes`, or nil for one the lexicon does not know.
    func index(of attribute: Attribute) -> Int? { indices[attribute] }

    private mutating func add(_ statement: String, attribute: Int) {
        var words = statement.split(separator: " ").map(String.init)
        var earlier: [String] = []
        if let gap = words.firstIndex(of: "...") {
            earlier = LineTokens(words[..<gap].joined(separator: " ")).words
            words.removeSubrange(...gap)
        }
        guard let slot = words.firstIndex(of: "{}") else { return }
        let cue = Cue(
            attribute: attribute, earlier: earlier, before: LineTokens(words[..<slot].joined(separator: " ")).words,
            after: LineTokens(words[(slot + 1)...].joined(separator: " ")).words)
        if let first = cue.before.first {
            cues[first, default: []].append(cue)
        } else {
            switch matchers[attribute] {
            case .closed(let values): for first in values.keys { closedFirst[first, default: []].append(cue) }
            case .number: numberFirst.append(cue)
            // An open value with nothing before it could be anything.
            case .open: break
            }
        }
    }

    private mutating func add(_ phrase: String, effect: Effect) {
        let words = LineTokens(phrase).words
        guard let first = words.first else { return }
        phrases[first, default: []].append(Phrase(words: words, effect: effect))
    }
}
