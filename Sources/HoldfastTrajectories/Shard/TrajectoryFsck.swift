// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What a check of one shard found.
public struct ShardReport: Hashable, Sendable, Codable {
    /// The path that was given to `TrajectoryFsck.check`.
    public var path: String
    /// What the shard holds, or nil where it could not be read.
    public var summary: ShardSummary?
    /// What is wrong, in one line, or nil for a sound shard.
    public var problem: String?

    /// Whether nothing is wrong with it.
    public var isSound: Bool { problem == nil }
}

/// Opens everything: proves seals, reads every column, builds every episode and holds its parts against each other.
public enum TrajectoryFsck {
    /// Checks shards one by one; a bad one hides none of the others.
    /// - Returns: one report per path, in their order.
    public static func check(_ paths: [String]) -> [ShardReport] {
        paths.map(check)
    }

    private static func check(_ path: String) -> ShardReport {
        let reader = ShardReader(path)
        var report = ShardReport(path: path)
        do {
            report.summary = try reader.summary()
            let episodes = try reader.episodes()
            if try reader.count() != episodes.count {
                report.problem = "\(path): the attribute \(ShardSchema.episodesAttribute) differs from the \(episodes.count) episodes there are"
            } else {
                report.problem = episodes.lazy.compactMap { problem(of: $0.episode) }.first.map { "\(path): \($0)" }
            }
        } catch {
            report.problem = "\(error)"
        }
        return report
    }

    /// What a reader relies on beyond the layout: each line's tokens lie in the trace and belong to its turn.
    private static func problem(of episode: Episode) -> String? {
        for turn in episode.turns {
            guard turn.tokens.lowerBound >= 0, turn.tokens.upperBound <= episode.trace.count else {
                return "episode \(episode.id), turn \(turn.index): its tokens \(turn.tokens) lie outside the trace of \(episode.trace.count)"
            }
            guard episode.trace.turn[turn.tokens].allSatisfy({ Int($0) == turn.index }) else {
                return "episode \(episode.id), turn \(turn.index): its tokens are marked as another turn's"
            }
        }
        let strays = zip(episode.trace.mask, episode.trace.logprobs).contains { !$0 && $1 != 0 }
        return strays ? "episode \(episode.id): a token that was not sampled has a log-probability" : nil
    }
}
