// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

@Suite("Exporting episodes", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct ExportCommandTests {
    private static let scenario = Result {
        try ScenarioGenerator(seed: 4, catalog: DomainCatalog.bundled(seed: 4)).scenarios(split: .train, count: 1)[0]
    }

    /// A shard with one group of two dialogues of a bundled scenario.
    private func writeShard(to path: String, step: Int = 1, phase: String = "train") throws {
        let scenario = try Self.scenario.get()
        let episodes = [("Hello.", 1.0), ("Hm.", 0)].enumerated().map { rollout, said in
            ScoredEpisode(
                episode: Episode(
                    id: EpisodeID(phase: phase, step: step, group: 0, rollout: rollout), scenario: scenario,
                    turns: [
                        Turn(index: 0, seat: .agent, text: "How may I help?"),
                        Turn(index: 1, seat: .user, text: said.0, finish: .endOfDialogue),
                    ],
                    trace: TokenTrace(), goal: GoalState(components: scenario.goal.components), probes: [],
                    ending: Ending(reason: .userStop, stop: .premature), simulatorVersion: 0, samplingSeed: 1),
                reward: said.1)
        }
        try FileSystem.makeFolder(above: path)
        try ShardWriter.write(episodes, to: path)
    }

    @Test("a run's shards become rows with the simulator's own prompt")
    func run() throws {
        try withFolder { folder in
            let run = RunDirectory(path: "\(folder)/run")
            try writeShard(to: run.shard(step: 1))
            try writeShard(to: run.shard(step: 2), step: 2)
            try writeShard(to: "\(run.trajectories)/eval-after.h5", phase: "eval-after")
            try FileSystem.makeFolder(above: run.configuration)
            try FileSystem.write("{}", to: run.configuration)

            let done = try Program.run(["export", run.path, "--format", "sft", "--phase", "train", "--out", "\(folder)/new/sft.jsonl"])
            #expect(done.status == 0, "\(done.errors)")
            #expect(done.output == "4 of 6 episodes in \(folder)/new/sft.jsonl, 4 rows\nleft out: 2 not selected\n")
            let row = try AnyJSON(parsing: Array(FileSystem.text("\(folder)/new/sft.jsonl").utf8.prefix { $0 != 0x0A }))
            let messages = row.object?["messages"]?.array?.compactMap { $0.object?["content"]?.text }
            #expect(messages == [ScenarioPrompt.text(for: try Self.scenario.get()), "How may I help?", "Hello. ###STOP###"])

            let pairs = try Program.run([
                "export", run.path, "--format", "preferences", "--margin", "0.5", "--out", "\(folder)/pairs.jsonl", "--json",
            ])
            let report = try JSONDecoder().decode(ExportReport.self, from: Data(pairs.output.utf8))
            #expect(report.format == .preferences && report.shards == 3 && report.episodes == 6 && report.rows == 3 && report.exported == 6)

            let again = try Program.run(["export", run.path, "--format", "sft", "--out", "\(folder)/new/sft.jsonl"])
            #expect(again.status == 1 && again.errors.contains("sft.jsonl is there already; choose another --out, or replace it with --replace"))
            let other = try Program.run(["export", run.path, "--format", "sft", "--out", "\(folder)/new/sft.jsonl", "--replace", "--end-marker", ""])
            #expect(other.status == 0, "\(other.errors)")
            #expect(try !FileSystem.text("\(folder)/new/sft.jsonl").contains("###STOP###"))

            try FileSystem.write("Sell trains.", to: "\(folder)/agent.txt")
            let agent = try Program.run([
                "export", run.path, "--format", "tau-bench", "--phase", "eval-after", "--agent-prompt", "\(folder)/agent.txt", "--out",
                "\(folder)/tau.json",
            ])
            #expect(agent.status == 0 && agent.output.contains("2 of 6 episodes in \(folder)/tau.json, 2 records"), "\(agent.errors)")
            #expect(try FileSystem.text("\(folder)/tau.json").contains(#""traj": [{"role": "system", "content": "Sell trains."}"#))
            let data = try Program.run(["export", run.path, "--format", "minari", "--dataset-id", "my/set-v1", "--out", "\(folder)/datasets"])
            #expect(
                data.status == 0 && FileSystem.names(in: "\(folder)/datasets/my/set-v1/data") == ["main_data.hdf5", "metadata.json"], "\(data.errors)"
            )
        }
    }

    @Test(
        "what cannot be exported is one line that says why",
        arguments: [
            (
                ["--format", "csv"], 2,
                "--format csv is unknown; known are minari, robomimic, chat, sft, prompt-completion, preferences, kto, tau-bench"
            ),
            (["--format", "chat", "--margin", "0.1"], 2, "--margin is for another --format; leave it out with --format chat"),
            (["--format", "sft", "--threshold", "0.1"], 2, "--threshold is for another --format"),
            (["--format", "kto", "--dataset-id", "a-v0"], 2, "--dataset-id is for another --format"),
            (["--format", "minari", "--context-tokens", "8"], 2, "--context-tokens is for another --format"),
            (["--format", "robomimic", "--context-tokens", "0"], 2, "--context-tokens 0 is not between 1 and 65536"),
            (["--format", "preferences", "--margin", "-1"], 2, "--margin -1.0 is below 0"),
            (["--format", "preferences", "--margin", "nan"], 2, "--margin nan is no number to compare rewards with"),
            (["--format", "chat", "--train-seat", "judge"], 2, "--train-seat judge is unknown; known are user and agent"),
            (["--format", "tau-bench", "--train-seat", "user"], 2, "tau-bench is for --train-seat agent alone"),
            (["--format", "robomimic", "--train-seat", "agent"], 2, "robomimic is for --train-seat user alone"),
            (["--format", "chat", "--agent-prompt", "x"], 2, "--agent-prompt is for --train-seat agent and tau-bench"),
            (["--format", "chat", "--train-seat", "agent", "--agent-prompt", "/nowhere"], 1, "/nowhere"),
            (["--format", "minari", "--dataset-id", "plain"], 2, "`plain` cannot be the name of a Minari dataset"),
            (["--format", "chat", "--phase", "eval"], 1, "none of the 2 episodes can be exported as chat: 2 not selected; nothing was written"),
            (["--format", "robomimic"], 1, "none of the 2 episodes can be exported as robomimic: 2 without tokens; nothing was written"),
            (["SHARD", "--format", "chat"], 2, "shard.h5 is named twice; name each shard once"),
            (["FOLDER", "--format", "chat"], 2, "shard.h5 is named twice; name each shard once"),
            (["FOLDER/no.h5", "--format", "chat"], 1, "no.h5; name a run directory or shards"),
        ] as [([String], Int32, String)])
    func refused(arguments: [String], status: Int32, message: String) throws {
        try withFolder { folder in
            let shard = "\(folder)/shard.h5"
            try writeShard(to: shard)
            let arguments = arguments.map { $0.replacingOccurrences(of: "FOLDER", with: folder).replacingOccurrences(of: "SHARD", with: shard) }
            let run = try Program.run(["export", shard] + arguments + ["--out", "\(folder)/out"])
            #expect(run.status == status && run.output.isEmpty, "\(run)")
            #expect(run.errors.contains(message) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
            #expect(FileSystem.names(in: folder) == ["shard.h5"] || arguments.contains("minari"))
            let before = try FileSystem.read(shard)
            let same = try Program.run(["export", shard, "--format", "chat", "--out", shard, "--replace"])
            #expect(same.status == 2 && same.errors.contains("which is read and would be lost"))
            #expect(try FileSystem.read(shard) == before)
        }
    }
}
