// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct GroupCompositionTests {
    /// A dialogue whose components have these values, with the reward that weights give it.
    private static func scored(_ parts: [RewardComponent: Double], weights: RewardWeights, reward: Double? = 0) -> ScoredEpisode {
        ScoredEpisode(
            episode: RewardFixture.episode(["hello", "hi"]),
            scores: parts.map { Score(MetricName.part($0.key.rawValue), $0.value) } + [Score(MetricName.reward, reward)], reward: reward)
    }

    private static let weights = RewardWeights([.promptToLine: 1, .task: 3])

    @Test func `a component counts by its distance from the group's mean in deviations`() throws {
        let composition = RewardComposition(weights: Self.weights, normalization: .group)
        let group = [
            Self.scored([.promptToLine: 0.9, .task: 0], weights: Self.weights), Self.scored([.promptToLine: 0.7, .task: 1], weights: Self.weights),
            Self.scored([.promptToLine: 0.8, .task: 1], weights: Self.weights),
        ]
        let rewards = composition.composed([group])[0].map(\.reward)
        // Deviations .1 and .57735; TRL's constant beside them.
        let line = [0.1 / 0.1001, -0.1 / 0.1001, 0]
        let deviation = (1.0 / 3).squareRoot() + 1e-4
        let task = [-2.0 / 3 / deviation, 1.0 / 3 / deviation, 1.0 / 3 / deviation]
        for index in 0..<3 { #expect(abs(try #require(rewards[index]) - (line[index] + 3 * task[index]) / 4) < 1e-12) }
    }

    @Test func `an absent component leaves numerator, denominator and the group's statistics`() throws {
        let composition = RewardComposition(weights: Self.weights, normalization: .group)
        let group = [
            Self.scored([.promptToLine: 0.9], weights: Self.weights), Self.scored([.promptToLine: 0.7, .task: 1], weights: Self.weights),
            Self.scored([.task: 0], weights: Self.weights), Self.scored([:], weights: Self.weights, reward: nil),
        ]
        let rewards = composition.composed([group])[0].map(\.reward)
        let line = 0.1 / (0.02.squareRoot() + 1e-4)
        let task = 0.5 / (0.5.squareRoot() + 1e-4)
        #expect(abs(try #require(rewards[0]) - line) < 1e-9, "by what it has alone")
        #expect(abs(try #require(rewards[1]) - (-line + 3 * task) / 4) < 1e-9)
        #expect(abs(try #require(rewards[2]) + task) < 1e-9)
        #expect(rewards[3] == nil)
    }

    @Test func `lengths are matched over the step, and a dialogue of nothing is paid for none`() throws {
        let lengths = try LengthMatching(reference: [1, 1, 2, 2, 2, 2])
        let composition = RewardComposition(weights: RewardWeights([.promptToLine: 1, .length: 1]), lengths: lengths)
        func scored(_ lines: Int, validity: Double = 1) -> ScoredEpisode {
            ScoredEpisode(
                episode: RewardFixture.episode((0..<lines).flatMap { _ in ["and?", "so"] }),
                scores: [Score("reward/prompt_to_line", 0.5), Score("reward/validity", validity), Score(MetricName.reward, 0.5)], reward: 0.5)
        }
        let groups = composition.composed([[scored(1), scored(1)], [scored(1), scored(2, validity: 0)]])
        // Reference (0, 2, 4, 0) + 1 over 10; batch (0, 3, 1, 0) + 1 over 8.
        let short = log(0.3) - log(0.5)
        let long = log(0.5) - log(0.25)
        #expect(abs(try #require(groups[0][0].reward) - (0.5 + short) / 2) < 1e-12)
        #expect(long > 0 && groups[1][1].part(.length) == 0)
        #expect(groups[1][1].reward == 0.25)
        #expect(groups[0][0].score(MetricName.reward) == groups[0][0].reward)
    }

    @Test func `equal components say nothing, and absolute rewards stay as they are`() {
        let group = (0..<4).map { _ in Self.scored([.promptToLine: 0.1 + 0.2, .task: 1], weights: Self.weights, reward: 0.825) }
        #expect(RewardComposition(weights: Self.weights, normalization: .group).composed([group])[0].allSatisfy { $0.reward == 0 })
        #expect(RewardComposition(weights: Self.weights).composed([group]) == [group])
    }

    @Test func `a gate is the weighted mean of its components`() {
        let scorer = EpisodeScorer(
            lexicon: { _ in RewardFixture.lexicon },
            composition: RewardComposition(weights: RewardWeights([.promptToLine: 1, .stop: 3, .validity: 1]), gate: [.stop, .validity]))
        let good = scorer.score(RewardFixture.episode(["hello", "i live in denver"]))
        #expect(good.score(MetricName.gate) == 1, "the contradiction is not the gate's affair")
        let early = scorer.score(RewardFixture.episode(["hello", "bye now"], ending: Ending(reason: .userStop, stop: .premature)))
        #expect(early.score(MetricName.gate) == 0.25)
        let failed = scorer.score(
            RewardFixture.episode(
                ["hello", "hi"], ending: Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: .agent, message: "down"))))
        #expect(failed.score(MetricName.gate) == nil)
    }
}
