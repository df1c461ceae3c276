// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import HoldfastTraining
import Testing

@Suite struct TrainingBatchBuilderTests {
    private func group(rewards: [Double?], failing: Set<Int> = []) async throws -> [ScoredEpisode] {
        let source = BanditEpisodes(server: BanditServer(), failing: { failing.contains($0.rollout) })
        let requests = rewards.indices.map {
            EpisodeRequest(id: EpisodeID(phase: "train", step: 1, group: 0, rollout: $0), scenario: Bandit.scenario(0), samplingSeed: 1)
        }
        return zip(try await source.episodes(for: requests), rewards).map { ScoredEpisode(episode: $0, reward: $1) }
    }

    private let grpo = TrainingBatchBuilder(estimator: GroupMeanAdvantage(scale: .none))

    @Test func `entries are about the next token and only sampled tokens count`() async throws {
        let scored = try await group(rewards: [0, 1])
        let batch = try grpo.build([scored])
        #expect(batch.sequences.count == 2)
        let sequence = batch.sequences[1]
        let trace = scored[1].episode.trace
        #expect(sequence.tokens == trace.ids)
        #expect(sequence.mask == [true, true, true, false, false, true, true, true])
        for t in sequence.mask.indices {
            #expect(sequence.samplerLogprobs[t] == trace.logprobs[t + 1])
            #expect(sequence.advantages[t] == (trace.mask[t + 1] ? 0.5 : 0))
        }
    }

    @Test func `the ratio of an update begins at the model's log-probabilities`() async throws {
        var scored = try await group(rewards: [0, 1])
        let plain = try grpo.build([scored]).sequences
        #expect(plain.allSatisfy { $0.oldLogprobs.isEmpty })
        for index in scored.indices {
            // As if half of the probability had been cut off at each token.
            let trace = scored[index].episode.trace
            scored[index].episode.trace = try TokenTrace(
                ids: trace.ids, logprobs: trace.logprobs, modelLogprobs: zip(trace.logprobs, trace.mask).map { $1 ? $0 - 0.75 : 0 },
                mask: trace.mask, turn: trace.turn)
        }
        let sequences = try grpo.build([scored]).sequences
        for (sequence, before) in zip(sequences, plain) {
            #expect(sequence.samplerLogprobs == before.samplerLogprobs)
            #expect(sequence.oldLogprobs.count == sequence.mask.count)
            for t in sequence.mask.indices where sequence.mask[t] {
                #expect(sequence.oldLogprobs[t] == sequence.samplerLogprobs[t] - 0.75)
                let factor = MismatchCorrection(mode: .tokenTruncate).factors(
                    old: [Double(sequence.oldLogprobs[t])], sampler: [Double(sequence.samplerLogprobs[t])])[0]
                #expect(abs(factor - exp(-0.75)) < 1e-6)
            }
        }
    }

    @Test func `failed and unrewarded episodes are left out of the batch and of the baseline`() async throws {
        let scored = try await group(rewards: [0, 9, nil, 1], failing: [1])
        let batch = try grpo.build([scored])
        #expect(batch.failed == 1 && batch.absentRewards == 1)
        #expect(batch.sequences.map { $0.advantages[0] } == [-0.5, 0.5])
        #expect(abs(batch.rewardDeviation - 0.5.squareRoot()) < 1e-15)
    }

    @Test func `groups without spread are left out and counted, unless told otherwise`() async throws {
        let equal = try await group(rewards: [0.1, 0.1, 0.1])
        let unequal = try await group(rewards: [0, 1, 0])
        let batch = try grpo.build([equal, unequal])
        #expect(batch.groups == 2 && batch.constantGroups == 1)
        #expect(batch.sequences.map(\.group) == [1, 1, 1])
        let all = try TrainingBatchBuilder(estimator: grpo.estimator, filtersZeroSpread: false).build([equal, unequal])
        #expect(all.sequences.count == 6)
        #expect(all.sequences[0].advantages.allSatisfy { $0 == 0 })
    }

    private func gated(_ gates: [Double?], rewards: [Double?], failing: Set<Int> = []) async throws -> [ScoredEpisode] {
        zip(try await group(rewards: rewards, failing: failing), gates).map { scored, gate in
            var scored = scored
            scored.scores.append(Score(MetricName.gate, gate))
            return scored
        }
    }

    @Test func `a group whose gate is equal for all is left out, whatever shaping says`() async throws {
        let allFailed = try await gated([0, 0, 0], rewards: [0.1, 0.3, 0.2])
        let allPassed = try await gated([1, 1, nil], rewards: [0.8, 0.9, 0.7])
        let split = try await gated([0, 1, 1], rewards: [0.1, 0.9, 0.7])
        let batch = try grpo.build([allFailed, allPassed, split])
        #expect(batch.sequences.map(\.group) == [2, 2, 2])
        #expect(batch.allZeroGroups == 1 && batch.allOneGroups == 1 && batch.gatedGroups == 2)
        #expect(batch.constantGroups == 0)
    }

