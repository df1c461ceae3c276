// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Turns a person and errands into a goal with its components, each in the words the prompt uses.
struct GoalWriting {
    let definition: DomainDefinition

    func goal(of persona: Persona, errands: [ErrandDraft]) -> UserGoal {
        var constraints: [Fact] = []
        var components = profile(of: persona) + rules(of: persona)
        for (index, errand) in errands.enumerated() {
            constraints.append(Fact(DomainDefinition.intentAttribute, errand.intent.name))
            constraints += errand.intent.required.compactMap { name in errand.wanted[name].map { Fact(name, $0) } }
            constraints += [errand.fallback].compactMap(\.self) + errand.preferences
            components += self.components(of: errand, isFirst: index == 0)
        }
        return UserGoal(
            intents: errands.map(\.intent.name), constraints: constraints, components: components, isPossible: errands.allSatisfy(\.isPossible))
    }

    private func profile(of persona: Persona) -> [GoalComponent] {
        persona.facts.compactMap { fact in
            guard let attribute = definition.attribute(fact.attribute) else { return nil }
            return GoalComponent(
                id: "profile.\(fact.attribute)", kind: .profile, text: attribute.fill(attribute.prompt, fact.value),
                check: .consistent(fact.attribute))
        }
    }

    private func rules(of persona: Persona) -> [GoalComponent] {
        persona.policy.enumerated().map { index, rule in
            GoalComponent(id: "policy.\(index)", kind: .policy, text: rule.text, check: .obeys(rule.behaviour))
        }
    }

    private func components(of errand: ErrandDraft, isFirst: Bool) -> [GoalComponent] {
        let intent = errand.intent
        let task = "task.\(intent.name)"
        var components = [
            GoalComponent(
                id: task, kind: .task, text: isFirst ? intent.prompt : intent.prompt.replacingYouWant("You also want"),
                check: .achieved(intent: intent.name))
        ]
        func add(_ kind: ComponentKind, _ name: String, _ text: String, _ check: ComponentCheck, if condition: ComponentCondition? = nil) {
            components.append(
                GoalComponent(id: "\(kind.rawValue).\(name)", kind: kind, text: text, parent: task, check: check, condition: condition))
        }
        for name in intent.required {
            guard let value = errand.wanted[name], let attribute = definition.attribute(name) else { continue }
            add(.requirement, name.rawValue, attribute.fill(attribute.prompt, value), .stated(name, value))
        }
        if let fallback = errand.fallback, let wanted = errand.wanted[fallback.attribute], let attribute = definition.attribute(fallback.attribute) {
            add(
                .requirement, "\(fallback.attribute).fallback",
                "If \(attribute.spell(wanted)) is not possible, take \(attribute.spell(fallback.value)).",
                .stated(fallback.attribute, fallback.value), if: .whenUnavailable(fallback.attribute, wanted))
        }
        for wish in errand.preferences {
            guard let attribute = definition.attribute(wish.attribute) else { continue }
            add(.preference, wish.attribute.rawValue, attribute.fill(attribute.prompt, wish.value), .expressed(wish.attribute, wish.value))
        }
        for question in errand.questions {
            guard let attribute = definition.attribute(question) else { continue }
            add(.requirement, question.rawValue, attribute.prompt, .learned(question))
        }
        return components
    }
}

extension String {
    func replacingYouWant(_ start: String) -> String {
        hasPrefix("You want") ? start + dropFirst("You want".count) : self
    }
}
