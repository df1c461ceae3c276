// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

struct RewardsOverStepsTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 100))

    private func run(steps: Range<Int>, groups: Int = 3, size: Int = 4, reward: (_ step: Int, _ group: Int, _ rollout: Int) -> Double)
        -> [ScoredEpisode]
    {
        steps.flatMap { step in
            (0..<groups).flatMap { group in
                (0..<size).map { rollout in
                    let value = reward(step, group, rollout)
                    return ScoredEpisode.ended(
                        persona: group, scores: [Score(MetricName.part("stop"), value / 2)], reward: value, step: step, group: group, rollout: rollout
                    )
                }
            }
        }
    }

    @Test func `rewards and their parts are means by step`() throws {
        let section = try #require(RewardsOverSteps.taking(run(steps: 1..<6) { step, _, _ in Double(step) }).section(resampling))
        let reward = try #require(section.figures.first { $0.id == "reward" }).series[0].points
        #expect(reward.map(\.x) == [1, 2, 3, 4, 5])
        #expect(reward.map(\.y.value) == [1, 2, 3, 4, 5])
        let parts = try #require(section.figures.first { $0.id == "reward-parts" })
        #expect(parts.series.map(\.name) == ["stop"])
        #expect(parts.series[0].points.map(\.y.value) == [0.5, 1, 1.5, 2, 2.5])
    }

    @Test func `the spread of a group is the sample standard deviation of its rewards, and flat groups are counted`() throws {
        // Rewards 1, 2, 3, 4 have a standard deviation of sqrt(5/3); every third group is flat.
        let section = try #require(
            RewardsOverSteps.taking(run(steps: 1..<5) { _, group, rollout in group == 0 ? 2 : Double(rollout + 1) }).section(resampling))
        let spread = (5.0 / 3).squareRoot()
        #expect(abs((value(section, "groups/reward_std") ?? 0) - 2 * spread / 3) < 1e-12)
        #expect(abs((value(section, "groups/zero_std_ratio") ?? 0) - 1.0 / 3) < 1e-12)
    }

    @Test func `a long run is drawn in stretches whose means are those of their episodes`() throws {
        let section = try #require(
            RewardsOverSteps.taking(run(steps: 0..<200, groups: 2, size: 2) { step, _, _ in Double(step) }).section(resampling))
        let figure = try #require(section.figures.first { $0.id == "reward" })
        let points = figure.series[0].points
        #expect(points.count == 25)
        #expect(figure.note == "Each point stands for 8 steps.")
        for point in points { #expect(abs(point.y.value - point.x) < 1e-9) }
    }

    @Test func `how the episodes were divided makes no difference`() throws {
        let episodes = run(steps: 1..<130, groups: 2, size: 2) { step, group, rollout in Double((step * 31 + group * 7 + rollout) % 10) }
        var merged = RewardsOverSteps.taking(Array(episodes[..<40]))
        merged.merge(.taking(Array(episodes[40..<300])))
        merged.merge(.taking(Array(episodes[300...])))
        let whole = try #require(RewardsOverSteps.taking(episodes).section(resampling))
        let parts = try #require(merged.section(resampling))
        #expect(whole.tables == parts.tables)
        #expect(whole.figures.map { $0.series.map { $0.points.map(\.y) } } == parts.figures.map { $0.series.map { $0.points.map(\.y) } })
    }

    @Test func `episodes of evaluations are not training`() { #expect(RewardsOverSteps.taking([.made()]).section(resampling) == nil) }
}
