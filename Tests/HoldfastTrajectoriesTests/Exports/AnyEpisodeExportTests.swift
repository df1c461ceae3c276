// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Episodes of every kind, from seeds: odd texts, missing rewards, failures, dialogues without a line.
@Suite struct AnyEpisodeExportTests {
    @Test(arguments: ExportFormat.allCases)
    func `every episode is exported or counted, and every row is JSON of one line`(format: ExportFormat) throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            for seat in format.seats {
                try withTemporaryFolder { folder in
                    let episodes = try EpisodeFixture.episodes(24, seed: seed)
                    let shards = [Array(episodes[..<10]), Array(episodes[10...])]
                    let report = try export(shards, as: format, seat: seat, in: folder)
                    let left = report.leftOut.values.reduce(0, +)
                    #expect(report.exported + left == 24 && report.episodes == 24, "seed \(seed), \(seat): \(report)")
                    let rows = try rows(of: format, in: folder)
                    #expect(rows.map { $0 == report.rows } ?? true, "seed \(seed), \(seat): \(report)")
                }
            }
        }
    }

    /// With a group that every layout takes, because some seeds leave nothing to export.
    private func export(_ shards: [[ScoredEpisode]], as format: ExportFormat, seat: Seat, in folder: URL) throws -> ExportReport {
        let always = [
            try ExportFixture.episode(group: 99),
            try ExportFixture.episode(group: 99, rollout: 1, reward: 0.5, lines: ["hi", "no"], isServed: false),
        ]
        var settings = ExportFixture.settings(seat)
        settings.agentPrompt = seat == .agent ? "Sell trains." : nil
        var report = try ExportFixture.export(
            shards + [always], as: format, in: folder, to: "out", settings: settings)
        report.episodes -= 2
        report.exported -= 2
        return report
    }

    /// How many rows a file of rows or records has; nil for other layouts.
    private func rows(of format: ExportFormat, in folder: URL) throws -> Int? {
        switch format {
        case .minari, .robomimic: nil
        case .tauBench: try AnyJSON(parsing: Array(Data(contentsOf: folder.appending(path: "out")))).array?.count
        case .chat, .sft, .promptCompletion, .preferences, .kto: try ExportFixture.rows("out", in: folder).count
        }
    }
}
