// SPDX-License-Identifier: Apache-2.0

/// Which topic each word of a line is about: what its sentence names nearest, else what the line spoke of before, else what the
/// agent spoke of.
struct TopicScope {
    private(set) var topics: [Int?]

    init(_ compiled: CompiledTopics, of lexicon: CompiledLexicon, tokens: LineTokens, after acts: [DialogueAct]) {
        topics = [Int?](repeating: nil, count: tokens.count)
        let mentions = compiled.mentions(in: tokens, of: lexicon)
        var current = compiled.topic(of: acts) ?? mentions.first?.topic
        var start = 0
        while start < tokens.count {
            let end = (start..<tokens.count).first { tokens[$0].ends }.map { $0 + 1 } ?? tokens.count
            let inside = mentions.filter { $0.words.lowerBound >= start && $0.words.lowerBound < end }
            let ruling = Self.ruling(inside, current: current, compiled)
            for index in start..<end {
                topics[index] = ruling ?? Self.nearest(inside, to: index, in: tokens) ?? current
            }
            current = ruling ?? inside.last?.topic ?? current
            start = end
        }
    }

    /// The topic of a whole sentence: a prevailing one it names, or the prevailing one under discussion while it opens no other.
    private static func ruling(_ mentions: [TopicMention], current: Int?, _ compiled: CompiledTopics) -> Int? {
        if let named = mentions.first(where: { !$0.isName && compiled.prevails($0.topic) }) { return named.topic }
        guard let current, compiled.prevails(current), !mentions.contains(where: \.opensTopic) else { return nil }
        return current
    }

    /// The mention that governs a word: a noun right after it (`cheap hotel`), else the last one before it, else the first after it.
    private static func nearest(_ mentions: [TopicMention], to index: Int, in tokens: LineTokens) -> Int? {
        let next = mentions.first { $0.words.upperBound > index }
        if let next, next.words.lowerBound - index <= 2, next.words.contains(index) || !tokens[next.words.lowerBound].isParted { return next.topic }
        return mentions.last { $0.words.upperBound <= index }?.topic ?? next?.topic
    }
}
