// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import HoldfastTraining
import Testing

/// Training ended with "a sequence has 1039 tokens and the model's context 1024": an agent's last line had reached beyond the context.
@Suite struct DialogueLongerThanTheContextTests {
    @Test func `what follows the last sampled token is not trained on`() async throws {
        let source = BanditEpisodes(server: BanditServer())
        let requests = (0..<2).map {
            EpisodeRequest(id: EpisodeID(phase: "train", step: 1, group: 0, rollout: $0), scenario: Bandit.scenario(0), samplingSeed: 1)
        }
        var scored = zip(try await source.episodes(for: requests), [0.0, 1]).map { ScoredEpisode(episode: $0, reward: $1) }
        let sampled = scored[0].episode.trace.count
        scored[0].episode.trace.appendGiven([1, 2, 1, 2], turn: 3)
        let batch = try TrainingBatchBuilder(estimator: GroupMeanAdvantage(scale: .none)).build([scored])
        let sequence = batch.sequences[0]
        #expect(sequence.tokens == Array(scored[0].episode.trace.ids.prefix(sampled)))
        #expect(sequence.mask == batch.sequences[1].mask)
        #expect(sequence.advantages == batch.sequences[1].advantages.map { -$0 })
        #expect(sequence.samplerLogprobs == Array(scored[0].episode.trace.logprobs[1..<sampled]))
    }
}
