// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTrajectories

/// `holdfast show`.
public struct ShowCommand: Sendable {
    var path: String
    var episode: Int?
    var json: Bool

    /// - Parameters:
    ///   - path: a run directory or a shard.
    ///   - episode: position of a dialogue in the shard, from 0.
    public init(path: String, episode: Int?, json: Bool) {
        self.path = path
        self.episode = episode
        self.json = json
    }

    /// Prints.
    public func run() throws {
        guard FileSystem.exists(path) else { throw HoldfastError(.file, "there is no \(path)") }
        if FileSystem.isFolder(path) { try showRun() } else { try showShard() }
    }

    /// What the file holds, where it is one of scores.
    private func scores() throws -> ScoreSummary? {
        try ScoreFile(path).isScoreFile ? ScoreFile(path).summary() : nil
    }

    private func showRun() throws {
        guard episode == nil else {
            throw HoldfastError(.usage, "--episode needs one trajectory file, such as \(path)/trajectories/\(RunDirectory.shardName(step: 1))")
        }
        let directory = RunDirectory(path: path)
        let summary = try RunSummary(directory)
        let comparison = FileSystem.exists(directory.comparison) ? try FileSystem.text(directory.comparison) : ""
        try Output.write(json ? Output.json(summary) : summary.text(comparison: comparison))
    }

    private func showShard() throws {
        if let summary = try scores() {
            guard episode == nil else {
                throw HoldfastError(.usage, "\(path) holds scores and no dialogues; --episode needs the shard \(summary.origin.source)")
            }
            try Output.write(json ? Output.json(summary) : ScoresText(summary, path: path).text)
            return
        }
        let reader = ShardReader(path)
        guard let episode else {
            let summary = try reader.summary()
            try Output.write(json ? Output.json(summary) : ShardText(summary, path: path).text)
            return
        }
        let episodes = try reader.episodes()
        guard episodes.indices.contains(episode) else {
            throw HoldfastError(.usage, "\(path) has \(episodes.count) episodes, counted from 0; there is no episode \(episode)")
        }
        try Output.write(json ? Output.json(episodes[episode]) : EpisodeText(episodes[episode]).text)
    }
}
