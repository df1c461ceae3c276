// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Metrics {
    /// Means over episodes: reward, every episode-level score by its own name, lengths and endings. Failed episodes count in
    /// `errored_rollouts` alone.
    static func episodes(_ scored: [ScoredEpisode]) -> Metrics {
        var metrics = Metrics()
        let finished = scored.filter { !$0.episode.hasFailed }
        let rewards = finished.compactMap(\.reward)
        metrics[TrainingMetricName.reward] = mean(rewards)
        metrics[TrainingMetricName.absentRewards] = ratio(finished.count - rewards.count, finished.count)
        var values: [String: [Double]] = [:]
        for episode in finished {
            for score in episode.scores where score.turn == nil {
                if let value = score.value { values[score.name, default: []].append(value) }
            }
        }
        for name in values.keys.sorted() { metrics[TrainingMetricName.mean(name)] = mean(values[name] ?? []) }

        metrics.countVerdicts(of: finished)

        metrics[TrainingMetricName.sequenceLength] = mean(finished.map { Double($0.episode.trace.count) })
        metrics[TrainingMetricName.sampledLength] = mean(finished.map { Double($0.episode.trace.mask.count { $0 }) })
        let turns = finished.map(\.episode.userTurns)
        metrics[TrainingMetricName.turns] = mean(turns.map { Double($0.count) })
        let lines = turns.flatMap { $0 }
        metrics[TrainingMetricName.truncated] = ratio(lines.count { $0.finish == .length }, lines.count)
        for reason in EndingReason.allCases where reason != .failure {
            metrics[TrainingMetricName.ending(reason.rawValue)] = ratio(finished.count { $0.episode.ending.reason == reason }, finished.count)
        }
        metrics[TrainingMetricName.failed] = ratio(scored.count - finished.count, scored.count)
        return metrics
    }

    private mutating func countVerdicts(of episodes: [ScoredEpisode]) {
        let verdicts = episodes.flatMap(\.verdicts)
        self[TrainingMetricName.abstained] = Metrics.ratio(verdicts.count { $0.outcome == .abstain }, verdicts.count)
        self[TrainingMetricName.failedVerdicts] = Metrics.ratio(verdicts.count { $0.abstention?.isFailure == true }, verdicts.count)
        let calls = verdicts.flatMap(\.calls)
        self[TrainingMetricName.judgeCalls] = Metrics.ratio(calls.count, episodes.count)
        self[TrainingMetricName.judgeTokens] = Metrics.ratio(calls.reduce(0) { $0 + $1.promptTokens + $1.completionTokens }, episodes.count)
    }

    /// The same numbers under other names.
    func prefixed(_ prefix: String) -> Metrics {
        var metrics = Metrics()
        for entry in entries { metrics[prefix + entry.name] = entry.value }
        return metrics
    }

    static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    static func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }
}
