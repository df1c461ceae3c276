// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels

/// When to ask the simulator about its own persona, in a fork of the dialogue.
///
/// Source: the question-and-answer probe of arXiv:2511.00222. We depart from it: the simulator itself answers, with the dialogue
/// so far and nothing else before it, and answers in its own words instead of choosing among options.
public struct ProbePlan: Hashable, Sendable, Codable {
    /// After which user lines to ask, counted from 1. A line that ends the dialogue is followed by no probe.
    public var afterUserTurns: [Int]
    /// Attributes asked about each time, at most.
    public var questions: Int

    /// A plan of two questions each time, unless told otherwise.
    public init(afterUserTurns: [Int], questions: Int = 2) {
        self.afterUserTurns = afterUserTurns
        self.questions = questions
    }

    /// The questions to ask in a scenario after a user turn.
    ///
    /// Attributes are drawn without repetition among the persona's shared facts that the lexicon has requests for. The draw depends on
    /// the scenario's seed and the turn alone, so the members of a group, and evaluations before and after training, are asked the same.
    /// - Parameter turn: index of the user turn in the dialogue, both seats counted.
    public func questions(in scenario: Scenario, lexicon: Lexicon, turn: Int) -> [ProbeQuestion] {
        let requests = Dictionary(lexicon.attributes.map { ($0.attribute, $0.requests) }, uniquingKeysWith: { first, _ in first })
        var candidates: [Attribute] = []
        for fact in scenario.persona.facts where fact.visibility == .shared && !candidates.contains(fact.attribute) {
            if requests[fact.attribute]?.isEmpty == false { candidates.append(fact.attribute) }
        }
        var stream = RandomKey(seed: scenario.seed, turn: turn, purpose: .probe).stream
        var chosen: [ProbeQuestion] = []
        while chosen.count < questions, let attribute = stream.pick(candidates) {
            candidates.removeAll { $0 == attribute }
            if let text = stream.pick(requests[attribute] ?? []) {
                chosen.append(ProbeQuestion(attribute: attribute, text: text))
            }
        }
        return chosen
    }
}

/// One question about one attribute.
public struct ProbeQuestion: Hashable, Sendable {
    /// What it asks for.
    public var attribute: Attribute
    /// The question as a whole line of an agent.
    public var text: String

    /// A question about an attribute.
    public init(attribute: Attribute, text: String) {
        self.attribute = attribute
        self.text = text
    }
}

/// A question with the fork to sample its answer from.
public struct ProbeCall: Hashable, Sendable {
    /// What is asked.
    public var question: ProbeQuestion
    /// The dialogue so far with the question behind it. It forks off the session and does not extend it.
    public var request: SampleRequest

    /// A question and how to sample its answer.
    public init(question: ProbeQuestion, request: SampleRequest) {
        self.question = question
        self.request = request
    }
}
