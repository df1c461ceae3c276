// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct ScenarioPromptTests {
    @Test func saysEverythingThatIsScored() throws {
        let catalog = try DomainCatalog.bundled(seed: 9)
        for scenario in try ScenarioGenerator(seed: 9, catalog: catalog).scenarios(split: .train, count: 900) {
            let prompt = ScenarioPrompt.text(for: scenario)
            let definition = try #require(catalog.service(scenario.domain)?.definition)
            for component in scenario.goal.components { #expect(prompt.contains(component.text), "\(scenario.id) lacks '\(component.text)'") }
            for rule in scenario.persona.policy { #expect(prompt.contains(rule.text), "\(scenario.id) lacks '\(rule.text)'") }
            for fact in scenario.persona.facts + scenario.goal.constraints where fact.attribute != DomainDefinition.intentAttribute {
                let spelled = try #require(definition.attribute(fact.attribute)).spell(fact.value)
                #expect(prompt.contains(" " + spelled), "\(scenario.id) lacks \(fact.attribute) '\(spelled)'")
            }
            let words = prompt.split(separator: " ").count
            #expect((55...125).contains(words), "\(scenario.id) has a prompt of \(words) words")
        }
    }

    @Test func `what is stated of a person in free words comes first`() {
        var persona = Persona(facts: [], policy: [])
        persona.statements = ["I live in Leeds.", "I have two dogs"]
        let scenario = Scenario(
            id: "s", domain: "chat", persona: persona,
            goal: UserGoal(
                intents: [], constraints: [], components: [GoalComponent(id: "task.a", kind: .task, text: "You want to talk", check: .described)]),
            split: .train, seed: 1, source: "test")
        #expect(ScenarioPrompt.sentences(for: scenario) == ["I live in Leeds.", "I have two dogs.", "You want to talk."])
    }

    @Test func joinsRequirementsToTheirTask() {
        let components = [
            GoalComponent(id: "task.a", kind: .task, text: "You want a train", check: .achieved(intent: "a")),
            GoalComponent(id: "requirement.day", kind: .requirement, text: "on Friday", parent: "task.a", check: .stated("day", "friday")),
            GoalComponent(id: "preference.seat", kind: .preference, text: "You like the window.", parent: "task.a", check: .described),
            GoalComponent(id: "requirement.loose", kind: .requirement, text: "Be home by ten", check: .described),
        ]
        let scenario = Scenario(
            id: "s", domain: "train", persona: Persona(facts: [], policy: []),
            goal: UserGoal(intents: ["a"], constraints: [], components: components), split: .train, seed: 1, source: "test")
        #expect(ScenarioPrompt.text(for: scenario) == "You want a train on Friday. You like the window. Be home by ten.")
    }
}
