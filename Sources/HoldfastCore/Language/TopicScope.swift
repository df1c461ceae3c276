// SPDX-License-Identifier: Apache-2.0

/// The topics of a lexicon prepared for matching.
struct CompiledTopics: Sendable {
    private struct Cue: Sendable {
        var words: [String]
        var topic: Int
    }

    private let topics: [Topic]
    /// Cues by their first word, longest first.
    private var cues: [String: [Cue]] = [:]

    init(_ topics: [Topic]) {
        self.topics = topics
        for (index, topic) in topics.enumerated() {
            for text in topic.cues {
                let words = LineTokens(text).words
                if let first = words.first { cues[first, default: []].append(Cue(words: words, topic: index)) }
            }
        }
        cues = cues.mapValues { list in list.sorted { ($0.words.count, $1.topic) > ($1.words.count, $0.topic) } }
    }

    /// The topic an attribute belongs to, or nil for one that belongs to all.
    func topic(of attribute: Attribute) -> Int? { topics.firstIndex { attribute.rawValue.hasPrefix($0.name + "_") } }

    /// What the agent's acts are about: the last attribute asked for or pressed, else the last attribute or intent named.
    func topic(of acts: [DialogueAct]) -> Int? {
        func topic(_ act: DialogueAct) -> Int? {
            guard let name = act.attribute?.rawValue ?? act.intent else { return nil }
            return topics.firstIndex { $0.owns(name) }
        }
        let asking = acts.filter { [.request, .confirm, .presume].contains($0.kind) }
        return asking.compactMap(topic).last ?? acts.compactMap(topic).last
    }

    /// Where the line names a topic, in order, without overlaps.
    fileprivate func mentions(in tokens: LineTokens) -> [(words: Range<Int>, topic: Int)] {
        var found: [(words: Range<Int>, topic: Int)] = []
        var index = 0
        while index < tokens.count {
            if let cue = cues[tokens.words[index]]?.first(where: { tokens.matches($0.words[...], at: index) }) {
                found.append((index..<index + cue.words.count, cue.topic))
                index += cue.words.count
            } else {
                index += 1
            }
        }
        return found
    }

    fileprivate func prevails(_ topic: Int) -> Bool { topics[topic].prevails }
}

/// Which topic each word of a line is about: what its sentence names nearest, else what the line spoke of before, else what the
/// agent spoke of.
struct TopicScope {
    private(set) var topics: [Int?]

    init(_ compiled: CompiledTopics, tokens: LineTokens, after acts: [DialogueAct]) {
        topics = [Int?](repeating: nil, count: tokens.count)
        let mentions = compiled.mentions(in: tokens)
        var current = compiled.topic(of: acts) ?? mentions.first?.topic
        var start = 0
        while start < tokens.count {
            let end = (start..<tokens.count).first { tokens.ends[$0] }.map { $0 + 1 } ?? tokens.count
            let inside = mentions.filter { $0.words.lowerBound >= start && $0.words.lowerBound < end }
            let ruling = inside.first { compiled.prevails($0.topic) }?.topic
            for index in start..<end {
                topics[index] = ruling ?? Self.nearest(inside, to: index, in: tokens) ?? current
            }
            current = ruling ?? inside.last?.topic ?? current
            start = end
        }
    }

    /// The mention that governs a word: a noun right after it (`cheap hotel`), else the last one before it, else the first after it.
    private static func nearest(_ mentions: [(words: Range<Int>, topic: Int)], to index: Int, in tokens: LineTokens) -> Int? {
        let next = mentions.first { $0.words.upperBound > index }
        if let next, next.words.lowerBound - index <= 2, !tokens.breaks[max(index, next.words.lowerBound)] || next.words.contains(index) {
            return next.topic
        }
        return mentions.last { $0.words.upperBound <= index }?.topic ?? next?.topic
    }
}
