// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

extension PersonaSignal {
    /// Takes what the probes of an episode show.
    mutating func addProbes(of stored: StoredEpisode) {
        var places: [Place: [UInt32: Int]] = [:]
        var asked = 0
        var hasReplies = false
        let outcomes = stored.answerOutcomes
        for probe in stored.episode.probes {
            switch probe.kind {
            case .forecast: break
            case .withoutPersona:
                hasReplies = true
                addReply(probe, stored)
            case .regeneration:
                let truth = stored.episode.scenario.truth(of: probe.attribute)
                let code = AnswerCode.of(probe.answer, question: probe.question, truth: truth)
                let ground = stored.episode.scenario.ground(of: probe.attribute)
                if ground == .told { count(Item(kind: .regeneration, attribute: probe.attribute), code: code, stored) }
                places[Place(turn: probe.turn, attribute: probe.attribute, ground: ground), default: [:]][code, default: 0] += 1
            case .open, .choice:
                addAnswer(probe, asked < outcomes.count ? outcomes[asked] : .abstain, stored)
                asked += 1
            }
        }
        if !places.isEmpty { addCommitments(places, stored) }
        if hasReplies { addSimilarities(of: stored) }
    }

    struct Place: Hashable {
        var turn: Int
        var attribute: Attribute
        var ground: ProbeColumn.Ground
    }

    private mutating func addAnswer(_ probe: ProbeRecord, _ outcome: VerdictOutcome, _ stored: StoredEpisode) {
        let isChoice = probe.kind == .choice
        if outcome != .abstain {
            add(1, to: .decided(isChoice: isChoice), stored)
            if outcome == .pass { add(1, to: .right(isChoice: isChoice), stored) }
        }
        let truth = stored.episode.scenario.truth(of: probe.attribute)
        // An answer that names no option is an answer too: `0`, which no text has but by accident.
        let code: UInt32 =
            if outcome == .pass, let own = truth.first { AnswerCode.of(value: own) } else if isChoice {
                probe.chosenOption.map { AnswerCode.of(value: $0) } ?? 0
            } else {
                AnswerCode.of(probe.answer, question: probe.question, truth: truth)
            }
        count(Item(kind: isChoice ? .choice : .open, attribute: probe.attribute), code: code, stored)
        guard let own = truth.first else { return }
        count(Item(kind: .truth, attribute: probe.attribute), code: AnswerCode.of(value: own), stored)
        guard outcome == .fail, !isChoice else { return }
        // Which of them is a value shows once all personas' values are known.
        for code in AnswerCode.mentions(in: probe.answer, question: probe.question) {
            count(Item(kind: .mention, attribute: probe.attribute), code: code, stored)
        }
    }

    private mutating func addCommitments(_ places: [Place: [UInt32: Int]], _ stored: StoredEpisode) {
        var least = 1.0
        for (place, counts) in places {
            let count = counts.values.reduce(0, +)
            guard count > 1, let most = counts.values.max() else { continue }
            let share = Double(most) / Double(count)
            let entropy = Entropy.plugIn(counts.sorted { $0.key < $1.key }.map { Double($0.value) }) ?? 0
            let line = stored.episode.line(at: place.turn)
            add(1, to: .commitment(.places, place.ground, line: line), stored)
            add(share, to: .commitment(.agreement, place.ground, line: line), stored)
            add(1 - entropy / log(Double(count)), to: .commitment(.concentration, place.ground, line: line), stored)
            if place.ground == .told { least = min(least, share) }
        }
        if least < 1 { note(likeness: nil, disagreement: 1 - least, stored) }
    }

