// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// What a step has gathered so far; gone once the step is recorded.
struct StepWork: Sendable {
    var episodes: [Episode] = []
    var scored: [ScoredEpisode] = []
    var prepared: PreparedBatch?
    /// Indices into the prepared sequences, one list per update.
    var minibatches: [[Int]] = []
    var totals = UpdateTotals()
    /// Seconds by metric name.
    var times = Metrics()

    /// Gives each sequence its log-probabilities under the base weights.
    /// - Throws: `server` where the counts do not fit.
    static func attach(_ reference: [[Float]], to sequences: inout [TrainingSequence]) throws {
        guard reference.count == sequences.count, zip(reference, sequences).allSatisfy({ $0.count == $1.mask.count }) else {
            throw HoldfastError(
                .server,
                "the server scored \(sequences.count) sequences with a wrong number of log-probabilities; it must give one per token from the second on"
            )
        }
        for index in sequences.indices { sequences[index].referenceLogprobs = reference[index] }
    }

    func metrics(step: Int, steps: Int, learningRate: Double) -> Metrics {
        var metrics = Metrics.episodes(scored)
        if let prepared {
            metrics[TrainingMetricName.rewardDeviation] = prepared.rewardDeviation
            metrics[TrainingMetricName.constantGroups] = Metrics.ratio(prepared.constantGroups, prepared.groups)
            metrics[TrainingMetricName.allZeroGroups] = Metrics.ratio(prepared.allZeroGroups, prepared.groups)
            metrics[TrainingMetricName.allOneGroups] = Metrics.ratio(prepared.allOneGroups, prepared.groups)
            metrics[TrainingMetricName.gatedGroups] = Metrics.ratio(prepared.gatedGroups, prepared.groups)
            metrics[TrainingMetricName.trainedSequences] = Double(prepared.sequences.count)
        }
        metrics.merge(totals.metrics(learningRate: learningRate))
        metrics[TrainingMetricName.doneFraction] = Double(step) / Double(steps)
        metrics.merge(times)
        let seconds = times.entries.reduce(0) { $0 + $1.value }
        metrics[TrainingMetricName.stepTime] = seconds
        let sampled = Double(scored.reduce(0) { $0 + $1.episode.trace.mask.count { $0 } })
        if let rollout = times[TrainingMetricName.time(TimedPart.rollout)], rollout > 0 {
            metrics[TrainingMetricName.sampledTokenRate] = sampled / rollout
        }
        if let update = times[TrainingMetricName.time(TimedPart.update)], update > 0, let trained = metrics[TrainingMetricName.trainedTokens] {
            metrics[TrainingMetricName.trainedTokenRate] = trained / update
        }
        return metrics
    }
}

/// The parts of a step whose wall time is recorded.
enum TimedPart {
    static let rollout = "rollout"
    static let score = "score"
    static let reference = "reference"
    static let update = "update"
    static let publish = "publish"
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
