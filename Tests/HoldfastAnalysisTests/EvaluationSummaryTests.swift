// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

private let quick = AnalysisOptions(bootstrap: BootstrapPlan(replicates: 100), rarefiedBigrams: 2)

@Suite struct EvaluationSummaryTests {
    private let episodes = [
        ScoredEpisode.made(
            persona: 0, scenario: "a", lines: ["one two three", "four"], scores: [MetricName.promptToLine: 0.5, MetricName.questionAndAnswer: nil],
            agrees: [true, nil]),
        ScoredEpisode.made(
            persona: 1, scenario: "b", lines: ["one two"], scores: [MetricName.promptToLine: 1, MetricName.leaks: 2], agrees: [false]),
        ScoredEpisode.made(persona: 1, scenario: "c", lines: ["broken off"], scores: [:], failed: true),
    ]

    @Test func numbersByHand() {
        let summary = EvaluationSummary(episodes, name: "before", options: quick)
        #expect(summary[MetricName.promptToLine]?.value == 0.75)
        #expect(summary[MetricName.promptToLine]?.observations == 2)
        #expect(summary[MetricName.questionAndAnswer] == nil)
        #expect(summary[MetricName.leaks]?.value == 2)
        #expect(summary[MetricName.leaks]?.observations == 1)
        #expect(summary[MetricName.words]?.value == 2)
        #expect(summary[MetricName.userTurns]?.value == 1.5)
        // one two ×2, two three ×1.
        #expect(summary[MetricName.distinct2]?.value == 2.0 / 3)
        #expect(abs((summary[ReportedMetric.rarefiedDistinct2]?.value ?? 0) - 5.0 / 6) < 1e-12)
    }

    @Test func sizesCount() {
        let size = EvaluationSummary(episodes, name: "before", options: quick).size
        #expect(size.personas == 2)
        #expect(size.goals == 1)
        #expect(size.episodes == 3)
        #expect(size.failures == 1)
        #expect(size.lines == 4)
        #expect(size.verdicts == 3)
        #expect(size.abstentions == 1)
    }

    @Test func nothingIsNoCrash() {
        let summary = EvaluationSummary([], name: "empty", options: quick)
        #expect(summary.estimates.isEmpty)
        #expect(summary.size.episodes == 0)
    }

    @Test func roundTripsThroughJSON() throws {
        let summary = EvaluationSummary(episodes, name: "before", options: quick)
        #expect(try JSONDecoder().decode(EvaluationSummary.self, from: JSONEncoder().encode(summary)) == summary)
    }
}
