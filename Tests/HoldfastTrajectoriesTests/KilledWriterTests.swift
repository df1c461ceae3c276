// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// A writer that is killed at any moment leaves every shard that it reported, whole, and nothing unreadable under a final name.
/// 500 kills with HOLDFAST_SLOW=1.
@Suite struct KilledWriterTests {
    /// Names that the writer uses in turn, so that it replaces older shards too.
    private static let names = 6

    @Test func `killed at random moments, a writer keeps what it reported`() throws {
        let kills = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1" ? 500 : 6
        try withTemporaryFolder { folder in
            var random = RandomKey(seed: 11, purpose: .selection).stream
            var next = 0
            var tally = (reports: 0, leftovers: 0, unreported: 0, replaced: 0)
            for kill in 0..<kills {
                let last = try KilledWriter(folder: folder, first: next).kill(
                    afterReports: Int(random.next() % 4), thenMicroseconds: UInt32(random.next() % 12_000))
                tally.reports += last.map { $0 - next + 1 } ?? 0
                let inFlight = (last ?? next - 1) + 1
                for name in 0..<Self.names {
                    let path = KilledWriter.path(of: name, in: folder)
                    // The newest number of this name that was reported, in this life or an earlier one.
                    let reported = stride(from: inFlight - 1, through: max(0, inFlight - Self.names), by: -1).first { $0 % Self.names == name }
                    let mayBe = [reported, inFlight % Self.names == name ? inFlight : nil].compactMap(\.self)
                    if FileManager.default.fileExists(atPath: path + ".tmp") { tally.leftovers += 1 }
                    guard FileManager.default.fileExists(atPath: path) else {
                        #expect(reported == nil, "kill \(kill): the shard \(reported ?? 0) was reported and is not there")
                        continue
                    }
                    let episodes = try ShardReader(path).episodes()
                    let found = try mayBe.first { try KilledWriter.episodes(of: $0) == episodes }
                    #expect(found != nil, "kill \(kill): \(path) holds neither of \(mayBe)")
                    if found == inFlight { tally.unreported += 1 }
                    if found != inFlight, reported != nil, inFlight % Self.names == name { tally.replaced += 1 }
                    #expect(TrajectoryFsck.check([path])[0].problem == nil)
                }
                next = inFlight
            }
            // What a kill left beside the names is no harm: the next writer of the name takes its place.
            _ = try KilledWriter(folder: folder, first: next).kill(afterReports: Self.names + 1, thenMicroseconds: 0)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".tmp") }
            #expect(left.count <= 1, "\(left)")
            #expect(tally.reports > kills / 2, "\(tally)")
            if kills > 100 { print("\(kills) kills: \(tally)") }
        }
    }

    /// The process that is killed: this test in a process of its own.
    @Test(.enabled(if: KilledWriter.task != nil, "it runs in a process that another test starts"))
    func `writes shards until it is killed`() throws {
        let task = try #require(KilledWriter.task)
        for number in task.first... {
            try ShardWriter.write(try KilledWriter.episodes(of: number), to: KilledWriter.path(of: number % Self.names, in: task.folder))
            let line = Array("\nwritten \(number)\n".utf8)
            #expect(write(STDOUT_FILENO, line, line.count) == line.count)
        }
    }
}

/// A process that writes shards in a loop and says after each that it did.
private final class KilledWriter {
    private static let variable = "HOLDFAST_TEST_WRITER"
    private let process = Process()
    private let pipe = Pipe()

    /// What this process is to write, where it is a writer.
    static let task: (folder: URL, first: Int)? = {
        guard let parts = ProcessInfo.processInfo.environment[variable]?.split(separator: " ", maxSplits: 1), let first = Int(parts[0]) else {
            return nil
        }
        return (URL(filePath: String(parts[1])), first)
    }()

    static func path(of name: Int, in folder: URL) -> String { folder.appending(path: "shard_\(name).h5").path }

    /// The content of the shard of a number, which follows from it alone.
    static func episodes(of number: Int) throws -> [ScoredEpisode] { try EpisodeFixture.episodes(1 + number * 7 % 23, seed: UInt64(number)) }

    init(folder: URL, first: Int) throws {
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", "writes shards until it is killed"]
        process.environment = ProcessInfo.processInfo.environment.merging([Self.variable: "\(first) \(folder.path)"]) { $1 }
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Kills it a moment after so many reports.
    /// - Returns: the last number that it reported.
    func kill(afterReports count: Int, thenMicroseconds delay: UInt32) throws -> Int? {
        let output = pipe.fileHandleForReading
        var text = ""
        var numbers: [Int] { text.matches(of: /\nwritten (\d+)\n/).compactMap { Int($0.1) } }
        // Its first words say that it has begun.
        while text.isEmpty || numbers.count < count {
            let data = output.availableData
            guard !data.isEmpty else { throw FuzzFailure(description: "the writer ended by itself: \(text)") }
            text += String(decoding: data, as: UTF8.self)
        }
        usleep(delay)
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        text += String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
        return numbers.last
    }
}