    /// Takes the stored similarities of lines to what is said in their place without persona.
    private mutating func addSimilarities(of stored: StoredEpisode) {
        var points: [(line: Double, value: Double)] = []
        for score in stored.scored.scores {
            guard let turn = score.turn, let value = score.value, score.name == MetricName.noPersonaSimilarity else { continue }
            let line = stored.episode.line(at: turn)
            add(1, to: .compared(line: line), stored)
            add(value, to: .similarity(line: line), stored)
            points.append((Double(line), value))
        }
        guard !points.isEmpty else { return }
        let count = Double(points.count)
        let means = (points.reduce(0) { $0 + $1.line } / count, points.reduce(0) { $0 + $1.value } / count)
        add(points.reduce(0) { $0 + ($1.line - means.0) * ($1.line - means.0) }, to: .lineSquares, stored)
        add(points.reduce(0) { $0 + ($1.line - means.0) * ($1.value - means.1) }, to: .lineProducts, stored)
        note(likeness: means.1, disagreement: nil, stored)
    }

    /// Holds a line and what is said in its place without persona against the persona's rules.
    private mutating func addReply(_ probe: ProbeRecord, _ stored: StoredEpisode) {
        guard let line = stored.episode.turns.first(where: { $0.index == probe.turn && $0.seat == .user }) else { return }
        for rule in stored.episode.scenario.persona.policy {
            guard let kind = ProbeColumn.Rule(rule.behaviour) else { continue }
            for (text, withPersona) in [(line.text, true), (probe.answer, false)] {
                guard let isKept = rule.behaviour.isKept(by: text) else { continue }
                add(1, to: .judged(kind, withPersona: withPersona), stored)
                if !isKept { add(1, to: .broken(kind, withPersona: withPersona), stored) }
            }
        }
    }
}

extension StoredEpisode {
    /// How the questions for facts were answered, in their order, by the judge that rewards.
    fileprivate var answerOutcomes: [VerdictOutcome] {
        var judge: String?
        var outcomes: [VerdictOutcome] = []
        for verdict in scored.verdicts where verdict.criterion == Criterion.questionAndAnswer {
            if judge == nil { judge = verdict.judge }
            if verdict.judge == judge { outcomes.append(verdict.outcome) }
        }
        return outcomes
    }
}

extension Episode {
    /// Which line of the user stands at a turn, from 1.
    fileprivate func line(at turn: Int) -> Int { turns.count { $0.seat == .user && $0.index <= turn } }
}

extension Scenario {
    fileprivate func ground(of attribute: Attribute) -> ProbeColumn.Ground {
        let facts = [persona.facts, goal.constraints].joined().filter { $0.attribute == attribute }
        if facts.contains(where: { $0.visibility == .secret }) { return .secret }
        return facts.isEmpty && !persona.declared.contains { $0.name == attribute } ? .unspecified : .told
    }

    /// The true values of an attribute; empty where nothing specifies it.
    fileprivate func truth(of attribute: Attribute) -> [String] {
        var values: [String] = []
        for fact in persona.facts where fact.attribute == attribute { values.append(fact.value) }
        for fact in goal.constraints where fact.attribute == attribute { values.append(fact.value) }
        if values.isEmpty, let declared = persona.declared.first(where: { $0.name == attribute }) { values.append(declared.initial) }
        return values
    }
}

extension ProbeColumn.Rule {
    /// Nil for rules that a single line cannot be held against.
    fileprivate init?(_ behaviour: Behaviour) {
        switch behaviour {
        case .atMostWords: self = .atMostWords
        case .alwaysSays: self = .alwaysSays
        case .neverSays: self = .neverSays
        case .onlyWhenAsked, .neverStates, .described: return nil
        }
    }
}

extension Behaviour {
    /// Whether a line keeps the rule, as far as words tell it; nil for the others.
    fileprivate func isKept(by text: String) -> Bool? {
        let words = LineWords.hashes(of: text)
        func says(_ phrase: String) -> Bool { words.holds(LineWords.hashes(of: phrase)) }
        return switch self {
        case .atMostWords(let limit): words.count <= limit
        case .alwaysSays(let phrases): phrases.contains(where: says)
        case .neverSays(let phrases): !phrases.contains(where: says)
        case .onlyWhenAsked, .neverStates, .described: nil
        }
    }
}