    @Test func `a gate is judged on the members that have one, and a group in which nobody has carries nothing`() async throws {
        // The one that differs failed, so that it is no evidence.
        let failed = try await gated([0, 1, 0], rewards: [0.1, 0.9, 0.2], failing: [1])
        let absent = try await gated([nil, nil], rewards: [0.1, 0.9])
        let batch = try grpo.build([failed, absent])
        #expect(batch.sequences.isEmpty)
        #expect(batch.allZeroGroups == 1 && batch.gatedGroups == 2)
    }

    @Test func `without a gate the reward is counted`() async throws {
        let batch = try grpo.build([try await group(rewards: [0, 0]), try await group(rewards: [1, 1]), try await group(rewards: [0, 1])])
        #expect(batch.allZeroGroups == 1 && batch.allOneGroups == 1 && batch.gatedGroups == 0)
        #expect(batch.sequences.count == 2)
    }

    @Test func `turn rewards reach the tokens of their turn and sum to the reward`() async throws {
        let scored = try await group(rewards: [1, 0])
        let builder = TrainingBatchBuilder(estimator: TurnReturnAdvantage(scaled: false)) {
            $0.reward == 1 ? TurnRewards(shares: [0.75, 0], lines: [0, 0], outcome: 1) : nil
        }
        let batch = try builder.build([scored])
        // Returns to go: member 0 has 0.75 + 0.25 (the rest of its reward falls on the last turn), then 0.25; member 1 has 0, 0.
        #expect(batch.sequences[0].advantages == [0.5, 0.5, 0.5, 0, 0, 0.125, 0.125, 0.125])
        #expect(batch.sequences[1].advantages == [-0.5, -0.5, -0.5, 0, 0, -0.125, -0.125, -0.125])
    }

    @Test func `a bad line's reward reaches the tokens of that line alone`() async throws {
        let scored = try await group(rewards: [0.5, 0.5])
        let builder = TrainingBatchBuilder(estimator: LineAndOutcomeAdvantage()) {
            TurnRewards(shares: [0.25, 0.25], lines: [0, $0.episode.id.rollout == 1 ? -1 : 0], outcome: 0.5)
        }
        let batch = try builder.build([scored])
        // Equal whole rewards, yet not a silent group: one line of four cost 1, the mean is -0.25.
        #expect(batch.constantGroups == 1)
        #expect(batch.sequences.map(\.advantages) == [[0.25, 0.25, 0.25, 0, 0, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0, 0, -0.75, -0.75, -0.75]])
    }

    @Test func `a wrong number of turn rewards is an error`() async throws {
        let scored = try await group(rewards: [1, 0])
        let builder = TrainingBatchBuilder(estimator: TurnReturnAdvantage()) { _ in
            TurnRewards(shares: [1], lines: [1], outcome: 0)
        }
        let error = #expect(throws: HoldfastError.self) { try builder.build([scored]) }
        #expect(error?.code == .reward)
    }

    @Test func `a reward that is not finite is an error`() async throws {
        let scored = try await group(rewards: [.nan, 0])
        #expect(throws: HoldfastError.self) { try grpo.build([scored]) }
    }

    @Test func `minibatches hold every sequence once, in an order of the key alone`() {
        for seed in UInt64(0)..<20 {
            let key = RandomKey(seed: seed, step: 3, purpose: .shuffle)
            let parts = Shuffle.minibatches(13, parts: 4, key: key)
            #expect(parts.flatMap { $0 }.sorted() == Array(0..<13), "seed \(seed)")
            #expect(parts.map(\.count).allSatisfy { $0 == 3 || $0 == 4 }, "seed \(seed)")
            #expect(parts == Shuffle.minibatches(13, parts: 4, key: key), "seed \(seed)")
            #expect(parts.allSatisfy { $0 == $0.sorted() }, "seed \(seed)")
        }
        let first = Shuffle.order(50, key: RandomKey(seed: 1, purpose: .shuffle))
        #expect(first != Shuffle.order(50, key: RandomKey(seed: 2, purpose: .shuffle)))
        #expect(first != Array(0..<50))
        #expect(Shuffle.minibatches(2, parts: 5, key: RandomKey(seed: 1, purpose: .shuffle)).count == 2)
        #expect(Shuffle.minibatches(0, parts: 5, key: RandomKey(seed: 1, purpose: .shuffle)).isEmpty)
    }
}
