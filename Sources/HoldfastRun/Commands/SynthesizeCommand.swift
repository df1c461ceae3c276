// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastTrajectories

/// `holdfast synthesize`: made episodes whose statistics are known.
public struct SynthesizeCommand: Sendable {
    var episodes: Int
    var personas: Int
    var perShard: Int
    var output: String
    var seed: UInt64
    var json: Bool

    /// - Parameters:
    ///   - perShard: episodes of one file; rounded up to whole groups.
    ///   - output: folder for the files; must not hold any.
    public init(episodes: Int, personas: Int, perShard: Int, output: String, seed: UInt64, json: Bool) {
        self.episodes = episodes
        self.personas = personas
        self.perShard = perShard
        self.output = output
        self.seed = seed
        self.json = json
    }

    /// Writes the files, as many at a time as there are cores, and prints what is true of them.
    /// - Throws: `usage` for counts that cannot be, `file` where the folder is used or cannot be written, `capacity` for a full disk.
    public func run() async throws {
        guard episodes > 0, personas > 0, perShard > 0 else { throw HoldfastError(.usage, "--episodes, --personas and --per-file count from 1") }
        let source = SyntheticEpisodes(personas: personas, seed: seed)
        try FileSystem.makeFolder(output)
        guard !FileSystem.names(in: output).contains(where: { $0.hasSuffix(".h5") }) else {
            throw HoldfastError(.file, "\(output) already holds trajectory files; choose another --out")
        }
        let size = (perShard + source.groupSize - 1) / source.groupSize * source.groupSize
        let shards = (episodes + size - 1) / size
        let width = ProcessInfo.processInfo.activeProcessorCount
        let labels = ["holdfast": HoldfastVersion.current, "synthetic seed": "\(seed)"]
        let bytes = try await withThrowingTaskGroup(of: Int.self) { group in
            var bytes = 0
            for shard in 0..<shards {
                if shard >= width, let size = try await group.next() { bytes += size }
                group.addTask {
                    try Task.checkCancellation()
                    let range = shard * size..<min(episodes, (shard + 1) * size)
                    return try ShardWriter.write(source.episodes(range), to: "\(output)/part_\(RunDirectory.padded(shard + 1)).h5", labels: labels)
                }
            }
            while let size = try await group.next() { bytes += size }
            return bytes
        }
        let report = SynthesisReport(folder: output, episodes: episodes, personas: personas, shards: shards, bytes: bytes, truth: source.truth)
        try Output.write(json ? Output.json(report) : report.text)
    }
}

/// What a synthesis prints.
struct SynthesisReport: Sendable, Encodable {
    var folder: String
    var episodes: Int
    var personas: Int
    var shards: Int
    var bytes: Int
    var truth: SyntheticTruth

    /// For people.
    var text: String {
        [
            "\(episodes) episodes of \(personas) personas in \(shards) files of \(folder), \(bytes / 1_048_576) MiB", "",
            "What is true of them:",
            "  a line contradicts the persona with chance \(truth.firstRate) + \(truth.rise) (1 - exp(-\(truth.speed) t)) at line t, from 0,",
            "  times a factor of the persona between \(fixed(1 - truth.spread, 1)) and \(fixed(1 + truth.spread, 1))",
            "  the policy is broken with chance \(truth.policyHazard) a line, a fact made up with \(truth.fabrication)",
            "  \(fixed(100 * truth.premature, 0)) % stop too early; of the others \(fixed(100 * truth.missed, 0)) % do not stop; the agent lets "
                + "\(fixed(100 * truth.letDown, 0)) % down",
        ].joined(separator: "\n")
    }
}
