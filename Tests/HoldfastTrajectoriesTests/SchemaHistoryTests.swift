// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Committed shards of every version of the schema must decode to what they held when they were made.
///
/// For each version there are `shard_v<version>.h5`, what it must decode to (`.json`) and the columns it has (`.txt`). They are never written
/// again. A new version needs its own: `HOLDFAST_WRITE_FIXTURES=1 swift test --filter SchemaHistoryTests` makes the missing ones.
@Suite struct SchemaHistoryTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    private static let versions = Array(1...ShardSchema.version)

    private static func file(_ version: Int, _ ending: String) -> URL { folder.appending(path: "shard_v\(version).\(ending)") }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_WRITE_FIXTURES"] == "1", "makes fixtures that are missing"))
    func `fixtures that are missing are made`() throws {
        for version in Self.versions where !FileManager.default.fileExists(atPath: Self.file(version, "h5").path) {
            var encoder = ShardEncoder()
            for episode in try EpisodeFixture.episodes(3, seed: 3) { try encoder.append(episode) }
            let columns = encoder.columns
            let labels = ["run": "fixture", "version": "\(version)"]
            let image = try ShardWriter.image(of: columns, labels: labels, version: version)
            try SealedFile.write(image, to: Self.file(version, "h5").path)
            try Self.json(of: version).write(to: Self.file(version, "json"))
            try Data(ShardColumns.listing(version: version).map { $0 + "\n" }.joined().utf8).write(to: Self.file(version, "txt"))
        }
    }

    @Test(arguments: versions)
    func `a shard of every version decodes to what it held`(version: Int) throws {
        try #require(FileManager.default.fileExists(atPath: Self.file(version, "h5").path), "version \(version) has no fixture; see above")
        let expected = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.file(version, "json")))
        let actual = try JSONSerialization.jsonObject(with: Self.json(of: version))
        #expect(Self.difference(expected, actual, at: "") == nil, "version \(version)")

        let reader = ShardReader(Self.file(version, "h5").path)
        let summary = try reader.summary()
        #expect(summary.schemaVersion == version)
        #expect(summary.labels == ["run": "fixture", "version": "\(version)"])
        #expect(try reader.count() == 3)
        #expect(try reader.index().entries.count == 3)
        #expect(try reader.dialogues().count == 3)
        #expect(TrajectoryFsck.check([reader.path]).map(\.problem) == [nil])
    }

    /// A column that comes, goes or changes its kind without a new version would make shards that no reader can tell apart.
    @Test(arguments: versions)
    func `the columns of a version are those it was made with`(version: Int) throws {
        let stored = try String(contentsOf: Self.file(version, "txt"), encoding: .utf8)
        #expect(try ShardColumns.listing(version: version) == stored.split(separator: "\n").map(String.init))
    }

    @Test func `the history names every version and the columns that it brought`() throws {
        #expect(ShardSchema.history.map(\.number) == Self.versions)
        for entry in ShardSchema.history.dropFirst() {
            let before = Set(try ShardColumns.listing(version: entry.number - 1))
            let after = Set(try ShardColumns.listing(version: entry.number))
            let brought = after.subtracting(before).map { String($0.prefix { $0 != " " }) }
            #expect(brought.sorted() == entry.columns.sorted(), "version \(entry.number)")
            #expect(before.isSubset(of: after), "version \(entry.number) takes nothing away")
            #expect(!entry.brought.isEmpty && !entry.inOlderShards.isEmpty)
        }
    }

    @Test func `what a later shard says more is the only thing that differs from an older one`() throws {
        for (older, newer) in zip(Self.versions, Self.versions.dropFirst()) {
            let first = try ShardReader(Self.file(older, "h5").path).episodes()
            let second = try ShardReader(Self.file(newer, "h5").path).episodes()
            #expect(first != second, "version \(newer) brought something that the fixture holds")
            #expect(first.map(\.scores) == second.map(\.scores))
            #expect(first.map(\.episode.turns) == second.map(\.episode.turns))
            #expect(first.map(\.episode.goal) == second.map(\.episode.goal))
            #expect(first.map(\.reward) == second.map(\.reward))
        }
    }

    private static func json(of version: Int) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(ShardReader(file(version, "h5").path).episodes())
    }

    /// Where something that was expected is not there; what the types have gained since is no difference.
    private static func difference(_ expected: Any, _ actual: Any, at place: String) -> String? {
        switch (expected, actual) {
        case (let expected as [String: Any], let actual as [String: Any]):
            return expected.keys.sorted().lazy.compactMap { key in
                guard let value = actual[key] else { return "\(place).\(key) is missing" }
                return difference(expected[key] ?? NSNull(), value, at: "\(place).\(key)")
            }.first
        case (let expected as [Any], let actual as [Any]):
            guard expected.count == actual.count else { return "\(place) has \(actual.count) entries for \(expected.count)" }
            return expected.indices.lazy.compactMap { difference(expected[$0], actual[$0], at: "\(place)[\($0)]") }.first
        default:
            guard let expected = expected as? NSObject, let actual = actual as? NSObject, expected == actual else {
                return "\(place) is \(actual) and was \(expected)"
            }
            return nil
        }
    }
}
