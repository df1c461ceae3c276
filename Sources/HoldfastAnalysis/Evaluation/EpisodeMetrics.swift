// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The numbers that one episode has on the metrics of the reports.
enum EpisodeMetrics {
    /// By metric name. What the scorer said goes before what is counted here, its absences included.
    static func values(of scored: ScoredEpisode) -> [String: Double] {
        var values: [String: Double] = [:]
        let lines = lines(of: scored.episode)
        if !lines.isEmpty {
            values[MetricName.userTurns] = Double(lines.count)
            values[MetricName.words] = Double(lines.reduce(0) { $0 + Words.count(in: $1) }) / Double(lines.count)
        }
        for score in scored.scores where score.turn == nil { values[score.name] = score.value }
        values[MetricName.reward] = scored.reward
        return values.filter { $0.value.isFinite }
    }

    /// The user's lines; none of a dialogue that a failure cut short, which says nothing about how long or varied they are.
    static func lines(of episode: Episode) -> [String] {
        episode.ending.failure == nil ? episode.userTurns.map(\.text) : []
    }
}
