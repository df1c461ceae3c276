// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Several shards made into one, one into several, and old ones into new ones.
@Suite struct ShardMergeTests {
    @Test func `the episodes of all sources come back equal, in their order`() throws {
        try withTemporaryFolder { folder in
            let (paths, episodes) = try Self.sources([5, 1, 0, 8], in: folder)
            let out = folder.appending(path: "all.h5").path
            let made = try ShardMerge(paths.map { .init($0) }).write(to: out)
            #expect(try ShardReader(out).episodes() == episodes.flatMap { $0 })
            #expect(made.map(\.episodes) == [14])
            #expect(TrajectoryFsck.check([out]).map(\.problem) == [nil])
            #expect(try ShardReader(out).summary().schemaVersion == ShardSchema.version)
        }
    }

    @Test func `scenarios that several shards have are stored once`() throws {
        try withTemporaryFolder { folder in
            let first = try EpisodeFixture.episodes(4, seed: 1)
            let second = first.map { scored in
                var scored = scored
                scored.episode.id.step += 1
                return scored
            }
            let paths = ["a.h5", "b.h5"].map { folder.appending(path: $0).path }
            try ShardWriter.write(first, to: paths[0])
            try ShardWriter.write(second, to: paths[1])
            let made = try ShardMerge(paths.map { .init($0) }).write(to: folder.appending(path: "c.h5").path)
            #expect(made.map(\.scenarios) == [try ShardReader(paths[0]).summary().scenarios])
        }
    }

    @Test(arguments: Array(1...ShardSchema.version))
    func `a shard of any version becomes one of today with the same episodes`(version: Int) throws {
        try withTemporaryFolder { folder in
            let old = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/shard_v\(version).h5").path
            let bytes = try Data(contentsOf: URL(filePath: old))
            let out = folder.appending(path: "new.h5").path
            try _ = ShardMerge([.init(old)]).write(to: out)
            #expect(try ShardReader(out).episodes() == ShardReader(old).episodes())
            #expect(try ShardReader(out).summary().schemaVersion == ShardSchema.version)
            #expect(try ShardReader(out).summary().labels == ShardReader(old).summary().labels)
            #expect(try Data(contentsOf: URL(filePath: old)) == bytes, "the old shard stays as it is")
        }
    }

    @Test func `an episode that is there twice is refused by name, and nothing is written`() throws {
        try withTemporaryFolder { folder in
            let (paths, episodes) = try Self.sources([3], in: folder)
            let out = folder.appending(path: "all.h5").path
            let error = #expect(throws: HoldfastError.self) { try ShardMerge([.init(paths[0]), .init(paths[0])]).write(to: out) }
            #expect(error?.message.contains("\(episodes[0][0].episode.id) in \(paths[0])") == true)
            #expect(error?.message.contains("and 2 more") == true)
            #expect(!FileManager.default.fileExists(atPath: out))

            _ = try ShardMerge([.init(paths[0], prefix: "first"), .init(paths[0], prefix: "second")]).write(to: out)
            let phases = try ShardReader(out).episodes().map(\.episode.id.phase)
            #expect(phases == episodes[0].map { "first:\($0.episode.id.phase)" } + episodes[0].map { "second:\($0.episode.id.phase)" })
        }
    }

    @Test func `a shard in the way stays as it is`() throws {
        try withTemporaryFolder { folder in
            let (paths, episodes) = try Self.sources([3, 2], in: folder)
            let error = #expect(throws: HoldfastError.self) { try ShardMerge(paths.map { .init($0) }).write(to: paths[0]) }
            #expect(error?.code == .file)
            #expect(try ShardReader(paths[0]).episodes() == episodes[0])
        }
    }

    @Test func `parts hold no more than they may, and no group stands in two of them`() throws {
        try withTemporaryFolder { folder in
            let (paths, episodes) = try Self.sources([13, 6], in: folder)
            for largest in [1, 3, 5, 8, 100] {
                let out = folder.appending(path: "parts-\(largest)")
                try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
                let made = try ShardMerge(paths.map { .init($0) }).write(into: out.path, episodesPerShard: largest)
                let parts = try made.map { try ShardReader($0.path).episodes() }
                #expect(parts.flatMap { $0 } == episodes.flatMap { $0 }, "\(largest)")
                #expect(made.map(\.episodes) == parts.map(\.count))
                #expect(made.first?.path.hasSuffix("part_000001.h5") == true)
                for (part, next) in zip(parts, parts.dropFirst()) {
                    let (last, first) = (part.last!.episode.id, next.first!.episode.id)
                    #expect((last.phase, last.step, last.group) != (first.phase, first.step, first.group), "\(largest)")
                }
                let groups = parts.map { part in Set(part.map { "\($0.episode.id.phase)/\($0.episode.id.step)/\($0.episode.id.group)" }).count }
                #expect(zip(parts, groups).allSatisfy { $0.count <= largest || $1 == 1 }, "\(largest)")
            }
            #expect(throws: HoldfastError.self) { try ShardMerge(paths.map { .init($0) }).write(into: folder.path, episodesPerShard: 0) }
        }
    }

    @Test func `parts that were written before an error are removed`() throws {
        try withTemporaryFolder { folder in
            let (paths, _) = try Self.sources([4, 4], in: folder)
            let out = folder.appending(path: "parts")
            try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: out.appending(path: "part_000002.h5"))
            #expect(throws: HoldfastError.self) { try ShardMerge(paths.map { .init($0) }).write(into: out.path, episodesPerShard: 1) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == ["part_000002.h5"])
        }
    }

    @Test func `labels keep all their values, as far as there is room`() throws {
        try withTemporaryFolder { folder in
            let paths = ["a.h5", "b.h5"].map { folder.appending(path: $0).path }
            for (index, path) in paths.enumerated() {
                let episodes = try EpisodeFixture.episodes(index, seed: UInt64(index))
                try ShardWriter.write(episodes, to: path, labels: ["run": "r\(index)", "holdfast": "0.1.0", "only\(index)": "x"])
            }
            let out = folder.appending(path: "c.h5").path
            _ = try ShardMerge(paths.map { .init($0) }).write(to: out)
            let labels = try ShardReader(out).summary().labels
            #expect(labels == ["run": "r0 | r1", "holdfast": "0.1.0", "only0": "x", "only1": "x"])

            let long = MergedPart.join((0..<900).map { "value \($0)" })
            #expect(long.utf8.count <= HDF5File.longestAttribute && long.hasPrefix("value 0 | value 1 | "))
            #expect(long.hasSuffix(" more"))
        }
    }

    /// Shards `0.h5`, ... of so many episodes each, no two of one identifier.
    private static func sources(_ counts: [Int], in folder: URL) throws -> ([String], [[ScoredEpisode]]) {
        let episodes = try counts.enumerated().map { index, count in
            try EpisodeFixture.episodes(count, seed: UInt64(index) + 1).map { scored in
                var scored = scored
                scored.episode.id.step = index
                return scored
            }
        }
        let paths = counts.indices.map { folder.appending(path: "\($0).h5").path }
        for (path, episodes) in zip(paths, episodes) { try ShardWriter.write(episodes, to: path) }
        return (paths, episodes)
    }
}
