// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import Testing

@Suite struct ProbeForecastTests {
    private func plan(_ kinds: [ForecastKind]) -> ProbePlan {
        var plan = ProbePlan(afterUserTurns: [], questions: 0)
        plan.forecasts = kinds
        return plan
    }

    @Test func `asks in the plan's order, about facts that the persona has and an agent can ask for`() {
        let scenario = EpisodeFixture.scenario()
        let asked = plan([.lines, .fallback, .secret, .identifier, .questions, .lines]).forecasts(in: scenario, lexicon: EpisodeFixture.lexicon)
        let forecasts = asked.compactMap { Forecast(attribute: $0.attribute) }
        #expect(forecasts.count == 5 && asked.allSatisfy { $0.kind == .forecast })
        #expect(forecasts[0...2] == [.lines, .acceptsOther, .tells("pin")])
        #expect([.tells("name"), .tells("city"), .tells("pet")].contains(forecasts[3]))
        #expect(forecasts[4] == .questions)
        #expect(asked.map(\.text) == forecasts.map(\.question))
        var open = scenario
        open.persona = Persona(facts: [Fact("silent", "yes"), Fact("elsewhere", "no", visibility: .secret)], policy: [])
        #expect(plan([.secret, .identifier]).forecasts(in: open, lexicon: EpisodeFixture.lexicon).isEmpty)
    }

    @Test func `the fact asked about is drawn by the scenario`() {
        var seen: Set<Attribute> = []
        for seed in 0..<20 as Range<UInt64> {
            let scenario = EpisodeFixture.scenario(seed: seed)
            let asked = plan([.identifier]).forecasts(in: scenario, lexicon: EpisodeFixture.lexicon)
            #expect(asked == plan([.identifier]).forecasts(in: scenario, lexicon: EpisodeFixture.lexicon), "seed \(seed)")
            seen.formUnion(asked.map(\.attribute))
        }
        #expect(seen.count == 3)
    }
}
