// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining

/// Several observers as one, told in order: what is kept comes before what is shown.
struct Observers: TrainingObserver {
    var all: [any TrainingObserver]

    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws {
        for observer in all { try await observer.stepFinished(record, episodes) }
    }

    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws {
        for observer in all { try await observer.evaluationFinished(record, episodes) }
    }

    func checkpointWritten(_ checkpoint: Checkpoint) async throws {
        for observer in all { try await observer.checkpointWritten(checkpoint) }
    }

    func progressed(_ progress: TrainingProgress) async {
        for observer in all { await observer.progressed(progress) }
    }
}
