// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// When to ask the simulator what, in forks of the dialogue that leave no trace in it.
///
/// What is asked depends on the scenario's seed and the turn alone, so the members of a group, and evaluations before and after training,
/// are asked the same. Each kind draws from a stream of its own: asking more of one changes nothing about another.
///
/// Source of the open and choice questions: the question-and-answer probe of arXiv:2511.00222. We depart from it: the simulator itself
/// answers, with the dialogue so far and nothing else before it; open questions it answers in its own words.
public struct ProbePlan: Hashable, Sendable, Codable {
    /// After which user lines to ask open and choice questions, counted from 1. A line that ends the dialogue is followed by no question.
    public var afterUserTurns: [Int]
    /// Attributes asked about each time in an open question, at most.
    public var questions: Int
    /// Attributes asked about each time with five options to choose from, at most.
    public var choices = 0
    /// What to have foretold before the dialogue begins.
    public var forecasts: [ForecastKind] = []
    /// Where to sample what the simulator says without its persona.
    public var withoutPersona = CounterfactualPlan()
    /// Where to draw several answers to one question.
    public var regeneration = RegenerationPlan()

    /// A plan of two open questions each time and nothing else, unless told otherwise.
    public init(afterUserTurns: [Int], questions: Int = 2) {
        self.afterUserTurns = afterUserTurns
        self.questions = questions
    }

    /// The open questions to ask in a scenario after a user turn.
    ///
    /// Attributes are drawn without repetition among the persona's shared facts that the lexicon has requests for.
    /// - Parameter turn: index of the user turn in the dialogue, both seats counted.
    public func questions(in scenario: Scenario, lexicon: Lexicon, turn: Int) -> [ProbeQuestion] {
        var candidates = lexicon.askable(scenario.persona.attributes(.shared))
        var stream = RandomKey(seed: scenario.seed, turn: turn, purpose: .probe).stream
        var chosen: [ProbeQuestion] = []
        while chosen.count < questions, let attribute = stream.pick(candidates) {
            candidates.removeAll { $0 == attribute }
            if let text = stream.pick(lexicon.requests(for: attribute)) {
                chosen.append(ProbeQuestion(attribute: attribute, text: text))
            }
        }
        return chosen
    }
}

extension Persona {
    /// The attributes of its facts of one visibility, in their order.
    func attributes(_ visibility: Visibility) -> [Attribute] {
        var found: [Attribute] = []
        for fact in facts where fact.visibility == visibility && !found.contains(fact.attribute) { found.append(fact.attribute) }
        return found
    }
}

extension Lexicon {
    /// How an agent asks for an attribute; empty where it never does.
    func requests(for attribute: Attribute) -> [String] { attributes.first { $0.attribute == attribute }?.requests ?? [] }

    /// Those that an agent can ask for.
    func askable(_ attributes: [Attribute]) -> [Attribute] { attributes.filter { !requests(for: $0).isEmpty } }
}
