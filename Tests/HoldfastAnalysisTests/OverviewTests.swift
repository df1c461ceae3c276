// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

struct OverviewTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 200))

    @Test func `an episode that lacks a metric does not count for it, and never as zero`() throws {
        let episodes: [ScoredEpisode] = [
            .made(persona: 0, scores: [MetricName.goalSuccess: 1]), .made(persona: 1, scores: [MetricName.goalSuccess: nil]),
            .made(persona: 2, scores: [MetricName.goalSuccess: 0.5]), .made(persona: 3, scores: [:]),
        ]
        let section = try #require(Overview.taking(episodes).section(resampling))
        let row = try #require(section.row(MetricName.goalSuccess))
        #expect(row.estimate?.value == 0.75 && row.estimate?.observations == 2 && row.personas == 2)
        #expect(section.row(MetricName.promptToLine) == nil)
        // The worst first, and those without an error not at all.
        #expect(row.episodes.map(\.row) == [2])
    }

    @Test func `a share at one end has an interval with a width, a count has not`() throws {
        let episodes = (0..<20).map { ScoredEpisode.made(persona: $0, scores: [MetricName.stopMissed: 0, MetricName.leaks: 0]) }
        let section = try #require(Overview.taking(episodes).section(resampling))
        let missed = try #require(section.row(MetricName.stopMissed)?.estimate)
        // Wilson's interval for none of 20.
        #expect(missed.low == 0 && abs((missed.high ?? 0) - 0.161_130) < 1e-5)
        #expect(section.row(MetricName.leaks)?.estimate?.high == 0)
    }

    @Test func `means are those of the summary that training writes`() throws {
        let episodes = (0..<24).map { index in
            ScoredEpisode.made(persona: index % 6, lines: ["one two", "three"], scores: [MetricName.promptToLine: Double(index % 5) / 5])
        }
        let summary = EvaluationSummary(episodes, name: "s")
        let section = try #require(Overview.taking(episodes).section(resampling))
        for name in [MetricName.promptToLine, MetricName.words, MetricName.userTurns, MetricName.distinct2] {
            #expect(abs((value(section, name) ?? -1) - (summary[name]?.value ?? -2)) < 1e-12, "\(name)")
        }
    }

    @Test func `dialogues that failed are counted, and say nothing about wording`() throws {
        let overview = Overview.taking([.made(persona: 0, lines: ["a b c"]), .made(persona: 1, lines: ["d e f g"], failed: true)])
        #expect(value(overview.section(resampling), MetricName.words) == 3)
    }
}
