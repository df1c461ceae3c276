// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// How fast shards are written and read. `scripts/bench_trajectories` runs it and, on the very same episodes, h5py and Minari.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH_STORE"] != nil, "measured where HOLDFAST_BENCH_STORE names a folder"))
struct StoreBenchmarks {
    private static let shardLength = 2_000

    @Test func shardsAreWrittenAndRead() async throws {
        let environment = ProcessInfo.processInfo.environment
        let folder = URL(filePath: try #require(environment["HOLDFAST_BENCH_STORE"]))
        let count = Int(environment["HOLDFAST_BENCH_EPISODES"] ?? "") ?? 2_000
        let rounds = Int(environment["HOLDFAST_BENCH_ROUNDS"] ?? "") ?? 5
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let maker = try await BenchmarkEpisodes()
        var record = StoreRecord(episodes: count)
        let lines = LineFile(folder.appending(path: "episodes.jsonl"))
        for (number, start) in stride(from: 0, to: count, by: Self.shardLength).enumerated() {
            let episodes = try maker.episodes(step: number + 1, count: min(Self.shardLength, count - start))
            try lines.append(episodes)
            try measure(episodes, path: folder.appending(path: "step_\(number).h5").path, rounds: rounds, record: &record)
        }
        try lines.close()
        record.sizes["shard"] = record.shards.reduce(0, +)
        try JSONEncoder().encode(record).write(to: folder.appending(path: "ours.json"))
    }

    private func measure(_ episodes: [ScoredEpisode], path: String, rounds: Int, record: inout StoreRecord) throws {
        var encoder = ShardEncoder()
        for episode in episodes { try encoder.append(episode) }
        var columns = encoder.columns
        let all = ColumnWriter.Columns()
        try columns.exchange { ColumnWriter(columns: all, group: $0) }
        record.rawBytes += all.all.reduce(0) { $0 + $1.count * $1.elementSize }
        try record.time("write episodes", rounds) { try ShardWriter.write(episodes, to: path) }
        try record.time("encode", rounds) {
            var encoder = ShardEncoder()
            for episode in episodes { try encoder.append(episode) }
        }
        try record.time("gather", rounds) { try columns.exchange { ColumnWriter(columns: ColumnWriter.Columns(), group: $0) } }
        try record.time("pack, 1 thread", rounds) { _ = ColumnPacker.pack(all.all, threads: 1) }
        try record.time("pack, 2 threads", rounds) { _ = ColumnPacker.pack(all.all, threads: 2) }
        for threads in [1, 2] {
            try record.time("write columns, \(threads) thread\(threads == 1 ? "" : "s")", rounds) {
                let content = try ShardWriter.image(of: episodes.count, labels: [:], packed: ColumnPacker.pack(all.all, threads: threads))
                try SealedFile.write(content, to: path)
            }
        }
        let content = try ShardWriter.image(of: episodes.count, labels: [:], columns: all)
        try record.time("seal and bring to the disk", rounds) { try SealedFile.write(content, to: path) }
        record.shards.append(content.count + ContentSeal.length)
        try record.time("prove the seal", rounds) { _ = try SealedFile.read(path) }
        try record.time("read columns", rounds) {
            let image = try HDF5Image(try SealedFile.read(path))
            for column in all.all { try column.readAgain(from: image) }
        }
        try record.time("read tables", rounds) { _ = try ShardReader(path).columns() }
        try record.time("read episodes", rounds) { _ = try ShardReader(path).episodes() }
        let paths = Array(repeating: path, count: 2)
        try record.time("read episodes of 2 shards, 2 threads", rounds) {
            DispatchQueue.concurrentPerform(iterations: 2) { _ = try? ShardReader(paths[$0]).episodes() }
        }
        #expect(try ShardReader(path).episodes() == episodes)
    }
}

extension UnpackedColumn {
    /// Reads the column as numbers of its type.
    fileprivate func readAgain(from image: HDF5Image) throws {
        switch type {
        case .number(let type): try read(type, from: image)
        case .names: _ = try image.readCodes(path)
        }
    }

    private func read<Element: HDF5Number>(_ type: Element.Type, from image: HDF5Image) throws {
        let values: [Element] = try image.read(path)
        #expect(values.count == count)
    }
}

/// What was measured: seconds per shard and round, and sizes in bytes.
struct StoreRecord: Codable {
    var episodes: Int
    var rawBytes = 0
    var shards: [Int] = []
    var sizes: [String: Int] = [:]
    /// For each work the seconds of all rounds, summed over the shards.
    var seconds: [String: [Double]] = [:]

    init(episodes: Int) {
        self.episodes = episodes
    }

    mutating func time(_ work: String, _ rounds: Int, _ body: () throws -> Void) throws {
        var all = seconds[work] ?? Array(repeating: 0, count: rounds)
        for round in 0..<rounds {
            let started = ContinuousClock.now
            try body()
            all[round] += (ContinuousClock.now - started) / .seconds(1)
        }
        seconds[work] = all
    }
}

/// A file of one JSON object a line.
private final class LineFile {
    private let url: URL
    private let handle: FileHandle?
    private let json = JSONEncoder()

    init(_ url: URL) {
        self.url = url
        _ = FileManager.default.createFile(atPath: url.path, contents: nil)
        handle = try? FileHandle(forWritingTo: url)
        json.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        json.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    }

    func append(_ episodes: [ScoredEpisode]) throws {
        let handle = try #require(handle, "\(url.path) cannot be written")
        for episode in episodes { try handle.write(contentsOf: try json.encode(episode) + Data("\n".utf8)) }
    }

    func close() throws { try handle?.close() }
}
