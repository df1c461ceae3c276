// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
public import HoldfastTrajectories

/// Which stored episodes an analysis takes.
public struct EpisodeSelection: Sendable {
    /// Only episodes of this phase; nil for all.
    public var phase: String?
    /// Only these rows of a shard, by its path; nil for all.
    public var rows: (@Sendable (_ shard: String) throws -> Set<Int>?)?

    /// The file of new scores to take for a shard, by the shard's path; nil for the stored ones.
    public var scores: (@Sendable (_ shard: String) -> ScoreFile?)?

    /// All episodes with their stored scores unless told otherwise.
    public init(
        phase: String? = nil, rows: (@Sendable (_ shard: String) throws -> Set<Int>?)? = nil,
        scores: (@Sendable (_ shard: String) -> ScoreFile?)? = nil
    ) {
        self.phase = phase
        self.rows = rows
        self.scores = scores
    }
}

/// Episodes of shards, read one shard after another in several lanes at once, and never held in memory together.
public struct EpisodeStream: Sendable {
    /// Paths of the shards, in the order in which they are named in results.
    public let shards: [String]
    /// What is taken of them.
    public let selection: EpisodeSelection
    private let width: Int

    /// Lanes that shards are divided into. The same on every machine, as sums of floating-point numbers depend on how they are grouped.
    static let lanes = 16

    /// - Parameter width: lanes in work at the same time, by default one per core.
    public init(shards: [String], selection: EpisodeSelection = EpisodeSelection(), width: Int? = nil) {
        self.shards = shards
        self.selection = selection
        self.width = max(1, width ?? ProcessInfo.processInfo.activeProcessorCount)
    }

    /// Passes every episode to accumulators of a kind, and adds these up.
    /// - Parameter progress: is told how many more shards are done, from any task.
    /// - Returns: all that was taken; equal shards give equal results whatever the number of cores.
    /// - Throws: `.format` and `.file` for a shard that cannot be read.
    public func accumulate<Taken: EpisodeAccumulator>(
        _ type: Taken.Type = Taken.self, progress: @escaping @Sendable (_ shards: Int) -> Void = { _ in }
    ) async throws -> Taken {
        let parts = Self.divided(shards)
        return try await withThrowingTaskGroup(of: (Int, Taken).self) { group in
            var all = Taken()
            var waiting: [Int: Taken] = [:]
            var merged = 0
            // In the order of the lanes, and as soon as can be: what waits is memory.
            func keep(_ lane: Int, _ taken: Taken) {
                waiting[lane] = taken
                while let next = waiting.removeValue(forKey: merged) {
                    all.merge(next)
                    merged += 1
                }
            }
            for (lane, part) in parts.enumerated() {
                if lane >= width, let (done, taken) = try await group.next() { keep(done, taken) }
                group.addTask { (lane, try read(part, progress: progress)) }
            }
            while let (done, taken) = try await group.next() { keep(done, taken) }
            return all
        }
    }

    private func read<Taken: EpisodeAccumulator>(_ shards: ArraySlice<String>, progress: (Int) -> Void) throws -> Taken {
        var taken = Taken()
        let cache = DialogueCache()
        for shard in shards {
            try Task.checkCancellation()
            try add(shard, to: &taken, cache: cache)
            progress(1)
        }
        return taken
    }

    private func add(_ shard: String, to taken: inout some EpisodeAccumulator, cache: DialogueCache) throws {
        let dialogues = try ShardReader(shard).judgedDialogues(cache: cache, scores: selection.scores?(shard))
        let rows = try selection.rows?(shard)
        for row in 0..<dialogues.count where rows?.contains(row) ?? true {
            let scored = try dialogues.episode(at: row)
            guard selection.phase == nil || scored.episode.id.phase == selection.phase else { continue }
            taken.add(StoredEpisode(scored: scored, reference: EpisodeReference(shard: shard, row: row, id: scored.episode.id)))
        }
    }

    /// Runs of neighbouring shards, at most `lanes` of them and as even as can be.
    static func divided(_ shards: [String]) -> [ArraySlice<String>] {
        let count = min(lanes, shards.count)
        guard count > 0 else { return [] }
        return (0..<count).map { shards[$0 * shards.count / count..<($0 + 1) * shards.count / count] }
    }
}
