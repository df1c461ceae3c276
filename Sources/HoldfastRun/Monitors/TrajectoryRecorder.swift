// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining
import HoldfastTrajectories

/// Keeps every scored episode: one shard a step, one an evaluation.
struct TrajectoryRecorder: TrainingObserver {
    let directory: RunDirectory
    /// Short texts stored with each shard.
    let labels: [String: String]

    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws {
        try ShardWriter.write(episodes, to: directory.shard(step: record.step), labels: labels)
    }

    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws {
        try ShardWriter.write(episodes, to: directory.shard(evaluation: record.evaluation), labels: labels)
    }
}

extension EvaluationRecord {
    /// Which evaluation it is, as its shard names it.
    var evaluation: RunEvaluation { RunEvaluation(moment, step: step) }
}
