// SPDX-License-Identifier: Apache-2.0
import Foundation
public import HoldfastCore

/// Scores the stored episodes of shards again, many at a time. Shards are read and never written.
public struct ShardRescoring: Sendable {
    private let score: @Sendable (Episode) async throws -> ScoredEpisode
    private let digest: String
    private let labels: [String: String]
    private let cache = DialogueCache()

    /// - Parameters:
    ///   - digest: digest of the configuration that scores follow from.
    ///   - labels: short texts that are stored with the scores.
    ///   - score: judges and composes. Episodes come without their tokens (`ShardReader.dialogues(cache:)`).
    public init(digest: String, labels: [String: String] = [:], score: @escaping @Sendable (Episode) async throws -> ScoredEpisode) {
        self.score = score
        self.digest = digest
        self.labels = labels
    }

    /// Rescores shards into a folder, each into a file of its own name.
    /// - Parameters:
    ///   - shards: paths; no two of one file name.
    ///   - folder: exists, and holds nothing of these names.
    ///   - width: shards in work at the same time, by default one more than there are cores: while one is read or written, others are scored.
    /// - Returns: what came of each shard, in their order.
    /// - Throws: the first error of reading, scoring or writing.
    public func rescore(_ shards: [String], into folder: String, width: Int? = nil) async throws -> [RescoredShardSummary] {
        let width = width ?? ProcessInfo.processInfo.activeProcessorCount + 1
        return try await withThrowingTaskGroup(of: (Int, RescoredShardSummary).self) { group in
            var summaries = [RescoredShardSummary?](repeating: nil, count: shards.count)
            for (index, shard) in shards.enumerated() {
                if index >= width, let (done, summary) = try await group.next() { summaries[done] = summary }
                group.addTask { (index, try await rescore(shard, into: folder)) }
            }
            while let (done, summary) = try await group.next() { summaries[done] = summary }
            return summaries.compactMap { $0 }
        }
    }

    private func rescore(_ shard: String, into folder: String) async throws -> RescoredShardSummary {
        let clock = ContinuousClock()
        let start = clock.now
        let name = (shard as NSString).lastPathComponent
        let dialogues = try ShardReader(shard).dialogues(cache: cache)
        let read = clock.now
        let scores = try await scores(of: dialogues)
        let scored = clock.now
        let origin = ScoreOrigin(source: name, seal: dialogues.seal, configurationDigest: digest, labels: labels)
        try ScoreFile("\(folder)/\(name)").write(scores, origin: origin)
        return RescoredShardSummary(
            shard: shard, episodes: dialogues.count, rewardBefore: mean(dialogues.rewards), reward: mean(scores.map(\.reward)),
            times: [start.duration(to: read), read.duration(to: scored), scored.duration(to: clock.now)])
    }

    /// All episodes at once: a judge that waits for a server is asked about all of them, and one that computes has all cores.
    private func scores(of dialogues: StoredDialogues) async throws -> [EpisodeScores] {
        try await withThrowingTaskGroup(of: (Int, EpisodeScores).self) { group in
            for row in 0..<dialogues.count {
                group.addTask { (row, EpisodeScores(try await score(try dialogues.episode(at: row)))) }
            }
            var scores = [EpisodeScores?](repeating: nil, count: dialogues.count)
            for try await (row, result) in group { scores[row] = result }
            return scores.compactMap { $0 }
        }
    }

    private func mean(_ values: [Double?]) -> Double? {
        let present = values.compactMap { $0 }
        return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
    }
}

/// What came of one shard.
public struct RescoredShardSummary: Sendable, Hashable, Encodable {
    /// Path of the shard.
    public var shard: String
    /// Its episodes, failed ones included.
    public var episodes: Int
    /// Mean of the stored rewards that are there; nil where there is none.
    public var rewardBefore: Double?
    /// Mean of the new ones; nil where there is none.
    public var reward: Double?
    /// Time in reading, in decoding and scoring, and in writing. Shards are in work side by side, so times add up to more than passed.
    public var times: [Duration]

    private enum CodingKeys: String, CodingKey { case shard, episodes, rewardBefore, reward }
}
