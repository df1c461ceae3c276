// SPDX-License-Identifier: Apache-2.0

/// A place where a line names a topic.
struct TopicMention: Sendable {
    var words: Range<Int>
    var topic: Int
    /// A value of the topic rather than a word for it.
    var isName: Bool
    /// A word for the topic that brings it up, as in `a hotel`, rather than points back to it, as in `the hotel`.
    var opensTopic: Bool
}

/// The topics of a lexicon prepared for matching.
struct CompiledTopics: Sendable {
    private struct Cue: Sendable {
        var words: [String]
        var topic: Int
        var isName: Bool
    }

    private static let pointers: Set<String> = ["the", "that", "this", "my", "our", "your"]

    private let topics: [Topic]
    /// Cues by their first word, longest first.
    private var cues: [String: [Cue]] = [:]

    init(_ topics: [Topic]) {
        self.topics = topics
        for (index, topic) in topics.enumerated() {
            for (texts, isName) in [(topic.cues, false), (topic.names, true)] {
                for text in texts {
                    let words = LineTokens(text).words
                    if let first = words.first { cues[first, default: []].append(Cue(words: words, topic: index, isName: isName)) }
                }
            }
        }
        cues = cues.mapValues { list in list.sorted { ($0.words.count, $1.topic) > ($1.words.count, $0.topic) } }
    }

    /// The topic an attribute belongs to, or nil for one that belongs to all.
    func topic(of attribute: Attribute) -> Int? { topics.firstIndex { attribute.rawValue.hasPrefix($0.name + "_") } }

    /// The topic a value is named after, as `book_hotel` after `hotel`, or nil.
    func topic(ofValue value: String) -> Int? { topics.firstIndex { value.hasSuffix("_" + $0.name) } }

    /// What the agent's acts are about: the last attribute asked for or pressed, else the last attribute or intent named.
    func topic(of acts: [DialogueAct]) -> Int? {
        func topic(_ act: DialogueAct) -> Int? {
            guard let name = act.attribute?.rawValue ?? act.intent else { return nil }
            return topics.firstIndex { $0.owns(name) }
        }
        let asking = acts.filter { [.request, .confirm, .presume].contains($0.kind) }
        return asking.compactMap(topic).last ?? acts.compactMap(topic).last
    }

    func prevails(_ topic: Int) -> Bool { topics[topic].prevails }

    /// Where the line names a topic, in order, without overlaps.
    func mentions(in tokens: LineTokens) -> [TopicMention] {
        var found: [TopicMention] = []
        var index = 0
        while index < tokens.count {
            guard let cue = cues[tokens.words[index]]?.first(where: { tokens.matches($0.words[...], at: index) }) else {
                index += 1
                continue
            }
            let pointsBack = index > 0 && Self.pointers.contains(tokens.words[index - 1])
            found.append(
                TopicMention(
                    words: index..<index + cue.words.count, topic: cue.topic, isName: cue.isName, opensTopic: !cue.isName && !pointsBack))
            index += cue.words.count
        }
        return found
    }
}
