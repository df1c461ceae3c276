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
        var words: WordRun
        var topic: Int
        var isName: Bool
    }

    private let topics: [Topic]
    /// Cues by their first word, longest first.
    private let cues: FirstWordIndex<Cue>

    init(_ topics: [Topic], pool: inout WordPool) {
        self.topics = topics
        var filed: [Int32: [Cue]] = [:]
        for (index, topic) in topics.enumerated() {
            for (texts, isName) in [(topic.cues, false), (topic.names, true)] {
                for text in texts {
                    let words = pool.run(text)
                    if let first = pool.first(of: words) { filed[first, default: []].append(Cue(words: words, topic: index, isName: isName)) }
                }
            }
        }
        cues = FirstWordIndex(
            filed.mapValues { list in list.sorted { ($0.words.count, $1.topic) > ($1.words.count, $0.topic) } }, vocabulary: pool.vocabulary)
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
    func mentions(in tokens: LineTokens, of lexicon: CompiledLexicon) -> [TopicMention] {
        var found: [TopicMention] = []
        var index = 0
        while index < tokens.count {
            let places = cues.range(of: tokens[index].number)
            guard let place = places.first(where: { tokens.matches(cues.elements[$0].words, of: lexicon.pool, at: index) }) else {
                index += 1
                continue
            }
            let cue = cues.elements[place]
            let pointsBack = index > 0 && lexicon.traits(of: tokens[index - 1]).pointsBack
            found.append(
                TopicMention(
                    words: index..<index + cue.words.length, topic: cue.topic, isName: cue.isName, opensTopic: !cue.isName && !pointsBack))
            index += cue.words.length
        }
        return found
    }
}
