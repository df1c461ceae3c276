// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

@Suite struct TrajectoryImportTests {
    /// A trial in which the user says a zip code; it was told 19122.
    private static func record(trial: Int, zip: String, reward: Int) -> String {
        #"""
        {"task_id": 3, "trial": \#(trial), "reward": \#(reward).0,
         "info": {"source": "user", "user_cost": 0.001, "task": {"user_id": "yusuf_rossi_9620", "outputs": [],
           "instruction": "You are Yusuf Rossi in zip code 19122. You want to cancel #W2378156.",
           "actions": [{"name": "cancel_pending_order", "kwargs": {"order_id": "#W2378156", "reason": "no longer needed"}}]}},
         "traj": [{"role": "system", "content": "# Retail agent policy"}, {"role": "user", "content": "Hi"},
           {"role": "assistant", "content": "Your zip code?"}, {"role": "user", "content": "It is \#(zip)."},
           {"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "cancel_pending_order",
             "arguments": "{\"order_id\": \"#W2378156\", \"reason\": \"no longer needed\"}"}}]},
           {"role": "tool", "tool_call_id": "c", "name": "cancel_pending_order", "content": "{}"},
           {"role": "assistant", "content": "Done."}, {"role": "user", "content": "###STOP###"}]}
        """#
    }

    private static let failed = #"{"task_id": 3, "trial": 2, "reward": 0.0, "info": {"error": "down", "traceback": ""}, "traj": []}"#
    private static let users = #"{"yusuf_rossi_9620": {"email": "yusuf@example.com", "address": {"zip": "19122"}}}"#

    private func command(
        _ paths: [String], _ output: String, format: String = "tau-bench", data: String? = nil, skips: Bool = false
    ) -> TrajectoryImportCommand {
        TrajectoryImportCommand(format: format, paths: paths, output: output, data: data, skipsDamaged: skips, json: true)
    }

    @Test("trajectories become a shard that is scored, and the analysis finds what was planted")
    func imported() throws {
        try withFolder { folder in
            for name in ["in", "data"] { try FileSystem.makeFolder("\(folder)/\(name)") }
            try FileSystem.write(
                "[\(Self.record(trial: 0, zip: "19122", reward: 1)), \(Self.record(trial: 1, zip: "10001", reward: 0)), \(Self.failed)]",
                to: "\(folder)/in/gpt-4o-retail.json")
            try FileSystem.write(Self.users, to: "\(folder)/data/users.json")
            let shard = "\(folder)/new/t.h5"
            try command(["\(folder)/in"], shard, data: "\(folder)/data").run()
            let episodes = try ShardReader(shard).episodes()
            #expect(
                episodes.map(\.episode.id.description) == ["import-gpt-4o-retail/0/3/0", "import-gpt-4o-retail/0/3/1", "import-gpt-4o-retail/0/3/2"])
            #expect(episodes.map(\.reward) == [1, 0, nil])
            #expect(episodes.map { $0.score(MetricName.fabrications) } == [0, 1, nil])
            #expect(episodes[1].verdicts.contains { $0.criterion == Criterion.fabrication && $0.outcome == .fail && $0.places == [6..<11] })
            #expect(episodes.allSatisfy { $0.scores.filter { $0.name.hasPrefix(MetricName.rewardPrefix) }.count == 1 })
            #expect(episodes[0].score(MetricName.validity) == 1 && episodes[0].score(MetricName.words) != nil)
            #expect(try ShardReader(shard).summary().labels == ["source": "tau-bench", "files": "1"])

            var trials = TrialConsistency()
            var fabrications = Fabrications()
            for (row, scored) in episodes.enumerated() {
                let stored = StoredEpisode(scored: scored, reference: EpisodeReference(shard: shard, row: row, id: scored.episode.id))
                trials.add(stored)
                fabrications.add(stored)
            }
            let report = AnalysisReport(
                title: "t", sources: [], bootstrap: BootstrapPlan(),
                sections: [trials.section(ClusterResampling()), fabrications.section(ClusterResampling())].compactMap(\.self))
            #expect(report["trials/success"]?.estimate?.value == 0.5 && report["trials/pass_hat_2"]?.estimate?.value == 0)
            #expect(report["trials/unlike_values"]?.estimate?.value == 1)
            #expect(report["fabrication/dialogues"]?.estimate?.value == 0.5 && report["fabrication/kind_zip_code"]?.estimate?.value == 0.5)
        }
    }

    @Test("the report counts what the file holds")
    func report() throws {
        let bytes = Array("[\(Self.record(trial: 0, zip: "19122", reward: 1)), {}, \(Self.failed)]".utf8)
        let file = try TauBenchFile(bytes, named: "a.json", leavesOutDamaged: true)
        let read = TauBenchEpisodes(file.records, phase: "import-a")
        let text = TrajectoryImportReport(file: "a.json", damages: file.damages, read: read, scored: read.episodes).text
            .split { $0 == " " }.joined(separator: " ")
        for row in [
            "records 2 of 1 tasks, tau-bench-retail", "reward 1.000, the mean of 1 trials", "ended by failure 1, userStop 1",
            "decision to stop correct 1", "user lines 2", "1 trials failed and are kept as failures",
            "1 damaged records were left out; the first: a.json, record 1: task_id",
            "of 1 users it is not known what they were told",
        ] { #expect(text.contains(row), "\(row) is missing in\n\(text)") }
    }

    @Test("what cannot be imported is refused, and nothing is written")
    func refused() throws {
        try withFolder { folder in
            let file = "\(folder)/a.json"
            try FileSystem.write("[\(Self.record(trial: 0, zip: "19122", reward: 1)), {}]", to: file)
            try FileSystem.write("[]", to: "\(folder)/none.json")
            for name in ["b", "empty"] { try FileSystem.makeFolder("\(folder)/\(name)") }
            let output = "\(folder)/t.h5"
            let refusals: [(TrajectoryImportCommand, String)] = [
                (command([file], output, format: "other"), "--format other is unknown; known are tau-bench"),
                (command([file], output), "record 1: task_id is missing"), (command([], output), "name one trajectory file"),
                (command([file], file), "would be lost"), (command([file, "\(folder)/b/a.jsonl"], output), "two files are called a"),
                (command(["\(folder)/none.json"], output), "nothing to import"),
                (command(["\(folder)/empty"], output), "has no .json or .jsonl file"),
                (command(["\(folder)/gone.json"], output), "there is no file"), (command([file], output, data: "\(folder)/gone"), "is no folder"),
                (command([file], output, data: "\(folder)/empty"), "has no .json file"),
            ]
            for (command, mention) in refusals {
                let error = #expect(throws: HoldfastError.self) { try command.run() }
                #expect(error?.message.contains(mention) == true, "\(mention): \(String(describing: error))")
            }
            #expect(!FileSystem.exists(output))
            try command([file], output, skips: true).run()
            #expect(FileSystem.exists(output))
        }
    }
}
