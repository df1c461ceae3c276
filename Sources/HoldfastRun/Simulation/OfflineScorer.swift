// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// Scores stored episodes again: everything that judges and composes, and nothing that simulates.
struct OfflineScorer: Sendable {
    private let scorer: EpisodeScorer
    private let judges: RunJudges

    /// - Throws: what reading the scenarios' corpus and reaching the judges throws.
    /// - Parameter others: scenarios whose personas lines are held against; nil for those of the configuration, as in the run itself.
    /// - Throws: what reading the scenarios and reaching the judges throws.
    init(_ configuration: RunConfiguration, others: [Scenario]? = nil) async throws {
        let world = others == nil ? try SimulatedWorld(configuration) : try SimulatedWorld(configuration, counting: [:])
        judges = try await RunJudges(configuration, lexicon: world.lexicon)
        scorer = EpisodeScorer(lexicon: world.lexicon, composition: try configuration.rewards.composition(), others: others ?? world.contrasting)
    }

    /// Scores one episode as a run does: by the judge that rewards, and where it was not trained on by the one that evaluates too.
    func scored(_ episode: Episode) async -> ScoredEpisode {
        await scorer.score(episode, by: judges.rewarding, evaluation: episode.id.phase == EpisodeID.trainingPhase ? nil : judges.evaluating)
    }

    /// The same episodes with new verdicts, scores and rewards, in the same order.
    func scored(_ episodes: [ScoredEpisode]) async -> [ScoredEpisode] {
        await withTaskGroup(of: (Int, ScoredEpisode).self) { group in
            for (index, episode) in episodes.enumerated() { group.addTask { (index, await self.scored(episode.episode)) } }
            var result = episodes
            for await (index, episode) in group { result[index] = episode }
            return result
        }
    }
}
