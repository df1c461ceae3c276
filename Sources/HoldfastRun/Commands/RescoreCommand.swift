// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import HoldfastTrajectories

/// `holdfast rescore`: scores stored episodes again without the model that made them.
public struct RescoreCommand: Sendable {
    var paths: [String]
    var rewards: String
    var name: String?
    var replaces: Bool
    var json: Bool

    /// - Parameters:
    ///   - paths: one run directory, or shards.
    ///   - rewards: configuration file with a `rewards` section.
    ///   - name: what the new scores are called; nil for the file's name without its ending.
    ///   - replaces: whether scores of that name may be replaced.
    public init(paths: [String], rewards: String, name: String?, replaces: Bool, json: Bool) {
        self.paths = paths
        self.rewards = rewards
        self.name = name
        self.replaces = replaces
        self.json = json
    }

    /// Rescores and prints the mean rewards before and after. Equal shards and configurations make equal files.
    /// - Throws: `usage` for a name or paths that cannot be, `configuration` for a file without rewards, `file` where the name is taken,
    ///   and what reading, scoring and writing throws. Scores that were there are then still there.
    public func run() async throws {
        let name = try checkedName()
        let loaded = try ConfigurationSources(files: [rewards]).load()
        guard loaded.origin(of: "rewards") != .defaults else {
            throw HoldfastError(.configuration, "\(rewards) has no section `rewards`; write one, such as `rewards: {weights: {prompt_to_line: 1}}`")
        }
        let target = try RescoringTarget(paths: paths)
        let folder = RescoredFolder(parent: target.parent, name: name)
        try folder.check(replaces: replaces)
        let document = try ResolvedConfiguration(loaded.value.rewards)
        var configuration = try target.configuration() ?? loaded.value
        configuration.rewards = loaded.value.rewards
        let scorer = try await OfflineScorer(configuration, others: try target.scenarios())
        let rescoring = ShardRescoring(digest: document.digest, labels: ["name": name, "holdfast": HoldfastVersion.current]) { episode in
            await scorer.scored(episode)
        }
        let summaries = try await folder.fill { path in
            let summaries = try await rescoring.rescore(target.shards, into: path)
            try FileSystem.write(document.document, to: "\(path)/\(RunDirectory.rescoredConfiguration)")
            return summaries
        }
        let report = RescoringReport(folder: folder.path, digest: document.digest, shards: summaries)
        try Output.write(json ? Output.json(report) : report.text)
    }

    private func checkedName() throws -> String {
        let file = ((rewards as NSString).lastPathComponent as NSString).deletingPathExtension
        let name = name ?? file
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), !name.hasSuffix(RunDirectory.unfinished) else {
            throw HoldfastError(.usage, "`\(name)` cannot be the name of a folder for scores; choose a plain word for --name")
        }
        return name
    }
}

/// What is rescored, and where the scores go.
struct RescoringTarget: Sendable {
    let shards: [String]
    /// Folder of the named folders of scores.
    let parent: String
    private let run: RunDirectory?

    /// - Throws: `usage` where a run stands beside other paths, or shards have one name or several folders; `file` for a folder without
    ///   a run, and a run without shards.
    init(paths: [String]) throws {
        guard let first = paths.first else { throw HoldfastError(.usage, "name a run directory or shards") }
        if let folder = paths.first(where: FileSystem.isFolder) {
            guard paths.count == 1 else { throw HoldfastError(.usage, "\(folder) is a folder; name one run directory, or shards alone") }
            let run = RunDirectory(path: folder)
            guard try run.isRun else { throw HoldfastError(.file, "there is no run in \(folder); name a run directory or shards") }
            guard !run.shards.isEmpty else { throw HoldfastError(.file, "\(folder) holds no shards yet; there is nothing to score") }
            (shards, parent, self.run) = (run.shards, run.rescored, run)
            return
        }
        let folders = Set(paths.map(Self.folder))
        guard folders.count == 1 else {
            throw HoldfastError(.usage, "the shards lie in \(folders.count) folders; rescore those of one folder at a time")
        }
        if let again = paths.enumerated().first(where: { paths[..<$0.offset].contains($0.element) }) {
            throw HoldfastError(.usage, "\(again.element) is named twice; name each shard once")
        }
        let folder = Self.folder(of: first)
        let suffix = "/" + RunDirectory.trajectoriesName
        // Where the name does not show it, such as in the folder itself.
        let spelled = folder.hasSuffix(suffix) ? folder : FileSystem.resolved(folder)
        let run = RunDirectory(path: String(spelled.dropLast(suffix.count)))
        let isOfRun = try spelled.hasSuffix(suffix) && run.isRun
        shards = paths
        parent = isOfRun ? run.rescored : "\(folder)/\(RunDirectory.rescoredName)"
        self.run = isOfRun ? run : nil
    }

    /// The configuration of the run that the shards are of; nil for shards elsewhere.
    func configuration() throws -> RunConfiguration? { try run.map { try StoredConfiguration($0).loaded().value } }

    /// Scenarios of the first shard, whose personas lines are held against; nil for a run, which has its own.
    func scenarios() throws -> [Scenario]? {
        if run != nil { return nil }
        return try shards.first.map { try ShardReader($0).episodes().map(\.episode.scenario) } ?? []
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }
}

/// What a rescoring prints.
struct RescoringReport: Sendable, Encodable {
    var folder: String
    var digest: String
    var shards: [RescoredShardSummary]

    /// For people.
    var text: String {
        var table = TextTable(header: ["shard", "episodes", "reward stored", "reward now"])
        table.rows = shards.map { shard in
            [(shard.shard as NSString).lastPathComponent, "\(shard.episodes)", number(shard.rewardBefore), number(shard.reward)]
        }
        let episodes = shards.reduce(0) { $0 + $1.episodes }
        return (table.lines + ["", "\(episodes) episodes scored anew in \(folder), configuration \(digest.prefix(12))"]).joined(separator: "\n")
    }

    private func number(_ value: Double?) -> String { value.map { fixed($0, 3) } ?? "-" }
}
