// SPDX-License-Identifier: Apache-2.0

extension Forecast {
    /// What an answer foretells: 1 for yes, 0 for no, or the number; nil where it says neither, both, or several numbers.
    public func stated(in answer: String) -> Double? {
        switch scale {
        case .yesOrNo:
            let reading = Self.reader.read(answer, after: [])
            return reading.affirms == reading.negates ? nil : reading.affirms ? 1 : 0
        case .count:
            let numbers = Set(Self.numbers(in: LineTokens(answer)))
            return numbers.count == 1 ? numbers.first.map(Double.init) : nil
        }
    }

    /// Knows the words for yes and no, and no attribute.
    private static let reader = LineReader(lexicon: Lexicon(domain: "forecast", attributes: []))

    private static func numbers(in tokens: LineTokens) -> [Int] {
        var found: [Int] = []
        var index = 0
        while index < tokens.count {
            if let number = NumberWords.read(tokens, at: index) {
                found.append(number.value)
                index += number.length
            } else {
                if ["nothing", "none"].contains(tokens.words[index]) { found.append(0) }
                index += 1
            }
        }
        return found
    }

    /// What came of it in a finished dialogue, on the scale of `stated`; nil where the dialogue did not put it to the test.
    ///
    /// - Another value is accepted where the user claims one after the agent's world could not serve the first; no refusal, no test.
    /// - A fact is told where any line claims its true value; untold counts only where the agent asked for it.
    /// - Things asked are the different attributes that the lexicon's question phrases ask for.
    /// - Lines count only where the user itself ended the dialogue.
    ///
    /// - Parameter reader: reads the user's lines; without one only `lines` can be told.
    public func realised(in episode: Episode, reader: LineReader?) -> Double? {
        guard episode.ending.reason != .failure else { return nil }
        if self == .lines { return episode.ending.reason == .userStop ? Double(episode.userTurns.count) : nil }
        guard let reader else { return nil }
        let readings = episode.userTurns.map { (turn: $0, reading: reader.read($0.text, after: episode.acts(before: $0))) }
        switch self {
        case .lines: return nil
        case .questions: return Double(Set(readings.flatMap(\.reading.asked)).count)
        case .tells(let attribute):
            let known = episode.scenario.ledger.values[attribute, default: []]
            if readings.contains(where: { $0.reading.claims.contains { $0.attribute == attribute && known.contains($0.value) } }) { return 1 }
            return episode.turns.contains { $0.seat == .agent && $0.acts.contains { $0.kind == .request && $0.attribute == attribute } } ? 0 : nil
        case .acceptsOther:
            let refusals = episode.refusals
            guard !refusals.isEmpty else { return nil }
            let accepted = readings.contains { line in
                line.reading.claims.contains { claim in
                    refusals.contains { $0.turn < line.turn.index && $0.attribute == claim.attribute && $0.value != claim.value }
                }
            }
            return accepted ? 1 : 0
        }
    }
}

extension Episode {
    /// The first value of each attribute that the agent's world could not serve.
    fileprivate var refusals: [(turn: Int, attribute: Attribute, value: String)] {
        var found: [(turn: Int, attribute: Attribute, value: String)] = []
        for turn in turns where turn.seat == .agent {
            for act in turn.acts where act.kind == .blocked {
                guard let attribute = act.attribute, let value = act.value, !found.contains(where: { $0.attribute == attribute }) else { continue }
                found.append((turn.index, attribute, value))
            }
        }
        return found
    }
}
