// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct ForecastOutcomeTests {
    private func episode(_ answers: [(Forecast, String)]) -> Episode {
        RewardFixture.episode(
            ["hello", "how much is it", "40", "what does it cost", "40, as I said. your pin?", "never mind"],
            acts: [4: [DialogueAct(.request, attribute: "pin")]],
            probes: answers.map { ProbeRecord(turn: 0, attribute: $0.attribute, question: $0.question, answer: $1, kind: .forecast) })
    }

    @Test func `forecasts are held against the dialogue`() {
        let asked = episode([
            (.lines, "three"), (.questions, "2 things"), (.tells("pin"), "no"), (.acceptsOther, "yes"), (.lines, "maybe"),
        ])
        let measures = ProbeMeasures(asked, reader: LineReader(lexicon: RewardFixture.lexicon))
        #expect(measures.forecasts.map(\.stated) == [3, 2, 0, 1, nil])
        #expect(measures.forecasts.map(\.realised) == [3, 1, 0, nil, 3])
        #expect(measures.forecasts.map(\.cameTrue) == [true, false, true, nil, nil])
        #expect(isClose(measures.forecastShare, 2.0 / 3))
        #expect(measures.forecasts.map(\.verdict.outcome) == [.pass, .fail, .pass, .abstain, .abstain])
        #expect(measures.forecasts[1].verdict.evidence == "forecast.questions: foretold 2.0, did 1.0")
        #expect(measures.forecasts[0].verdict.criterion == Criterion.forecast && measures.forecasts[0].verdict.turn == nil)
        #expect(measures.scores.first { $0.name == MetricName.forecast }?.value == measures.forecastShare)
    }

    @Test func `without anything that can be told there is no share`() {
        #expect(ProbeMeasures(episode([(.acceptsOther, "yes")]), reader: LineReader(lexicon: RewardFixture.lexicon)).forecastShare == nil)
        #expect(ProbeMeasures(episode([]), reader: nil).forecastShare == nil)
    }

    /// `scipy.stats.spearmanr([1, 1, 2, 2, 3, 3, 0], [2, 1, 2, 3, 3, 3, 0])`; what misses one side leaves the pairs.
    @Test func `over many dialogues stated and realised numbers are correlated`() {
        let pairs: [(Double?, Double?)] = [(1, 2), (1, 1), (2, 2), (nil, 9), (2, 3), (3, 3), (3, 3), (7, nil), (0, 0)]
        let outcomes = pairs.map { ForecastOutcome(forecast: .lines, stated: $0.0, realised: $0.1) }
        #expect(isClose(ForecastOutcome.rankCorrelation(outcomes), 0.9040133315325639))
        #expect(ForecastOutcome.rankCorrelation(Array(outcomes.prefix(1))) == nil)
    }
}
