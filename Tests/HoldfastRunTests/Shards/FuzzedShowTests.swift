// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastRun
@testable import HoldfastTrajectories

/// `show` says of a damaged shard what is wrong, or shows what it holds: it never ends the process. 20,000 of them with HOLDFAST_SLOW=1.
///
/// The mutations and episodes are those of `FuzzedShardTests`, by links to their files.
@Suite struct FuzzedShowTests {
    @Test(arguments: [true, false])
    func `a damaged shard is shown or refused`(ofColumns: Bool) throws {
        let count = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1" ? 10_000 : 25
        let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-show-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "shard.h5").path
        try ShardWriter.write(try EpisodeFixture.episodes(3), to: path)
        let content = try SealedFile.read(path)
        let columns = try ShardReader(path).columns()
        var tally = (shown: 0, refused: 0)
        for seed in 0..<UInt64(count) {
            try SealedFile.write(ofColumns ? try Self.content(columns, seed: seed) : Self.damaged(content, seed: seed), to: path)
            do {
                _ = try Output.json(ShardReader(path).summary()) + ShardText(ShardReader(path).summary(), path: path).text
                for scored in try ShardReader(path).episodes() {
                    #expect(EpisodeText(scored).text.contains("reward: "))
                    #expect(try Output.json(scored).contains("\"episode\""))
                }
                tally.shown += 1
            } catch is HoldfastError {
                tally.refused += 1
            }
        }
        #expect(tally.shown > 0 && tally.refused > 0, "\(tally)")
        if count > 1_000 { print("show of \(ofColumns ? "columns" : "bytes"): \(tally)") }
    }

    private static func damaged(_ content: [UInt8], seed: UInt64) -> [UInt8] {
        var mutation = ByteMutation(seed: seed)
        return mutation.damaged(content)
    }

    private static func content(_ columns: ShardColumns, seed: UInt64) throws -> [UInt8] {
        var columns = columns
        let all = ColumnWriter.Columns()
        let plan = MutatingColumnWriter.Plan(seed: seed)
        try columns.exchange { MutatingColumnWriter(writer: ColumnWriter(columns: all, group: $0), plan: plan) }
        return try ShardWriter.image(of: columns.episodes.rows, labels: [:], columns: all)
    }
}

/// A forecast of more lines than an integer holds ended the process that showed it.
@Suite struct HugeForecastTests {
    @Test(arguments: ["9223372036854775807", "three", "0"])
    func `is shown as the number it is`(answer: String) throws {
        var scored = try EpisodeFixture.episodes(1)[0]
        scored.episode.probes = [
            ProbeRecord(turn: 0, attribute: Forecast.lines.attribute, question: "How many?", answer: answer, trace: TokenTrace(), kind: .forecast)
        ]
        let words = ["9223372036854775807": "(9223372036854775808)", "three": "(3)", "0": "(0)"]
        #expect(EpisodeText(scored).text.contains("How many? -> \(answer) \(words[answer] ?? "")"))
    }
}
