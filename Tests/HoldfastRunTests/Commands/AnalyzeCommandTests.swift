// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastTraining
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

@Suite("Analyzing and comparing stored episodes", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct AnalyzeCommandTests {
    /// A run with training steps and evaluations before and after.
    private func writeRun(_ path: String, seed: UInt64 = 1) throws -> RunDirectory {
        let run = RunDirectory(path: path)
        try FileSystem.makeFolder(above: run.configuration)
        try FileSystem.write("{}", to: run.configuration)
        try FileSystem.makeFolder(run.trajectories)
        let source = SyntheticEpisodes(personas: 6, groupsPerStep: 2, seed: seed)
        for step in 1...2 { try ShardWriter.write(source.episodes((step - 1) * 16..<step * 16), to: run.shard(step: step)) }
        for (moment, from) in [(RunEvaluation(.before, step: 0), 0), (RunEvaluation(.after, step: 2), 24)] {
            let episodes = source.episodes(from..<from + 16).map { scored in
                var scored = scored
                scored.episode.id.phase = "eval-\(moment.moment.rawValue)"
                return scored
            }
            try ShardWriter.write(episodes, to: run.shard(evaluation: moment))
        }
        return run
    }

    private func report(_ arguments: [String]) throws -> AnalysisReport {
        let done = try Program.run(arguments + ["--json", "--draws", "100"])
        #expect(done.status == 0, "\(done.errors)")
        return try AnalysisReport(json: Array(done.output.utf8), name: "output")
    }

    @Test func `of a run the training steps are taken, or the phase that is asked for`() throws {
        try withFolder { folder in
            let run = try writeRun("\(folder)/run")
            let training = try report(["analyze", run.path])
            #expect(training.sources[0].size.episodes == 32 && training.sources[0].size.phases == ["train"])
            #expect(training["training/last_reward"] != nil)
            let after = try report(["analyze", run.path, "--phase", "eval-after"])
            #expect(after.sources[0].size.episodes == 16)
            let folderAlone = try report(["analyze", run.trajectories])
            #expect(folderAlone.sources[0].size.episodes == 64)
            let none = try Program.run(["analyze", run.path, "--phase", "eval-during"])
            #expect(none.status == 2 && none.errors.contains("holds no episodes of the phase eval-during"))
        }
    }

    @Test func `one run is compared before and after its training, two by their last evaluations`() throws {
        try withFolder { folder in
            let run = try writeRun("\(folder)/run")
            let other = try writeRun("\(folder)/other", seed: 2)
            let alone = try report(["compare", run.path])
            #expect(alone.sources.map(\.size.phases) == [["eval-before"], ["eval-after"]])
            let both = try report(["compare", run.path, other.path])
            #expect(both.sources.map(\.size.phases) == [["eval-after"], ["eval-after"]])
            // The same scenarios by name, so every episode has a partner and one table says it all.
            #expect(both.sections.first?.title == "Before and after" && both["paired/\(MetricName.promptToLine)"] == nil)
            // Training takes other scenarios than the evaluations of the other run besides.
            let partly = try report(["compare", run.trajectories, other.path])
            #expect(partly.sections.map(\.title).prefix(2) == ["Before and after", "Overview"])
            #expect(partly["paired/\(MetricName.promptToLine)"] != nil)
            let shard = try Program.run(["compare", run.shard(step: 1)])
            #expect(shard.status == 2 && shard.errors.contains("name two paths to compare"))
        }
    }

    @Test func `a filter key and rescored episodes can be chosen, and missing ones are one line`() throws {
        try withFolder { folder in
            let run = try writeRun("\(folder)/run")
            let split = try Program.run(["split", run.path, "--by", "scenario", "--keys", "most=0.5,rest=0.5"])
            #expect(split.status == 0, "\(split.errors)")
            let parts = try ["most", "rest"].map { try report(["analyze", run.path, "--key", $0]).sources[0].size }
            #expect(parts.map(\.episodes).reduce(0, +) == 32)
            let absent = try Program.run(["analyze", run.path, "--key", "other"])
            #expect(absent.status == 2 && absent.errors.contains("no filter key other; there are most, rest"))
            let scores = try Program.run(["analyze", run.path, "--scores", "strict"])
            #expect(scores.status == 1 && scores.errors.contains("make them with `holdfast rescore`"))
        }
    }

    @Test func `the page is written beside the tables, and a place that cannot be is refused first`() throws {
        try withFolder { folder in
            let run = try writeRun("\(folder)/run")
            let done = try Program.run(["analyze", run.path, "--html", "\(folder)/report.html", "--draws", "100"])
            #expect(done.status == 0, "\(done.errors)")
            #expect(done.output.contains("What goes wrong"))
            let page = try FileSystem.text("\(folder)/report.html")
            #expect(page.contains("<svg") && page.contains("prefers-color-scheme"))
            let refused = try Program.run(["analyze", run.path, "--html", "\(folder)/no/report.html"])
            #expect(refused.status == 1 && refused.errors.contains("does not exist; make it first") && refused.output.isEmpty)
            let few = try Program.run(["analyze", run.path, "--draws", "10"])
            #expect(few.status == 2 && few.errors.contains("take at least 100"))
        }
    }

    @Test func `a population is held against figures or other episodes`() throws {
        try withFolder { folder in
            let run = try writeRun("\(folder)/run")
            let other = try writeRun("\(folder)/other", seed: 2)
            let against = try report(["analyze", run.path, "--reference", other.path])
            #expect(against.sections.contains { section in section.tables.contains { $0.rows.contains { $0.name.hasPrefix("population/") } } })
            let damaged = "\(folder)/figures.json"
            try FileSystem.write("{}", to: damaged)
            let refused = try Program.run(["analyze", run.path, "--reference", damaged])
            #expect(refused.status == 1 && refused.errors.contains("figures.json"))
        }
    }

    @Test func `made episodes are written with what is true of them`() throws {
        try withFolder { folder in
            let arguments = ["synthesize", "--episodes", "40", "--personas", "4", "--per-file", "16", "--out", "\(folder)/made"]
            let done = try Program.run(arguments)
            #expect(done.status == 0, "\(done.errors)")
            #expect(done.output.hasPrefix("40 episodes of 4 personas in 3 files"))
            #expect(try report(["analyze", "\(folder)/made"]).sources[0].size.episodes == 40)
            let again = try Program.run(arguments)
            #expect(again.status == 1 && again.errors.contains("already holds trajectory files"))
            #expect(try Program.run(["synthesize", "--episodes", "0", "--out", "\(folder)/none"]).status == 2)
        }
    }
}
