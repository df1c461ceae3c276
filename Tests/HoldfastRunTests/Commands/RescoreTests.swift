// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

@Suite("Scoring a run again", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct RescoreTests {
    /// Bytes and time of the last change of all files below a folder but those of new scores.
    private func state(_ folder: String) throws -> [String: [AnyHashable]] {
        let names = try #require(FileManager.default.subpaths(atPath: folder)).filter { !$0.hasPrefix("rescored") }
        var state: [String: [AnyHashable]] = [:]
        for name in names where !FileSystem.isFolder("\(folder)/\(name)") {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            state[name] = [try FileSystem.read("\(folder)/\(name)"), attributes[.modificationDate] as? Date]
        }
        return state
    }

    @Test("a run is scored again beside its shards, which stay as they are")
    func run() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let run = "\(folder)/run"
            #expect(try Program.run(tiny.train(run)).status == 0)
            let directory = RunDirectory(path: run)
            let before = try state(run)
            let same = "\(folder)/same.yaml"
            let strict = "\(folder)/strict.yaml"
            try FileSystem.write("rewards: {normalization: absolute}", to: same)
            try FileSystem.write("rewards: {weights: {prompt_to_line: 9, validity: 0}}", to: strict)

            let first = try Program.run(["rescore", run, "--rewards", same])
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.output.contains("step_000001.h5") && first.output.contains("episodes scored anew in \(run)/rescored/same"))
            #expect(directory.shards.count == 7)
            for shard in directory.shards {
                let name = (shard as NSString).lastPathComponent
                #expect(try RescoredShard(scores: "\(run)/rescored/same/\(name)", shard: shard).episodes() == ShardReader(shard).episodes())
            }

            let taken = try Program.run(["rescore", run, "--rewards", strict, "--name", "same"])
            #expect(taken.status == 1 && taken.errors.contains("rescored/same is there already; choose another --name, or replace it with --replace"))
            let replaced = try Program.run(["rescore", run, "--rewards", strict, "--name", "same", "--replace", "--json"])
            #expect(replaced.status == 0, "\(replaced.errors)")
            let report = try #require(try JSONSerialization.jsonObject(with: Data(replaced.output.utf8)) as? [String: Any])
            #expect((report["shards"] as? [Any])?.count == 7 && (report["digest"] as? String)?.count == 64)
            let scores = "\(run)/rescored/same/step_000001.h5"
            #expect(try ScoreFile(scores).origin().configurationDigest == report["digest"] as? String)
            #expect(FileSystem.names(in: "\(run)/rescored") == ["same"])
            #expect(try FileSystem.text("\(run)/rescored/same/rewards.json").contains("\"prompt_to_line\": 9"))

            let shard = try Program.run(["rescore", directory.shard(step: 1), "--rewards", strict])
            #expect(shard.status == 0, "\(shard.errors)")
            #expect(try FileSystem.read("\(run)/rescored/strict/step_000001.h5") != FileSystem.read(scores), "the name is a label")
            #expect(try ScoreFile("\(run)/rescored/strict/step_000001.h5").scores() == ScoreFile(scores).scores())

            #expect(try Program.run(["show", run]).output.contains("scored anew: same, strict"))
            #expect(try Program.run(["show", scores]).output.contains("scores of       step_000001.h5"))
            let noDialogue = try Program.run(["show", scores, "--episode", "0"])
            #expect(noDialogue.status == 2 && noDialogue.errors.contains("holds scores and no dialogues"))
            #expect(try state(run) == before, "a file of the run was touched")
            #expect(try Program.run(["train", "--resume", "--output", run]).status == 0)
        }
    }

    @Test(
        "what cannot be scored again is one line",
        arguments: [
            (["--rewards", "none.yaml"], "none.yaml", 2), (["--rewards", "empty.yaml"], "empty.yaml has no section `rewards`", 2),
            (["--rewards", "rewards.yaml", "--name", "../x"], "`../x` cannot be the name", 2), (["--rewards", "unknown.yaml"], "unknown key", 2),
            (["--rewards", "rewards.yaml"], "damaged.h5", 1), (["--rewards", ""], "--rewards is empty", 2),
        ])
    func refusals(options: [String], mention: String, status: Int32) throws {
        try withFolder { folder in
            try FileSystem.write("trainer: {steps: 1}", to: "\(folder)/empty.yaml")
            try FileSystem.write("rewards: {weight: {}}", to: "\(folder)/unknown.yaml")
            try FileSystem.write("rewards: {weights: {qa: 1}}", to: "\(folder)/rewards.yaml")
            try FileSystem.write("no shard", to: "\(folder)/damaged.h5")
            let named = options.map { $0.hasSuffix(".yaml") ? "\(folder)/\($0)" : $0 }
            let refused = try Program.run(["rescore", "\(folder)/damaged.h5"] + named)
            #expect(refused.status == status)
            #expect(refused.errors.contains(mention), "\(refused.errors)")
            #expect(FileSystem.names(in: "\(folder)/rescored").isEmpty)
        }
    }

    @Test("shards of two folders, shards named twice and folders without a run are refused")
    func targets() throws {
        try withFolder { folder in
            try FileSystem.makeFolder("\(folder)/a")
            for (paths, mention) in [
                (["\(folder)/a/x.h5", "\(folder)/y.h5"], "2 folders"), (["\(folder)/y.h5", "\(folder)/y.h5"], "named twice"),
                ([folder], "there is no run"), ([folder, "\(folder)/y.h5"], "name one run directory, or shards alone"), ([], "name a run directory"),
            ] {
                let error = #expect(throws: HoldfastError.self) { try RescoringTarget(paths: paths) }
                #expect(error?.message.contains(mention) == true, "\(String(describing: error))")
            }
            #expect(try RescoringTarget(paths: ["\(folder)/y.h5"]).parent == "\(folder)/rescored")
            #expect(try RescoringTarget(paths: ["y.h5"]).parent == "./rescored")
        }
    }

    @Test("scores that were there stay where new ones fail")
    func failure() async throws {
        try await withFolder { folder in
            let scores = RescoredFolder(parent: folder, name: "x")
            try await scores.fill { try FileSystem.write("old", to: "\($0)/a") }
            #expect(throws: HoldfastError.self) { try scores.check(replaces: false) }
            try scores.check(replaces: true)
            await #expect(throws: HoldfastError.self) {
                try await scores.fill { path in
                    try FileSystem.write("new", to: "\(path)/a")
                    throw HoldfastError(.reward, "no")
                }
            }
            #expect(try FileSystem.text("\(folder)/x/a") == "old")
            try FileSystem.makeFolder("\(folder)/x.tmp")
            try FileSystem.write("leftover", to: "\(folder)/x.tmp/b")
            try await scores.fill { try FileSystem.write("new", to: "\($0)/a") }
            #expect(try FileSystem.text("\(folder)/x/a") == "new")
            #expect(FileSystem.names(in: folder) == ["x"] && FileSystem.names(in: "\(folder)/x") == ["a"])
        }
    }
}
