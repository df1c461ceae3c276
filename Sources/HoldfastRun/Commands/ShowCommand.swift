// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTrajectories

/// `holdfast show`.
public struct ShowCommand: Sendable {
    var path: String
    var episode: String?
    var group: String?
    var json: Bool

    /// - Parameters:
    ///   - path: a run directory, a shard, or a file of scores or of filter keys.
    ///   - episode: position of a dialogue in the shard, from 0, or its identifier such as `train/3/0/7`.
    ///   - group: number of a group, or its place such as `train/3/0`.
    public init(path: String, episode: String?, group: String? = nil, json: Bool) {
        self.path = path
        self.episode = episode
        self.group = group
        self.json = json
    }

    /// Prints.
    public func run() throws {
        guard FileSystem.exists(path) else { throw HoldfastError(.file, "there is no \(path)") }
        guard episode == nil || group == nil else { throw HoldfastError(.usage, "--episode and --group cannot be shown at once; give one of them") }
        let place = try place()
        if FileSystem.isFolder(path) {
            guard let place else { return try showRun() }
            let option = episode == nil ? "--group" : "--episode"
            try show(place, in: ShardReader(try place.shard(in: RunDirectory(path: path), option: option)))
        } else if let place {
            try show(place, in: try shard())
        } else {
            try showFile()
        }
    }

    private func place() throws -> EpisodePlace? {
        if let episode { return try EpisodePlace(episode, option: "--episode", hasRollout: true) }
        return try group.map { try EpisodePlace($0, option: "--group", hasRollout: false) }
    }

    private func showRun() throws {
        let directory = RunDirectory(path: path)
        let summary = try RunSummary(directory)
        let comparison = FileSystem.exists(directory.comparison) ? try FileSystem.text(directory.comparison) : ""
        try Output.write(json ? Output.json(summary) : summary.text(comparison: comparison))
    }

    private func showFile() throws {
        if try ScoreFile(path).isScoreFile {
            let summary = try ScoreFile(path).summary()
            try Output.write(json ? Output.json(summary) : ScoresText(summary, path: path).text)
        } else if try MaskFile(path).isMaskFile {
            let masks = try MaskFile(path).masks()
            try Output.write(json ? Output.json(masks) : MasksText(masks, path: path).text)
        } else {
            let summary = try ShardReader(path).summary()
            try Output.write(json ? Output.json(summary) : ShardText(summary, path: path).text)
        }
    }

    /// - Throws: `usage` for a file that holds something else than dialogues.
    private func shard() throws -> ShardReader {
        if try ScoreFile(path).isScoreFile {
            let source = try ScoreFile(path).origin().source
            throw HoldfastError(.usage, "\(path) holds scores and no dialogues; name the shard \(source) instead")
        }
        if try MaskFile(path).isMaskFile { throw HoldfastError(.usage, "\(path) holds filter keys and no dialogues; name a shard instead") }
        return ShardReader(path)
    }

    private func show(_ place: EpisodePlace, in shard: ShardReader) throws {
        let episodes = try shard.episodes()
        if episode != nil { try showEpisode(place, of: episodes, in: shard) } else { try showGroup(place, of: episodes, in: shard) }
    }

    private func showEpisode(_ place: EpisodePlace, of episodes: [ScoredEpisode], in shard: ShardReader) throws {
        let found: ScoredEpisode?
        switch place {
        case .number(let row): found = episodes.indices.contains(row) ? episodes[row] : nil
        case .identifier: found = episodes.first { place.includes($0.episode.id) }
        }
        guard let found else {
            throw HoldfastError(.usage, "\(shard.path) has \(episodes.count) episodes, counted from 0; there is no episode \(episode ?? "")")
        }
        try Output.write(json ? Output.json(found) : EpisodeText(found, width: Output.width, palette: .standardOutput).text)
    }

    private func showGroup(_ place: EpisodePlace, of episodes: [ScoredEpisode], in shard: ShardReader) throws {
        let found = episodes.filter { place.includes($0.episode.id) }
        var names: [String] = []
        for scored in found {
            let name = scored.episode.id.groupName
            if !names.contains(name) { names.append(name) }
        }
        guard let name = names.first else { throw HoldfastError(.usage, "\(shard.path) has no group \(group ?? "")") }
        guard names.count == 1 else {
            let list = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", and \(names.count - 8) more" : "")
            throw HoldfastError(.usage, "\(shard.path) has \(names.count) groups \(group ?? ""); name one of \(list)")
        }
        let report = GroupReport(found.sorted { $0.episode.id.rollout < $1.episode.id.rollout }, group: name)
        try Output.write(json ? Output.json(report) : GroupText(report, width: Output.width, palette: .standardOutput).text)
    }
}
