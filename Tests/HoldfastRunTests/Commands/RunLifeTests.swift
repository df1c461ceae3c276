// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTraining
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

/// The reproducible part of a metrics file, row by row.
private func reproducible(_ path: String) throws -> [MetricsRow] {
    try MetricsLog.rows(path).map { MetricsRow(step: $0.step, values: $0.values) }
}

@Suite("The life of a run", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct RunLifeTests {
    @Test("a run trains, reports, shows, evaluates and refuses to start twice")
    func whole() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let run = "\(folder)/run"
            let trained = try Program.run(tiny.train(run, "--json"))
            #expect(trained.status == 0, "\(trained.errors)")
            let table = try #require(try JSONSerialization.jsonObject(with: Data(trained.output.utf8)) as? [String: Any])
            #expect((table["rows"] as? [Any])?.isEmpty == false)
            let directory = RunDirectory(path: run)
            let rows = try MetricsLog.rows(directory.metrics).map { "\($0.step)\($0.isEvaluation ? "e" : "")" }
            #expect(rows == ["0e", "1", "2", "2e", "3", "4", "4e"])
            #expect(directory.shards.count == 7)
            #expect(FileSystem.exists(directory.comparison) && FileSystem.exists(directory.comparisonData))

            let again = try Program.run(tiny.train(run))
            #expect(again.status == 1)
            #expect(again.errors.contains("already holds a run; continue it with --resume"))
            #expect(try Program.run(["train", "--resume", "--output", run]).status == 0)
            let other = try Program.run(tiny.train(run, "--resume", "--trainer.learning-rate", "1"))
            #expect(other.status == 2)
            #expect(other.errors.contains("trainer.learning_rate is 0.01 there and 1.0 here"))

            #expect(try Program.run(["show", run]).output.contains("step 4 of 4, 7 shards"))
            #expect(try Program.run(["show", directory.shard(step: 1)]).output.contains("episodes        4"))
            let episode = try Program.run(["show", directory.shard(step: 1), "--episode", "3"])
            #expect(episode.output.contains("USER ") && episode.output.contains("reward: "))
            #expect(try Program.run(["show", directory.shard(step: 1), "--episode", "4"]).status == 2)

            let checkpoint = "\(directory.checkpoints)/step_000004"
            let before = directory.shard(evaluation: RunEvaluation(.before, step: 0))
            let evaluated = try Program.run([
                "eval", "--config", tiny.configuration, "--simulator", checkpoint, "--baseline", before,
            ])
            #expect(evaluated.status == 0, "\(evaluated.errors)")
            #expect(evaluated.output.contains("prompt-to-line"))
            let rollout = try Program.run(["rollout", "--config", tiny.configuration, "--episodes", "3", "--out", "\(folder)/r.h5", "--json"])
            #expect(rollout.status == 0, "\(rollout.errors)")
            #expect(rollout.output.contains("\"episodes\" : 3"))
        }
    }

    @Test("killed at any moment and resumed, a run writes the same metrics and shards as one that was not")
    func killAndResume() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let reference = RunDirectory(path: "\(folder)/reference")
            #expect(try Program.run(tiny.train(reference.path)).status == 0)
            let expected = try reproducible(reference.metrics)
            var interrupted = 0
            // Moments: once so many rows stand in the file, plus a part of the time to the next one.
            for (rows, delay) in [(0, 0.02), (1, 0), (2, 0.03), (3, 0), (4, 0.01), (5, 0.04), (6, 0)] {
                let directory = RunDirectory(path: "\(folder)/killed-\(rows)")
                let process = try Program.start(tiny.train(directory.path))
                while process.isRunning, try !directory.isRun || MetricsLog.count(directory.metrics) < rows { usleep(1000) }
                usleep(UInt32(delay * 1e6))
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                if process.terminationReason == .uncaughtSignal { interrupted += 1 }
                let resumed = try Program.run(["train", "--resume", "--output", directory.path])
                #expect(resumed.status == 0, "killed after \(rows) rows: \(resumed.errors)")
                #expect(try reproducible(directory.metrics) == expected, "killed after \(rows) rows")
                #expect(directory.shards.count == reference.shards.count, "killed after \(rows) rows")
                for (first, second) in zip(reference.shards, directory.shards) {
                    #expect(try ShardReader(first).episodes() == ShardReader(second).episodes(), "killed after \(rows) rows: \(second)")
                }
            }
            #expect(interrupted >= 4, "too few of the kills met a running process to say anything")
        }
    }

    @Test("Ctrl-C finishes the step, says how to resume, and the resumed run is the same")
    func interrupt() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let reference = RunDirectory(path: "\(folder)/reference")
            #expect(try Program.run(tiny.train(reference.path)).status == 0)
            let directory = RunDirectory(path: "\(folder)/stopped")
            let said = "\(folder)/said"
            let process = try Program.start(tiny.train(directory.path), errors: said)
            while process.isRunning, try !directory.isRun || MetricsLog.count(directory.metrics) < 1 { usleep(1000) }
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit)
            #expect(process.terminationStatus == 1)
            #expect(try FileSystem.text(said).contains("continue with: holdfast train --resume --output \(directory.path)"))
            #expect(try Program.run(["train", "--resume", "--output", directory.path]).status == 0)
            #expect(try reproducible(directory.metrics) == reproducible(reference.metrics))
        }
    }
}
