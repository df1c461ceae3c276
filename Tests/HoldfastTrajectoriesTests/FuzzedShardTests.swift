// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Damaged shards are an error or read right: no crash, no hang, no memory out of proportion. 100,000 of them with HOLDFAST_SLOW=1,
/// which is for an optimised build: seven minutes there, and many times that in a debug build.
@Suite(.timeLimit(.minutes(60))) struct FuzzedShardTests {
    /// What is done to a shard.
    enum Damage: String, CaseIterable {
        /// Bytes of the file; the seal finds it.
        case bytes
        /// Bytes of the content, behind a seal that fits them: what only intent can make.
        case sealedBytes
        /// Numbers and texts of columns, in a sound file.
        case columns
    }

    @Test(arguments: Damage.allCases)
    func `a damaged shard is an error or reads right`(_ damage: Damage) throws {
        let isSlow = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1"
        let count = isSlow ? [.bytes: 10_000, .sealedBytes: 60_000, .columns: 30_000][damage]! : 15
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            let sound = try (1...(isSlow ? 4 : 2)).map { size in
                try ShardWriter.write(try EpisodeFixture.episodes([1, 3, 5, 12][size - 1], seed: UInt64(size)), to: path, labels: ["run": "fuzz"])
                let reader = ShardReader(path)
                return (content: try SealedFile.read(path), columns: try reader.columns(), episodes: try reader.episodes())
            }
            var record = FuzzRecord()
            for seed in 0..<count {
                let (content, columns, episodes) = sound[seed % sound.count]
                try Data(try Self.file(content, columns, damage, seed: UInt64(seed))).write(to: URL(filePath: path))
                record.add(seed: seed, watchesMemory: isSlow) {
                    try Self.readEverything(path)
                    // What passes its own seal is what was written: the damage changed nothing.
                    guard try damage != .bytes || ShardReader(path).episodes() == episodes else { throw FuzzFailure(description: "another shard") }
                }
            }
            #expect(record.slowest.seconds < 5, "seed \(record.slowest.seed) took \(record.slowest.seconds) s")
            #expect(record.largest.bytes < 64 << 20, "seed \(record.largest.seed) took \(record.largest.bytes) bytes")
            #expect(record.errors > count / 10, "\(record)")
            if isSlow { print("\(damage.rawValue): \(record)") }
        }
    }

    private static func file(_ content: [UInt8], _ columns: ShardColumns, _ damage: Damage, seed: UInt64) throws -> [UInt8] {
        var mutation = ByteMutation(seed: seed)
        switch damage {
        case .bytes: return mutation.damaged(ContentSeal.seal(content))
        case .sealedBytes: return ContentSeal.seal(mutation.damaged(content))
        case .columns:
            var columns = columns
            let plan = MutatingColumnWriter.Plan(seed: seed)
            let all = ColumnWriter.Columns()
            try columns.exchange { MutatingColumnWriter(writer: ColumnWriter(columns: all, group: $0), plan: plan) }
            return ContentSeal.seal(try ShardWriter.image(of: columns.episodes.rows, labels: ["run": "fuzz"], columns: all))
        }
    }

    /// Open, read, fsck: every way into a shard, each by itself. Throws the first error.
    private static func readEverything(_ path: String) throws {
        let reader = ShardReader(path)
        var errors: [any Error] = []
        func attempt(_ body: () throws -> Void) { do { try body() } catch { errors.append(error) } }
        attempt { _ = try reader.count() }
        attempt { _ = try reader.summary() }
        attempt { _ = try reader.episodes().map(\.hashValue) }
        attempt {
            let dialogues = try reader.dialogues()
            for row in 0..<dialogues.count { attempt { _ = try dialogues.episode(at: row) } }
        }
        attempt { _ = try ScoreFile(path).isScoreFile }
        let report = TrajectoryFsck.check([path])[0]
        for error in errors where !(error is HoldfastError) { throw FuzzFailure(description: "an error of another kind: \(error)") }
        if let error = errors.first {
            guard !report.isSound || "\(error)".contains("attribute") else {
                throw FuzzFailure(description: "fsck finds nothing where reading throws \(error)")
            }
            throw error
        }
    }
}

/// Something that may not happen, however a shard is damaged.
struct FuzzFailure: Error, CustomStringConvertible {
    var description: String
}

/// What came of many damaged files.
struct FuzzRecord: CustomStringConvertible {
    private(set) var read = 0
    private(set) var errors = 0
    private(set) var slowest = (seconds: 0.0, seed: 0)
    private(set) var largest = (bytes: 0, seed: 0)
    private var kinds: [String: Int] = [:]

    /// - Parameter watchesMemory: whether the growth of the process is measured, which means something where nothing else runs in it.
    mutating func add(seed: Int, watchesMemory: Bool, _ body: () throws -> Void) {
        let before = watchesMemory ? ProcessMemory.resetPeak() : 0
        let started = ContinuousClock.now
        do {
            try body()
            read += 1
        } catch let error as HoldfastError {
            errors += 1
            kinds[Self.kind(of: error), default: 0] += 1
        } catch {
            Issue.record("seed \(seed): \(error)")
        }
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        if seconds > slowest.seconds { slowest = (seconds, seed) }
        let growth = watchesMemory ? ProcessMemory.peak() - before : 0
        if growth > largest.bytes { largest = (growth, seed) }
    }

    var description: String {
        let table = kinds.sorted { $0.value > $1.value }.map { "  \($0.value) \($0.key)" }
        return
            "\(read) read, \(errors) errors; slowest \(slowest.seconds) s (seed \(slowest.seed)), most memory \(largest.bytes >> 20) MiB (seed \(largest.seed))\n"
            + table.joined(separator: "\n")
    }

    /// The message without what differs from file to file.
    private static func kind(of error: HoldfastError) -> String {
        let words = error.message.split(separator: " ").filter { !$0.contains("/") && $0.allSatisfy { $0.isLetter || $0.isPunctuation } }
        return "\(error.code): \(words.prefix(9).joined(separator: " "))"
    }
}

/// How much memory this process holds.
enum ProcessMemory {
    /// Forgets the peak so far and returns what is held now, in bytes.
    static func resetPeak() -> Int {
        if let file = fopen("/proc/self/clear_refs", "w") {
            fputs("5", file)
            fclose(file)
        }
        return field("VmRSS:")
    }

    /// The most that was held since, in bytes.
    static func peak() -> Int { field("VmHWM:") }

    private static func field(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
}
