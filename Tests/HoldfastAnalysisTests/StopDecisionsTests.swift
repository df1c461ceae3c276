// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

struct StopDecisionsTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 200))

    private func episodes(correct: Int, premature: Int, missed: Int, cutOff: Int, failed: Int = 0) -> [ScoredEpisode] {
        let all: [(EndingReason, StopDecision?, Int)] = [
            (.userStop, .correct, correct), (.userStop, .premature, premature), (.turnLimit, .missed, missed), (.agentStop, .cutOff, cutOff),
            (.failure, nil, failed),
        ]
        return all.flatMap { reason, stop, count in (0..<count).map { .ended(persona: $0, reason, stop: stop, lines: 2 + $0 % 3) } }
    }

    @Test func `the confusion matrix and what follows from it`() throws {
        let section = try #require(StopDecisions.taking(episodes(correct: 12, premature: 4, missed: 3, cutOff: 1, failed: 7)).section(resampling))
        #expect(value(section, "stop/matrix/correct") == 0.6)
        #expect(value(section, "stop/matrix/premature") == 0.2)
        #expect(value(section, "stop/matrix/missed") == 0.15)
        #expect(value(section, "stop/matrix/cut_off") == 0.05)
        #expect(value(section, "stop/precision") == 0.75)
        #expect(value(section, "stop/recall") == 0.8)
        // 2pr / (p + r) of .75 and .8, the same as scikit-learn's f1_score on these labels.
        #expect(abs((value(section, "stop/f1") ?? 0) - 0.774_193_548_387_096_8) < 1e-12)
    }

    @Test func `dialogues without a decision count for endings and lengths alone`() throws {
        let section = try #require(StopDecisions.taking(episodes(correct: 0, premature: 0, missed: 0, cutOff: 0, failed: 3)).section(resampling))
        #expect(section.row("stop/precision") == nil)
        let endings = try #require(section.figures.first { $0.id == "endings" })
        #expect(endings.series[0].points.map(\.label) == ["failure"])
        #expect(endings.series[0].points.map(\.y.value) == [1])
    }

    @Test func `recall is absent where nothing was ever done, and not 0`() throws {
        let section = try #require(StopDecisions.taking(episodes(correct: 0, premature: 5, missed: 0, cutOff: 0)).section(resampling))
        #expect(section.row("stop/recall") == nil)
        #expect(value(section, "stop/precision") == 0)
    }

    @Test func `lengths are a distribution that adds up to one, with the longest pooled`() throws {
        let long = ScoredEpisode.ended(persona: 9, lines: 70)
        let section = try #require(StopDecisions.taking(episodes(correct: 6, premature: 0, missed: 0, cutOff: 0) + [long]).section(resampling))
        let points = try #require(section.figures.first { $0.id == "lengths" }).series[0].points
        #expect(abs(points.map(\.y.value).reduce(0, +) - 1) < 1e-12)
        #expect(points.last?.label == "64 or more")
        #expect(points.last?.episodes.count == 1)
    }

    @Test func `lines after everything was done are counted from the last move of the goal`() throws {
        // The task is complete after turn 2; user lines stand at turns 0, 2, 4 and 6.
        let section = try #require(StopDecisions.taking([.ended(lines: 4, components: [(.task, .complete)])]).section(resampling))
        #expect(value(section, "stop/lines_after_done") == 2)
    }
}
