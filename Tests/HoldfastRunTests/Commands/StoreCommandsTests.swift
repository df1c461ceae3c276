// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

/// `fsck`, `show`, `split` and `merge` on a run, as people use them.
@Suite("The store's commands", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct StoreCommandsTests {
    @Test func `a finished run is sound, shown, split and merged`() async throws {
        try await withFolder { folder in
            let run = try await Self.run(in: folder)
            let before = try Self.bytes(of: run.trajectories)

            let sound = try Program.run(["fsck", run.path])
            #expect(sound.status == 0 && sound.output.hasPrefix("checked 7 files: 7 shards with"), "\(sound.output)\(sound.errors)")
            #expect(sound.output.hasSuffix("; sound\n"))

            let id = try ShardReader(run.shard(step: 2)).index().entries[3].id
            let byIdentifier = try Program.run(["show", run.path, "--episode", "\(id)"])
            #expect(byIdentifier.status == 0 && byIdentifier.output.hasPrefix("episode \(id)   scenario "))
            let byPlace = try Program.run(["show", run.shard(step: 2), "--episode", "3"])
            #expect(byIdentifier.output == byPlace.output)
            #expect(byIdentifier.output.contains("  ! validity fails") || byIdentifier.output.contains("passes: validity"))

            let group = try Program.run(["show", run.path, "--group", id.groupName])
            #expect(group.output.hasPrefix("group \(id.groupName)   2 rollouts of scenario "))
            #expect(group.output.contains("rollout 0: ") && group.output.contains("rollout 1: ") && group.output.contains("advantage "))
            #expect(!group.output.contains("\u{1b}"), "colours are for terminals")
            let byNumber = try Program.run(["show", run.shard(step: 2), "--group", "\(id.group)"])
            #expect(group.output == byNumber.output)
            let data = try JSONSerialization.jsonObject(with: Data(Program.run(["show", run.path, "--group", id.groupName, "--json"]).output.utf8))
            let rollouts = try #require((data as? [String: Any])?["rollouts"] as? [[String: Any]])
            let advantages = rollouts.compactMap { $0["advantage"] as? Double }
            #expect(rollouts.count == 2 && abs(advantages.reduce(0, +)) < 1e-12)

            let split = try Program.run(["split", run.path, "--keys", "train=0.5,rest=0.5", "--by", "scenario"])
            #expect(
                split.status == 0 && split.output.contains("no persona has two of these keys") || split.output.contains("share"), "\(split.output)")
            #expect(try Program.run(["split", run.path, "--keys", "train"]).status == 1)
            let best = try Program.run([
                "split", run.path, "--keys", "best", "--within", "train", "--phase", "train", "--top-rewards", "0.5", "--json",
            ])
            #expect(best.status == 0, "\(best.errors)")
            let keys = try MaskFile(in: run.path).masks()
            #expect(keys.map(\.key) == ["train", "rest", "best"])
            for shard in run.shards {
                let rows = try keys.map { Set(try $0.rows(of: ShardReader(shard))) }
                let count = try ShardReader(shard).count()
                #expect(rows[0].isDisjoint(with: rows[1]) && rows[0].union(rows[1]).count == count)
                #expect(rows[2].isSubset(of: rows[0]))
            }
            #expect(try Program.run(["show", "\(run.path)/masks/keys.h5"]).output.contains("best"))
            #expect(try Program.run(["fsck", run.path]).output.contains("1 file of filter keys"))

            let merged = "\(folder)/new/all.h5"
            #expect(try Program.run(["merge", run.path, "--out", merged]).status == 0)
            let stored = try run.shards.flatMap { try ShardReader($0).episodes() }
            #expect(try ShardReader(merged).episodes() == stored)
            let again = try Program.run(["merge", merged, run.shard(step: 1), "--out", "\(folder)/twice.h5"])
            #expect(again.status == 1 && again.errors.contains("are there twice: train/1/0/0"))
            let many = try Program.run(["show", merged, "--group", "0"])
            #expect(many.status == 2 && many.errors.contains("name one of train/1/0"))
            let parts = try Program.run(["merge", merged, "--out", "\(folder)/parts", "--episodes-per-shard", "4", "--json"])
            #expect(parts.status == 0, "\(parts.errors)")
            #expect(try Program.run(["fsck", "\(folder)/parts"]).status == 0)
            let after = try Self.bytes(of: run.trajectories)
            #expect(after == before, "no shard was touched")
        }
    }

    @Test func `fsck names what is lost, damaged, short or foreign`() async throws {
        try await withFolder { folder in
            let run = try await Self.run(in: folder)
            let whole = try ShardReader(run.shard(step: 3)).episodes()
            try FileSystem.remove(run.shard(step: 1))
            try FileSystem.remove(run.shard(evaluation: RunEvaluation(.before, step: 0)))
            try FileSystem.write(Array(try FileSystem.read(run.shard(step: 2)).dropLast(70)), to: run.shard(step: 2))
            try ShardWriter.write(Array(whole.dropLast()), to: run.shard(step: 3))
            try ShardWriter.write(whole, to: run.shard(step: 4))
            try FileSystem.write("mine", to: "\(run.trajectories)/notes.txt")
            try FileSystem.write("half", to: "\(run.trajectories)/step_000005.h5.tmp")
            let (status, output, errors) = try Program.run(["fsck", run.path])
            #expect(status == 1 && errors.contains("5 problems in 5 files"), "\(output)\(errors)")
            let lines = output.split(separator: "\n").map(String.init)
            let expected = [
                ("step_000001.h5: missing although metrics.jsonl has the row of step 1", 1), ("no shard of the evaluation after step 0", 1),
                ("step_000002.h5 is not a complete trajectory shard", 1),
                ("holds 3 episodes where the run makes 2 groups of 2; 1 groups are short", 1),
                ("its name says step 4 and its episodes are of train, step 3", 1), ("remark: \(run.trajectories)/notes.txt: no trajectory file", 1),
                ("remark: \(run.trajectories)/step_000005.h5.tmp: unfinished", 1), ("checked 5 files", 1),
            ]
            for (words, count) in expected { #expect(lines.count { $0.contains(words) } == count, "\(words)\n\(output)") }
            #expect(lines.count == expected.count, "\(output)")

            struct Tally: Decodable {
                var problems: [FsckFinding]
                var remarks: [FsckFinding]
            }
            let tally = try JSONDecoder().decode(Tally.self, from: Data(Program.run(["fsck", run.path, "--json"]).output.utf8))
            #expect(tally.problems.count == 5 && tally.remarks.count == 2)
            #expect(tally.problems.allSatisfy { !$0.path.isEmpty && !$0.what.isEmpty })

            try FileSystem.write("{\"step\": \n", to: run.metrics)
            #expect(try Program.run(["fsck", run.path]).output.contains("this is no row of metrics"))
        }
    }

    @Test func `a run that was killed at any moment is sound`() async throws {
        try await withFolder { folder in
            let finished = try FinishedRun(try await Self.run(in: folder))
            for write in FinishedRun.writes.indices {
                for progress in [FinishedRun.Progress.notBegun, .torn] {
                    let run = try finished.killed(at: write, progress, in: "\(folder)/killed-\(write)-\(progress)")
                    let findings = try Self.findings(run)
                    #expect(findings.filter { $0.weight == .problem }.isEmpty, "write \(write), \(progress): \(findings.map(\.line))")
                    let torn = if case .shard = FinishedRun.writes[write] { progress == .torn } else { false }
                    #expect(findings.count == (torn ? 1 : 0), "write \(write), \(progress): \(findings.map(\.line))")
                }
            }
        }
    }

    @Test func `fsck and show work at any moment of a run that is writing`() async throws {
        try await withFolder { folder in
            let run = try await Self.run(in: folder)
            let episodes = try ShardReader(run.shard(step: 4)).episodes()
            let log = try MetricsLog(path: run.metrics)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    // In the order of `Observers`: what is kept comes before what is shown.
                    for step in 5...16 {
                        let made = episodes.map { scored in
                            var scored = scored
                            scored.episode.id.step = step
                            return scored
                        }
                        try ShardWriter.write(made, to: run.shard(step: step))
                        try log.append(MetricsRow(step: step, values: ["reward/all/mean": 0.5]))
                    }
                }
                for _ in 0..<4 {
                    let findings = try Self.findings(run).filter { $0.weight == .problem }
                    #expect(findings.isEmpty, "\(findings.map(\.line))")
                    #expect(try RunSummary(run).finishedSteps >= 4)
                    await Task.yield()
                }
                try await group.waitForAll()
            }
            try log.close()
            #expect(try Self.findings(run).isEmpty)
            #expect(try RunSummary(run).finishedSteps == 16)
        }
    }

    @Test(
        arguments: [
            (["fsck"], "<path>"), (["fsck", "/nowhere"], "there is no /nowhere"), (["show", "RUN", "--episode", "3"], "train/1/0/0"),
            (["show", "RUN", "--episode", "train/9/0/0"], "no shard of phase train and step 9"),
            (["show", "RUN", "--group", "x/y"], "names nothing"),
            (["show", "RUN", "--episode", "1", "--group", "1"], "give one of them"), (["split", "RUN", "--keys", "a,b"], "has no share"),
            (["split", "RUN", "--keys", "a=2"], "shares lie above 0"), (["split", "RUN", "--keys", "a b"], "cannot be a filter key"),
            (["split", "RUN", "--keys", "a", "--by", "day"], "none of persona, goal, scenario, group"),
            (["split", "RUN", "--keys", "a", "--stop", "maybe"], "none of correct"), (["split", "RUN", "--stop", "correct"], "--keys is missing"),
            (["split", "RUN", "--keys", "a", "--within", "b"], "no filter key b"), (["merge", "RUN", "--out", ""], "--out is empty"),
            (["merge", "RUN", "--out", "RUN/parts", "--episodes-per-shard", "0"], "at least 1 episode"),
            (["merge", "RUN", "RUN", "--out", "RUN/x.h5", "--prefix-phase"], "rename one of them"),
        ])
    func `a command that cannot be carried out says why`(arguments: [String], mention: String) async throws {
        try await withFolder { folder in
            let run = RunDirectory(path: "\(folder)/run")
            try run.create(document: "{}").release()
            let shard = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .appendingPathComponent("HoldfastTrajectoriesTests/Fixtures/shard_v\(ShardSchema.version).h5")
            try FileSystem.write(Array(Data(contentsOf: shard)), to: run.shard(step: 1))
            let (status, _, errors) = try Program.run(arguments.map { $0.replacingOccurrences(of: "RUN", with: run.path) })
            #expect(status == (arguments.contains("/nowhere") ? 1 : 2), "\(errors)")
            #expect(errors.contains(mention), "\(errors)")
        }
    }

    private static func run(in folder: String) async throws -> RunDirectory {
        let tiny = try await TinyRun.withinProcess(in: folder)
        try await tiny.trained("\(folder)/run")
        return RunDirectory(path: "\(folder)/run")
    }

    /// What `holdfast fsck` finds, without what it prints.
    private static func findings(_ run: RunDirectory) throws -> [FsckFinding] {
        var check = RunCheck(run)
        let target = try FsckTarget([run.path])
        var findings = target.findings
        for report in TrajectoryFsck.check(target.files) {
            check.add(report)
            findings += report.findings
        }
        return findings + check.findings()
    }

    private static func bytes(of folder: String) throws -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: try FileSystem.names(in: folder).map { ($0, try FileSystem.read("\(folder)/\($0)")) })
    }
}
