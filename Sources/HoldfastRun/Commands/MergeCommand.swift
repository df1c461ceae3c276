// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTrajectories

/// `holdfast merge`: one shard out of several, several out of one, or a shard of today out of an older one.
public struct MergeCommand: Sendable {
    var paths: [String]
    var output: String
    var episodesPerShard: Int?
    var prefixes: Bool
    var json: Bool

    /// - Parameters:
    ///   - paths: run directories, folders with shards, or shards.
    ///   - output: shard to write, or with `episodesPerShard` a folder for shards.
    ///   - episodesPerShard: the most that a shard holds; nil for one shard.
    ///   - prefixes: whether phases get the name of their run or shard in front, so that equal identifiers stay apart.
    public init(paths: [String], output: String, episodesPerShard: Int?, prefixes: Bool, json: Bool) {
        self.paths = paths
        self.output = output
        self.episodesPerShard = episodesPerShard
        self.prefixes = prefixes
        self.json = json
    }

    /// Writes the new shards and prints what they hold. The sources stay as they are.
    /// - Throws: `store` where an episode is there twice, `file` where something has the name already; what reading and writing throws.
    public func run() throws {
        let sources = try sources()
        let merge = ShardMerge(sources)
        let written: [MergedShard]
        if let episodesPerShard {
            try FileSystem.makeFolder(output)
            written = try merge.write(into: output, episodesPerShard: episodesPerShard)
        } else {
            try FileSystem.makeFolder(above: output)
            try FileSystem.checkPlace(ofFile: output)
            written = try merge.write(to: output)
        }
        guard !json else {
            try Output.write(Output.json(written))
            return
        }
        var table = TextTable(header: ["shard", "episodes", "scenarios", "bytes"])
        table.rows = written.map { [$0.path, "\($0.episodes)", "\($0.scenarios)", "\($0.bytes)"] }
        let episodes = written.reduce(0) { $0 + $1.episodes }
        let summary = "\(counted(episodes, "episode")) of \(counted(sources.count, "shard")) in the layout of version \(ShardSchema.version)"
        try Output.write((table.lines + ["", summary]).joined(separator: "\n"))
    }

    /// - Throws: `usage` where two runs or shards would get one prefix.
    private func sources() throws -> [ShardMerge.Source] {
        var used: [String: String] = [:]
        return try paths.flatMap { path -> [ShardMerge.Source] in
            let stored = try StoredShards(path)
            guard prefixes else { return stored.shards.map { ShardMerge.Source($0) } }
            let name = (FileSystem.resolved(path) as NSString).lastPathComponent
            let prefix = name.hasSuffix(".h5") ? String(name.dropLast(3)) : name
            if let other = used.updateValue(path, forKey: prefix) {
                throw HoldfastError(.usage, "--prefix-phase would call both \(other) and \(path) `\(prefix)`; rename one of them")
            }
            return stored.shards.map { ShardMerge.Source($0, prefix: prefix) }
        }
    }
}
