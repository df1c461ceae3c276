// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import Testing

@Suite struct ProbeChoiceTests {
    private static let values: @Sendable (Attribute) -> AttributeValues? = { attribute in
        attribute == "city" ? AttributeValues(["boston", "denver", "chicago", "austin", "new york", "miami"], spelling: .capitalized) : nil
    }

    private func plan(_ choices: Int) -> ProbePlan {
        var plan = ProbePlan(afterUserTurns: [1], questions: 1)
        plan.choices = choices
        return plan
    }

    @Test func `five options, the true value among them, written alike and under their letters`() throws {
        var places: Set<Int> = []
        var others: Set<[String]> = []
        for seed in 0..<60 as Range<UInt64> {
            let asked = plan(3).choices(in: EpisodeFixture.scenario(seed: seed), lexicon: EpisodeFixture.lexicon, turn: 1, values: Self.values)
            // Nothing is known of the values of the other attributes.
            #expect(asked.map(\.attribute) == ["city"], "seed \(seed)")
            let question = try #require(asked.first)
            #expect(question.kind == .choice)
            #expect(question.options.count == 5 && Set(question.options).count == 5, "seed \(seed)")
            #expect(question.options.allSatisfy { $0.first?.isUppercase == true }, "seed \(seed)")
            #expect(question.text.contains(question.options.enumerated().map { "\("ABCDE".dropFirst($0).prefix(1)): \($1)" }.joined(separator: ", ")))
            places.insert(try #require(question.options.firstIndex(of: "Boston"), "seed \(seed)"))
            others.insert(question.options)
        }
        #expect(places == [0, 1, 2, 3, 4], "the key's position is drawn")
        #expect(others.count > 20)
    }

    @Test func `what is asked depends on scenario and turn alone`() {
        for seed in 0..<20 as Range<UInt64> {
            let scenario = EpisodeFixture.scenario(seed: seed)
            func ask(_ turn: Int) -> [ProbeQuestion] {
                plan(1).choices(in: scenario, lexicon: EpisodeFixture.lexicon, turn: turn, values: Self.values)
            }
            #expect(ask(3) == ask(3), "seed \(seed)")
        }
        let asked = (1...9).map {
            plan(1).choices(in: EpisodeFixture.scenario(), lexicon: EpisodeFixture.lexicon, turn: $0, values: Self.values)
        }
        #expect(Set(asked).count > 3, "other turns are asked otherwise")
    }

    @Test func `a lexicon's own values do where the domain lists none, and goals' values are no wrong option`() {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "sunday"]
        let lexicon = Lexicon(
            domain: "trips",
            attributes: [
                AttributeLexicon("age", pattern: .number(1...120), statements: [], requests: ["age?"]),
                AttributeLexicon("floor", pattern: .number(0...3), statements: [], requests: ["floor?"]),
                AttributeLexicon(
                    "day", pattern: .closed(Dictionary(uniqueKeysWithValues: days.map { ($0, [$0]) })), statements: [], requests: ["day?"]),
                AttributeLexicon("name", pattern: .open(words: 2), statements: [], requests: ["name?"]),
            ])
        for seed in 0..<20 as Range<UInt64> {
            var scenario = EpisodeFixture.scenario(seed: seed)
            scenario.persona = Persona(facts: [Fact("age", "119"), Fact("floor", "2"), Fact("day", "monday"), Fact("name", "kim")], policy: [])
            scenario.goal.constraints = [Fact("day", "sunday")]
            let asked = plan(9).choices(in: scenario, lexicon: lexicon, turn: 1)
            // Five floors there are not, and nobody knows other names.
            #expect(Set(asked.map(\.attribute)) == ["age", "day"], "seed \(seed)")
            for question in asked {
                #expect(!question.options.contains("sunday"), "seed \(seed)")
                #expect(question.options.contains(question.attribute == "age" ? "119" : "monday"), "seed \(seed)")
                #expect(question.options.allSatisfy { Int($0).map { (109...120).contains($0) } ?? true }, "seed \(seed): \(question.options)")
            }
        }
    }

    @Test func `a spelling that lower case does not lead back from is not used`() throws {
        let scenario = EpisodeFixture.scenario()
        let spelled = plan(1).choices(in: scenario, lexicon: EpisodeFixture.lexicon, turn: 1) {
            $0 == "pet" ? AttributeValues(["cat", "dog", "cow", "hen", "pig"], spelling: .listed(["cat": "a tomcat", "dog": "Dog"])) : nil
        }
        #expect(try Set(#require(spelled.first).options) == ["cat", "Dog", "cow", "hen", "pig"])
    }

    @Test func `the bundled domains know values of every fact to tell`() throws {
        let catalog = try DomainCatalog.bundled(seed: 3)
        for scenario in try ScenarioGenerator(seed: 3, catalog: catalog).scenarios(split: .train, count: 6) {
            let lexicon = try #require(catalog.lexicon(for: scenario.domain))
            let asked = plan(20).choices(in: scenario, lexicon: lexicon, turn: 1) { catalog.values(of: $0, in: scenario.domain) }
            // There are four ways to pay, which makes three others.
            let facts = Set(scenario.persona.facts.filter { $0.visibility == .shared }.map(\.attribute)).subtracting(["payment"])
            #expect(Set(asked.map(\.attribute)) == facts, "\(scenario.id)")
            for question in asked {
                let right = question.options.filter { $0.lowercased() == scenario.persona[question.attribute] }
                #expect(right.count == 1, "\(scenario.id) \(question.attribute): \(question.options)")
            }
        }
    }
}
