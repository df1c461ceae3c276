// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

struct ScenarioGeneratorTests {
    @Test func sameSeedSameScenarios() throws {
        let long = try ScenarioGenerator(seed: 5).scenarios(split: .validation, count: 60)
        let short = try ScenarioGenerator(seed: 5).scenarios(split: .validation, count: 20)
        #expect(Array(long.prefix(20)) == short)
        #expect(try ScenarioGenerator(seed: 6).scenarios(split: .validation, count: 20) != short)
        #expect(Set(long.map(\.id)).count == long.count)
    }

    @Test func takesTheDomainsAskedFor() throws {
        let generator = try ScenarioGenerator(seed: 5)
        #expect(Set(try generator.scenarios(split: .train, count: 9).map(\.domain)) == ["train", "shop", "phone"])
        #expect(Set(try generator.scenarios(split: .train, count: 9, domains: ["shop"]).map(\.domain)) == ["shop"])
        #expect(throws: HoldfastError.self) { try generator.scenarios(split: .train, count: 1, domains: ["zoo"]) }
    }

    @Test func peopleAndGoalsHaveWhatTheyNeed() throws {
        let scenarios = try ScenarioGenerator(seed: 7).scenarios(split: .train, count: 900)
        for scenario in scenarios {
            #expect(scenario.persona.facts.count >= 9)
            #expect(scenario.persona.facts.count { $0.visibility == .secret } == 1)
            #expect((2...3).contains(scenario.persona.policy.count))
            #expect((1...2).contains(scenario.goal.intents.count))
            let kinds = Set(scenario.goal.components.map(\.kind))
            #expect(kinds.isSuperset(of: [.profile, .policy, .task, .requirement]))
            #expect(Set(scenario.goal.components.map(\.id)).count == scenario.goal.components.count)
            for component in scenario.goal.components {
                guard case .stated(let attribute, let value) = component.check else { continue }
                #expect(scenario.goal.constraints.contains { $0.attribute == attribute && $0.value == value }, "\(scenario.id) \(component.id)")
            }
        }
        let components = scenarios.flatMap(\.goal.components)
        #expect(components.contains { $0.kind == .preference })
        #expect(scenarios.count { scenario in scenario.goal.components.contains { $0.condition != nil } } > 60)
        #expect(scenarios.count { !$0.goal.isPossible } > 40)
        #expect(scenarios.count { $0.goal.intents.count == 2 } > 80)
    }

    @Test func whatIsPossibleIsWhatTheDatabaseSays() throws {
        let catalog = try DomainCatalog.bundled(seed: 8)
        for scenario in try ScenarioGenerator(seed: 8, catalog: catalog).scenarios(split: .train, count: 600) where scenario.goal.intents.count == 1 {
            let service = try #require(catalog.service(scenario.domain))
            let intent = try #require(service.definition.intent(scenario.goal.intents[0]))
            // Later facts of an attribute are fallbacks.
            let wanted = Dictionary(scenario.goal.constraints.map { ($0.attribute, $0.value) }, uniquingKeysWith: { _, last in last })
            let isFound = try intent.lookups.allSatisfy { try service.world.find($0, known: wanted) != nil }
            #expect(isFound == scenario.goal.isPossible, "\(scenario.id)")
        }
    }
}
