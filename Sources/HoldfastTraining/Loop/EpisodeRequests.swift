// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment

/// Which episodes a step or an evaluation asks for.
enum EpisodeRequests {
    /// Members of a group differ in nothing but the rollout index. Groups are consecutive.
    static func training(_ scenarios: [Scenario], step: Int, configuration: TrainerConfiguration) -> [EpisodeRequest] {
        scenarios.enumerated().flatMap { group, scenario in
            (0..<configuration.groupSize).map { rollout in
                EpisodeRequest(
                    id: EpisodeID(phase: EpisodeID.trainingPhase, step: step, group: group, rollout: rollout), scenario: scenario,
                    samplingSeed: configuration.seed)
            }
        }
    }

    static func evaluation(
        _ scenarios: [Scenario], _ moment: EvaluationMoment, step: Int, configuration: TrainerConfiguration
    ) -> [EpisodeRequest] {
        // A seed of its own: evaluation and training of one step would else draw the same numbers at the same places.
        let seed = StableHash.of("evaluation/\(configuration.seed)")
        return scenarios.enumerated().flatMap { group, scenario in
            (0..<configuration.evaluationRollouts).map { rollout in
                EpisodeRequest(
                    id: EpisodeID(phase: "eval-\(moment.rawValue)", step: step, group: group, rollout: rollout), scenario: scenario,
                    samplingSeed: seed)
            }
        }
    }

    /// - Throws: `environment` unless the episodes answer the requests one by one.
    static func check(_ episodes: [Episode], against requests: [EpisodeRequest]) throws {
        guard episodes.count == requests.count, zip(episodes, requests).allSatisfy({ $0.id == $1.id }) else {
            throw HoldfastError(
                .environment,
                "the episode source answered \(requests.count) requests with \(episodes.count) episodes, or in another order; it must give one each"
            )
        }
    }
}
