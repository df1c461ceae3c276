// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A scenario as it was read from a text.
public struct ScenarioReading: Hashable, Sendable {
    /// Who the user is and what it wants, as far as that was understood; nil where no errand was.
    public var scenario: Scenario?
    /// Sentences that nothing was read from, in their order.
    public var rest: [String]

    /// Whether an errand was understood, and everything else with it.
    public var isWhole: Bool { scenario != nil && rest.isEmpty }
}

/// Reads persona and goal back from a text in the words of the simulators' prompts: the inverse of `ScenarioPrompt` for the domains of a
/// catalog.
///
/// It reads sentence by sentence and knows the prompt's own sentences alone, so that nothing is taken for what it is not. Sentences may
/// stand in any order, but wishes, questions and fallbacks belong to the errand before them. Whether a goal can be granted is not in
/// its words: it is taken to be possible.
public struct ScenarioReader: Sendable {
    private let definitions: [DomainDefinition]

    /// A reader of the prompts of these domains.
    public init(catalog: DomainCatalog) { definitions = catalog.domains.compactMap { catalog.service($0)?.definition } }

    /// What a text says in the words of the domain in which most of it makes sense.
    public func read(_ text: String) -> ScenarioReading {
        let sentences = text.sentences
        let readings = definitions.map { definition in
            var reading = PromptReading(definition)
            for sentence in sentences { reading.read(sentence) }
            return reading
        }
        guard let best = readings.filter({ !$0.errands.isEmpty }).min(by: { $0.rest.count < $1.rest.count }) else {
            return ScenarioReading(scenario: nil, rest: sentences)
        }
        return ScenarioReading(scenario: best.scenario, rest: best.rest)
    }
}

/// A prompt as it reads in one domain.
private struct PromptReading {
    private let definition: DomainDefinition
    private var facts: [Fact] = []
    private var rules: [PolicyRule] = []
    private(set) var errands: [ErrandDraft] = []
    private(set) var rest: [String] = []

    init(_ definition: DomainDefinition) { self.definition = definition }

    mutating func read(_ sentence: String) {
        if let errand = ErrandSentence(definition: definition).draft(sentence) {
            errands.append(errand)
        } else if let rule = PolicySentence(definition: definition).rule(sentence) {
            rules.append(rule)
        } else if let fact = fact(in: sentence) {
            facts.append(fact)
        } else if !addToErrand(sentence) {
            rest.append(sentence)
        }
    }

    var scenario: Scenario {
        let persona = Persona(facts: facts, policy: rules)
        let goal = GoalWriting(definition: definition).goal(of: persona, errands: errands)
        let content = definition.name + persona.id + goal.id
        return Scenario(
            id: "text-\(StableHash.hexadecimal(content))", domain: definition.name, persona: persona, goal: goal,
            limits: EpisodeLimits(userTurns: 16), split: .test, seed: StableHash.of(content), source: "text")
    }

    /// A fact about the person. Only its very spelling counts: `You are polite.` names nobody.
    private func fact(in sentence: String) -> Fact? {
        for attribute in definition.attributes where attribute.role == .profile || attribute.role == .secret {
            guard let value = attribute.value(in: sentence, filling: attribute.prompt), attribute.fill(attribute.prompt, value) == sentence else {
                continue
            }
            return Fact(attribute.name, value, visibility: attribute.role == .secret ? .secret : .shared)
        }
        return nil
    }

    /// A wish, a question or a fallback of the errand before it.
    private mutating func addToErrand(_ sentence: String) -> Bool {
        guard let last = errands.indices.last else { return false }
        for name in errands[last].intent.optional {
            guard let attribute = definition.attribute(name), let value = attribute.value(in: sentence, filling: attribute.prompt) else { continue }
            errands[last].preferences.append(Fact(name, value))
            return true
        }
        if let question = errands[last].intent.learnable.first(where: { definition.attribute($0)?.prompt == sentence }) {
            errands[last].questions.append(question)
            return true
        }
        guard let named = TemplateSlot("If {}.")?.value(in: sentence)?.split(separator: " is not possible, take "), named.count == 2 else {
            return false
        }
        for name in errands[last].intent.required {
            guard let attribute = definition.attribute(name), let wanted = errands[last].wanted[name], attribute.value(named: named[0]) == wanted,
                let value = attribute.value(named: named[1])
            else { continue }
            errands[last].fallback = Fact(name, value)
            return true
        }
        return false
    }
}
