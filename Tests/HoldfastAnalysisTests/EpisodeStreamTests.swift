// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastTrajectories
import Testing

struct EpisodeStreamTests {
    private let plan = BootstrapPlan(replicates: 200)

    /// Writes made episodes into several shards of a folder that goes away with the test.
    private func withShards(
        _ episodes: [ScoredEpisode], of size: Int, _ body: (_ shards: [String]) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stream-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var shards: [String] = []
        for start in stride(from: 0, to: episodes.count, by: size) {
            shards.append("\(folder)/part_\(1_000 + start).h5")
            try ShardWriter.write(Array(episodes[start..<min(episodes.count, start + size)]), to: shards[shards.count - 1])
        }
        try await body(shards)
    }

    private func report(_ shards: [String], width: Int, selection: AnalysisSelection = AnalysisSelection()) async throws -> AnalysisReport {
        try await AnalysisReport.analysis(
            name: "made", paths: ["made"], stream: EpisodeStream(shards: shards, selection: selection, width: width), bootstrap: plan)
    }

    @Test func `the report is the same for any number of cores`() async throws {
        try await withShards(SyntheticEpisodes(personas: 7).episodes(0..<300), of: 8) { shards in
            let one = try await report(shards, width: 1)
            let three = try await report(shards, width: 3)
            #expect(one == three)
            #expect(one.sources[0].size.episodes == 300)
            #expect(one.sources[0].size.personas == 7)
            #expect(one.sources[0].shards == shards.count)
        }
    }

    @Test func `what is read from files equals what was written`() async throws {
        let episodes = SyntheticEpisodes(personas: 5).episodes(0..<40)
        try await withShards(episodes, of: 16) { shards in
            let read = try await EpisodeStream(shards: shards).accumulate(Overview.self)
            let direct = Overview.taking(episodes)
            let resampling = ClusterResampling(plan: plan)
            let names = try #require(direct.section(resampling)).tables[0].rows.map(\.name)
            for name in names where !name.hasPrefix("user/distinct") {
                let (first, second) = (try #require(value(read.section(resampling), name)), try #require(value(direct.section(resampling), name)))
                #expect(abs(first - second) < 1e-12, "\(name)")
            }
        }
    }

    @Test func `the analysis finds the planted truth again`() async throws {
        let source = SyntheticEpisodes(personas: 60)
        let truth = source.truth
        try await withShards(source.episodes(0..<2_400), of: 400) { shards in
            let report = try await report(shards, width: 2)
            func interval(_ name: String) throws -> ClosedRange<Double> {
                let estimate = try #require(report[name]?.estimate)
                return try #require(estimate.low)...(try #require(estimate.high))
            }
            // Twice the width of a 95 % interval: a made sample may lie outside of it by chance, and this one does not change.
            func holds(_ name: String, _ planted: Double) throws -> Bool {
                let range = try interval(name)
                let slack = (range.upperBound - range.lowerBound) / 2
                return (range.lowerBound - slack...range.upperBound + slack).contains(planted)
            }
            #expect(try holds("stop/premature", truth.premature))
            #expect(try holds("stop/missed", (1 - truth.premature) * truth.missed))
            #expect(try holds("goal/task/attempted_ratio", (1 - truth.premature) * truth.letDown))
            #expect(try holds("goal/task/incomplete_ratio", truth.premature))
        }
    }

    @Test func `a phase and rows can be chosen`() async throws {
        let episodes = SyntheticEpisodes(personas: 5).episodes(0..<20)
        try await withShards(episodes, of: 10) { shards in
            let rows = AnalysisSelection(rows: { shard in shard == shards[0] ? [0, 3] : nil })
            let chosen = try await report(shards, width: 1, selection: rows)
            #expect(chosen.sources[0].size.episodes == 12)
            let none = try await report(shards, width: 1, selection: AnalysisSelection(phase: "eval-after"))
            #expect(none.sources[0].size.episodes == 0)
        }
    }

    @Test func `new scores stand in for the stored ones, and those of another shard are refused`() async throws {
        let episodes = SyntheticEpisodes(personas: 5).episodes(0..<12)
        try await withShards(episodes, of: 12) { shards in
            let dialogues = try ShardReader(shards[0]).judgedDialogues()
            let file = ScoreFile(shards[0] + ".scores")
            func write(seal: String) throws {
                let name = try #require(shards[0].split(separator: "/").last.map(String.init))
                try file.write(
                    episodes.map { EpisodeScores(episode: $0.episode.id, verdicts: [], scores: [], reward: 0.25) },
                    origin: ScoreOrigin(source: name, seal: seal, configurationDigest: "d"))
            }
            try write(seal: dialogues.seal)
            let chosen = AnalysisSelection(scores: { _ in file })
            let report = try await report(shards, width: 1, selection: chosen)
            #expect(report[MetricName.reward]?.estimate?.value == 0.25)
            #expect(report[MetricName.promptToLine] == nil)
            try write(seal: "another")
            await #expect(throws: HoldfastError.self) { try await self.report(shards, width: 1, selection: chosen) }
        }
    }

    @Test func `every dialogue that a report points at first is in it, with its reasons`() async throws {
        try await withShards(SyntheticEpisodes(personas: 9).episodes(0..<96), of: 32) { shards in
            let report = try await report(shards, width: 2)
            let excerpts = Dictionary(uniqueKeysWithValues: report.excerpts.map { ($0.reference, $0) })
            #expect(report.excerpts.count <= 60)
            for row in report.sections.flatMap(\.tables).flatMap(\.rows) {
                guard let first = row.episodes.first else { continue }
                let excerpt = try #require(excerpts[first], "\(row.name)")
                #expect(excerpt.reasons.contains { $0.hasSuffix(row.title.drop { $0 == " " }) }, "\(row.name)")
            }
            let stored = try ShardReader(shards[0]).judgedDialogues()
            let shown = try #require(report.excerpts.first { $0.reference.shard == shards[0] })
            let episode = try stored.episode(at: shown.reference.row).episode
            #expect(shown.lines.map(\.text) == episode.turns.map(\.text))
        }
    }

    @Test func `a comparison says how many differences there are and how many remain after all`() async throws {
        let source = SyntheticEpisodes(personas: 12)
        try await withShards(source.episodes(0..<96), of: 48) { shards in
            func side(_ shard: Int) -> AnalysisReport.Side {
                AnalysisReport.Side(name: "\(shard)", paths: [shards[shard]], stream: EpisodeStream(shards: [shards[shard]], width: 1))
            }
            let same = try await AnalysisReport.comparison(before: side(0), after: side(0), bootstrap: plan)
            let note = try #require(same.notes.first { $0.hasPrefix("Many comparisons") })
            #expect(note.contains(" 0 have an interval that excludes 0") && note.contains(" 0 remain by Holm's procedure"), "\(note)")
            let apart = try await AnalysisReport.comparison(before: side(0), after: side(1), bootstrap: plan)
            #expect(apart.sources.map(\.size.episodes) == [48, 48])
            // Rollouts of one scenario are on one side alone, so nothing is paired by episode, and the report says so.
            #expect(apart.notes.contains { $0.hasPrefix("No scenario occurs on both sides") })
        }
    }

    @Test func `a damaged shard is one error that names it`() async throws {
        try await withShards(SyntheticEpisodes(personas: 5).episodes(0..<24), of: 8) { shards in
            try Data("no shard".utf8).write(to: URL(fileURLWithPath: shards[1]))
            let error = await #expect(throws: HoldfastError.self) { try await report(shards, width: 2) }
            #expect(error?.message.contains(shards[1]) == true)
        }
    }
}
