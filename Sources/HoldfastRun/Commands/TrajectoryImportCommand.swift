// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import HoldfastTrajectories

/// `holdfast import trajectories`.
public struct TrajectoryImportCommand: Sendable {
    /// The layouts that can be read.
    public static let formats = ["tau-bench"]

    var format: String
    var paths: [String]
    var output: String
    var data: String?
    var skipsDamaged: Bool
    var json: Bool

    /// - Parameters:
    ///   - format: one of `formats`.
    ///   - paths: trajectory files, or folders of them; each file gives episodes of a phase that is called after it.
    ///   - output: shard to write.
    ///   - data: folder of the domain's database, whose tables say which identifiers exist; nil for none.
    ///   - skipsDamaged: whether records that cannot be read are counted and left out, instead of ending the import.
    public init(format: String, paths: [String], output: String, data: String?, skipsDamaged: Bool, json: Bool) {
        self.format = format
        self.paths = paths
        self.output = output
        self.data = data
        self.skipsDamaged = skipsDamaged
        self.json = json
    }

    /// Reads and scores all files, writes one shard and prints a report per file. The folder of the shard is made where it is missing.
    /// - Throws: `usage` for an unknown format, and for files that cannot be told apart; what reading and writing throws. Nothing is written
    ///   then.
    public func run() throws {
        guard Self.formats.contains(format) else {
            throw HoldfastError(.usage, "--format \(format) is unknown; known are \(Self.formats.joined(separator: ", "))")
        }
        let files = try TrajectoryFiles(paths: paths, output: output)
        let judge = IdentifierJudge(records: try data.map(DomainRecords.read))
        let scorer = EpisodeScorer(lexicon: { _ in nil })
        var episodes: [ScoredEpisode] = []
        var reports: [TrajectoryImportReport] = []
        for (path, phase) in files.phases {
            let file = try TauBenchFile(path, leavesOutDamaged: skipsDamaged)
            let read = TauBenchEpisodes(file.records, phase: phase)
            let scored = read.episodes.map { $0.scored(by: scorer).judged(by: judge) }
            reports.append(TrajectoryImportReport(file: path, damages: file.damages, read: read, scored: scored))
            episodes += scored
        }
        guard !episodes.isEmpty else {
            throw HoldfastError(.format, "there is no record in \(files.phases.map(\.path).joined(separator: ", ")), so there is nothing to import")
        }
        try FileSystem.makeFolder(above: output)
        try ShardWriter.write(episodes, to: output, labels: ["source": TauBenchEpisodes.source, "files": "\(files.phases.count)"])
        let text = reports.map(\.text).joined(separator: "\n\n") + "\n\n\(episodes.count) episodes in \(output)"
        try Output.write(json ? Output.json(Result(shard: output, episodes: episodes.count, files: reports)) : text)
    }

    private struct Result: Encodable {
        var shard: String
        var episodes: Int
        var files: [TrajectoryImportReport]
    }
}

extension ScoredEpisode {
    /// The same with all that is measured without a model; the reward stays the one that was imported.
    fileprivate func scored(by scorer: EpisodeScorer) -> ScoredEpisode {
        let judged = scorer.score(episode)
        // A reward of ours, composed from the little that can be had here, would only be mistaken for the imported one.
        let measured = judged.scores.filter { !$0.name.hasPrefix(MetricName.rewardPrefix) }
        return ScoredEpisode(
            episode: episode, verdicts: judged.verdicts, scores: scores + measured + [Score(MetricName.reward, reward)], reward: reward)
    }
}

/// The files of an import, and what the episodes of each are called.
private struct TrajectoryFiles {
    let phases: [(path: String, phase: String)]

    /// - Throws: `usage` without files, where two have one name, and where the output is one of them.
    init(paths: [String], output: String) throws {
        guard !paths.isEmpty else { throw HoldfastError(.usage, "name one trajectory file or more") }
        let files = try paths.flatMap { path -> [String] in
            guard FileSystem.isFolder(path) else { return [path] }
            let names = FileSystem.names(in: path).filter { $0.hasSuffix(".json") || $0.hasSuffix(".jsonl") }.sorted()
            guard !names.isEmpty else { throw HoldfastError(.file, "the folder \(path) has no .json or .jsonl file; name trajectory files") }
            return names.map { "\(path)/\($0)" }
        }
        if let input = files.first(where: { FileSystem.resolved($0) == FileSystem.resolved(output) }) {
            throw HoldfastError(.usage, "--out names the trajectory file \(input), which is read and would be lost; name another file")
        }
        let names = files.map { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension }
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw HoldfastError(.usage, "two files are called \(name), and their episodes could not be told apart; import them into two shards")
        }
        phases = zip(files, names).map { ($0, "import-\($1)") }
    }
}

/// The tables of a domain's database.
private enum DomainRecords {
    /// - Throws: `file` where there is no table, `format` where one is no JSON.
    static func read(_ folder: String) throws -> KnownRecords {
        guard FileSystem.isFolder(folder) else {
            throw HoldfastError(.file, "--data \(folder) is no folder; name the one with users.json and orders.json")
        }
        let names = FileSystem.names(in: folder).filter { $0.hasSuffix(".json") }.sorted()
        guard !names.isEmpty else {
            throw HoldfastError(.file, "--data \(folder) has no .json file; name the folder with users.json and orders.json")
        }
        return KnownRecords(
            try names.map { name in
                do {
                    return try AnyJSON(parsing: FileSystem.read("\(folder)/\(name)"))
                } catch let error as HoldfastError {
                    throw HoldfastError(error.code, "\(folder)/\(name): \(error.message)")
                }
            })
    }
}
