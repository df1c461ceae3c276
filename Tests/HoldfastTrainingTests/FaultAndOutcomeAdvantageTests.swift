// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import HoldfastTraining
import Testing

@Suite struct FaultAndOutcomeAdvantageTests {
    private func group(_ count: Int, probes: Bool = false) async throws -> [ScoredEpisode] {
        let requests = (0..<count).map {
            EpisodeRequest(id: EpisodeID(phase: "train", step: 1, group: 0, rollout: $0), scenario: Bandit.scenario(0), samplingSeed: 1)
        }
        return try await BanditEpisodes(server: BanditServer()).episodes(for: requests).map { episode in
            var episode = episode
            if probes {
                var fork = TokenTrace()
                fork.appendGiven([7, 8], turn: 0)
                try fork.appendSampled([5, 6, 4], logprobs: [-1, -2, -3], turn: 0)
                episode.probes = [ProbeRecord(turn: 0, attribute: "name", question: "?", answer: "!", start: 4, trace: fork)]
            }
            return ScoredEpisode(episode: episode, reward: 0.5)
        }
    }

    private func builder(faultWeight: Double = 1, _ rewards: @escaping TurnRewardSource) -> TrainingBatchBuilder {
        TrainingBatchBuilder(estimator: FaultAndOutcomeAdvantage(faultWeight: faultWeight), turnRewards: rewards)
    }

    @Test func `a fault costs its own tokens and no others`() async throws {
        let batch = try builder(faultWeight: 2) {
            let isSecond = $0.episode.id.rollout == 1
            return TurnRewards(
                shares: [0, 0], lines: [0, -9], outcome: isSecond ? 0.5 : 1,
                faults: isSecond ? [TokenFault(tokens: 7..<8, cost: 0.25), TokenFault(tokens: 6..<9, cost: 0.125)] : [])
        }.build([try await group(2)])
        // Trace: one given token, three sampled, two given, three sampled; entries are about the next token.
        #expect(batch.sequences.map(\.advantages) == [[0.25, 0.25, 0.25, 0, 0, 0.25, 0.25, 0.25], [-0.25, -0.25, -0.25, 0, 0, -0.5, -1, -0.5]])
    }

    @Test func `a group with equal outcomes is trained on where something went wrong, and only there`() async throws {
        let scored = try await group(2)
        let silent = try builder { _ in TurnRewards(shares: [0, 0], lines: [0, 0], outcome: 1) }.build([scored])
        #expect(silent.sequences.isEmpty)
        let batch = try builder {
            TurnRewards(
                shares: [0, 0], lines: [0, 0], outcome: 1, faults: $0.episode.id.rollout == 0 ? [TokenFault(tokens: 2..<3, cost: 1)] : [])
        }.build([scored])
        #expect(batch.sequences.map(\.advantages) == [[0, -1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]])
    }

    @Test func `a wrong answer to a probe is trained on in its fork, at its fault alone`() async throws {
        let scored = try await group(2, probes: true)
        let batch = try builder {
            TurnRewards(
                shares: [0, 0], lines: [0, 0], outcome: 1,
                probeFaults: $0.episode.id.rollout == 1 ? [0: [TokenFault(tokens: 3..<4, cost: 0.5)]] : [:])
        }.build([scored])
        #expect(batch.sequences.count == 3)
        let fork = try #require(batch.sequences.last)
        #expect(fork.tokens == scored[1].episode.trace.ids[..<4] + [7, 8, 5, 6])
        #expect(fork.mask == [false, false, false, false, false, false, true])
        #expect(fork.advantages == [0, 0, 0, 0, 0, 0, -0.5])
        #expect(fork.samplerLogprobs.last == -2)
    }

    @Test(arguments: [TokenFault(tokens: 0..<99, cost: 1), TokenFault(tokens: 1..<2, cost: .nan)])
    func `a fault outside the trace or without a price is an error`(_ fault: TokenFault) async throws {
        let scored = try await group(2)
        let error = #expect(throws: HoldfastError.self) {
            try builder { _ in TurnRewards(shares: [0, 0], lines: [0, 0], outcome: 1, faults: [fault]) }.build([scored])
        }
        #expect(error?.code == .reward)
    }

    @Test func `estimators that credit no tokens ignore faults`() async throws {
        let batch = try TrainingBatchBuilder(estimator: LineAndOutcomeAdvantage()) {
            TurnRewards(
                shares: [0, 0], lines: [0, 0], outcome: $0.episode.id.rollout == 0 ? 1 : 0, faults: [TokenFault(tokens: 2..<3, cost: 1)],
                probeFaults: [0: [TokenFault(tokens: 3..<4, cost: 1)]])
        }.build([try await group(2, probes: true)])
        #expect(batch.sequences.map(\.advantages) == [[0.5, 0.5, 0.5, 0, 0, 0.5, 0.5, 0.5], [-0.5, -0.5, -0.5, 0, 0, -0.5, -0.5, -0.5]])
    }
}
