// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining

/// Shows a training run on the terminal.
struct ProgressMonitor: TrainingObserver {
    let display: TerminalProgress

    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws {
        await display.finish(
            step: record.step, reward: record.metrics["reward/all/mean"],
            contradiction: record.metrics["\(MetricName.promptToLine)/mean"].map { 1 - $0 }, seconds: record.metrics["time/step"] ?? 0)
    }

    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws {
        let contradiction = record.metrics["eval/\(MetricName.promptToLine)/mean"].map { "\(fixed(100 * (1 - $0), 1)) %" } ?? "-"
        let success = record.metrics["eval/\(MetricName.goalSuccess)/mean"].map { "\(fixed(100 * $0, 1)) %" } ?? "-"
        await display.note(
            "evaluation \(record.evaluation.name): contradictions \(contradiction), goal success \(success), \(episodes.count) held-out dialogues")
    }

    func checkpointWritten(_ checkpoint: Checkpoint) async throws {
        await display.begin("checkpoint \(checkpoint.path)")
    }

    func progressed(_ progress: TrainingProgress) async {
        await display.begin(ProgressMonitor.words[progress.phase] ?? progress.phase.rawValue)
    }

    private static let words: [TrainingProgress.Phase: String] = [
        .evaluate: "evaluating on held-out scenarios", .collect: "simulating dialogues", .score: "scoring", .update: "updating",
        .publish: "publishing the new weights", .checkpoint: "writing a checkpoint",
    ]
}
