// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Filter keys: where they are kept, and what they select.
@Suite struct EpisodeMaskTests {
    @Test func `keys come back as they were written, and a shard's rows by its seal`() throws {
        try withTemporaryFolder { folder in
            let (shards, _) = try Self.shards([6, 4], in: folder)
            let seals = try shards.map { try $0.seal() }
            let masks = [
                EpisodeMask(
                    key: "train", rule: "train=0.5 by persona, seed 0",
                    shards: [
                        MaskedShard(source: "0.h5", seal: seals[0], episodes: 6, rows: [0, 2, 5]),
                        MaskedShard(source: "1.h5", seal: seals[1], episodes: 4, rows: []),
                    ]),
                EpisodeMask(key: "none-yet", rule: "", shards: []),
            ]
            let file = try Self.file(in: folder)
            #expect(!file.exists)
            try file.write(masks)
            #expect(try file.masks() == masks)
            #expect(try file.mask("train").rows(of: shards[0]) == [0, 2, 5])
            #expect(try file.mask("train").rows(of: shards[1]) == [])
            #expect(try MaskFile.nearest(to: shards[1].path).mask("train").count == 3)
        }
    }

    @Test func `a shard that came later or has changed is an error that says what to do`() throws {
        try withTemporaryFolder { folder in
            let (shards, _) = try Self.shards([3, 3], in: folder)
            let known = MaskedShard(source: "0.h5", seal: try shards[0].seal(), episodes: 3, rows: [1])
            let mask = EpisodeMask(key: "k", rule: "", shards: [known])
            #expect(try mask.rows(of: shards[0]) == [1])
            let later = #expect(throws: HoldfastError.self) { try mask.rows(of: shards[1]) }
            #expect(later?.message.contains("came after") == true)
            try ShardWriter.write(try EpisodeFixture.episodes(2, seed: 77), to: shards[0].path)
            let changed = #expect(throws: HoldfastError.self) { try mask.rows(of: shards[0]) }
            #expect(changed?.message.contains("has changed") == true)
            #expect(changed?.message.contains("split --replace") == true)
        }
    }

    @Test func `the seal alone is read from the last line, and what has none is refused`() throws {
        try withTemporaryFolder { folder in
            let (shards, _) = try Self.shards([2], in: folder)
            #expect(try shards[0].seal() == shards[0].dialogues().seal)
            let other = folder.appending(path: "other.h5")
            for text in ["", "short", String(repeating: "x", count: 200)] {
                try Data(text.utf8).write(to: other)
                let error = #expect(throws: HoldfastError.self) { try ShardReader(other.path).seal() }
                #expect(error?.code == .format)
            }
            #expect(throws: HoldfastError.self) { try ShardReader(folder.path).seal() }
        }
    }

    @Test(arguments: ["", "a/b", "..ä", "with space", String(repeating: "x", count: 65)])
    func `a name that cannot be a key is refused`(key: String) {
        #expect(throws: HoldfastError.self) { try EpisodeMask.check(key: key) }
    }

    @Test func `two keys of one name, and a key that is not there, are errors`() throws {
        try withTemporaryFolder { folder in
            let file = try Self.file(in: folder)
            let mask = EpisodeMask(key: "k", rule: "", shards: [])
            #expect(throws: HoldfastError.self) { try file.write([mask, mask]) }
            #expect(!file.exists)
            try file.write([mask])
            let error = #expect(throws: HoldfastError.self) { try file.mask("other") }
            #expect(error?.message.contains("there are k") == true)
            #expect(throws: HoldfastError.self) { try MaskFile.nearest(to: "/nowhere/at/all.h5") }
        }
    }

    @Test(arguments: [[3, 1], [0, 0], [-1], [9]])
    func `rows that are out of order or not there are refused on reading`(rows: [Int]) throws {
        try withTemporaryFolder { folder in
            let file = try Self.file(in: folder)
            try file.write([EpisodeMask(key: "k", rule: "", shards: [MaskedShard(source: "0.h5", seal: "s", episodes: 4, rows: rows)])])
            let error = #expect(throws: HoldfastError.self) { try file.masks() }
            #expect(error?.code == .format)
        }
    }

    @Test func `a file of keys is no shard, and a shard no file of keys`() throws {
        try withTemporaryFolder { folder in
            let (shards, _) = try Self.shards([2], in: folder)
            let file = try Self.file(in: folder)
            try file.write([])
            #expect(throws: HoldfastError.self) { try ShardReader(file.path).episodes() }
            #expect(throws: HoldfastError.self) { try MaskFile(shards[0].path).masks() }
        }
    }

    @Test func `the table of contents says of every episode what one selects by`() throws {
        try withTemporaryFolder { folder in
            let (shards, episodes) = try Self.shards([9], in: folder)
            let index = try shards[0].index()
            #expect(index.seal == (try shards[0].seal()))
            #expect(index.entries.map(\.id) == episodes[0].map(\.episode.id))
            #expect(index.entries.map(\.reward) == episodes[0].map(\.reward))
            #expect(index.entries.map(\.subject) == episodes[0].map(\.episode.scenario.subject))
            #expect(index.entries.map(\.goal) == episodes[0].map(\.episode.scenario.goal.id))
            #expect(index.entries.map(\.scenario) == episodes[0].map(\.episode.scenario.id))
            #expect(index.entries.map(\.ending) == episodes[0].map(\.episode.ending.reason))
            #expect(index.entries.map(\.row) == Array(0..<9))
        }
    }

    static func file(in folder: URL) throws -> MaskFile {
        try FileManager.default.createDirectory(at: folder.appending(path: MaskFile.folderName), withIntermediateDirectories: true)
        return MaskFile(in: folder.path)
    }

    /// Shards `0.h5`, `1.h5`, ... of so many episodes each.
    static func shards(_ counts: [Int], in folder: URL) throws -> ([ShardReader], [[ScoredEpisode]]) {
        let episodes = try counts.enumerated().map { try EpisodeFixture.episodes($0.element, seed: UInt64($0.offset) + 1) }
        let paths = counts.indices.map { folder.appending(path: "\($0).h5").path }
        for (path, episodes) in zip(paths, episodes) { try ShardWriter.write(episodes, to: path) }
        return (paths.map { ShardReader($0) }, episodes)
    }
}
