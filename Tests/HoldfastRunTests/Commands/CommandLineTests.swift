// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a command said: its exit status and the one line of its error.
private func refusal(_ arguments: [String]) throws -> (status: Int32, line: String) {
    let (status, _, errors) = try Program.run(arguments)
    let lines = errors.split(separator: "\n").map(String.init)
    #expect(lines.last?.hasPrefix("holdfast: error: ") == true, "\(errors)")
    #expect(lines.count { $0.contains("error") } == 1, "\(errors)")
    return (status, lines.last ?? "")
}

@Suite("Command line", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct CommandLineTests {
    @Test(
        "every verb explains itself",
        arguments: [
            "train", "sft", "rollout", "eval", "rescore", "analyze", "compare", "gate", "show", "fsck", "split", "merge", "export", "import",
            "import multiwoz", "import dialogues", "import trajectories", "synthesize", "results", "drill", "judge", "judge calibrate",
            "judge label", "judge disagreements", "scenarios", "serve", "doctor",
        ])
    func help(verb: String) throws {
        let (status, output, errors) = try Program.run(verb.split(separator: " ").map(String.init) + ["--help"])
        #expect(status == 0)
        #expect(errors.isEmpty)
        #expect(output.contains("OVERVIEW: ") && output.contains("USAGE: holdfast \(verb)"))
    }

    @Test(
        "a command line that cannot be carried out is one line and status 2",
        arguments: [
            (["trian"], "trian"), (["train"], "--config"), (["train", "--config", "/nowhere.yaml"], "/nowhere.yaml"),
            (["train", "--resume"], "--output"), (["train", "--max-steps", "many"], "many"), (["show"], "<path>"),
            (["rollout", "--out", "x.h5", "--split", "all"], "all"), (["train", "--config"], "--config"),
            (["results", "--output", "x", "--seeds", "1,2,1"], "--seeds names 1 twice"), (["judge", "label", "--rater", "ann"], "--items"),
            (["judge", "calibrate", "--items", "i", "--judge", "/nowhere.yaml", "--out", "o"], "/nowhere.yaml"),
            (["trian", "--config", "x"], "unknown verb `trian`; did you mean `train`?"), (["frob"], "known are train, sft, rollout"),
            (["train", "--seed", "-1"], "The value '-1' is invalid for '--seed <n>'"),
            (["gate", "report.json"], "name the file to hold against with --thresholds"),
            (["gate", "--propose"], "--propose takes its numbers from --baseline"),
            (["gate", "/nowhere", "--thresholds", "/nowhere.yaml"], "there is no configuration file /nowhere.yaml"),
            (["rollout", "--out", "x.h5", "--episodes", "-1"], "--episodes must be at least 1"),
            (["rollout", "--out", "x.h5", "--episodes", "9223372036854775807"], "--episodes must be at least 1 and at most 1000000"),
        ])
    func usage(arguments: [String], mention: String) throws {
        let (status, line) = try refusal(arguments)
        #expect(status == 2)
        #expect(line.contains(mention), "\(line)")
    }

    @Test(
        "a bad configuration is one line with its place and status 2",
        arguments: [
            ("trainer: [", "bad.yaml:2: this is not YAML"), ("trainer:\n  step: 3", "bad.yaml:2: unknown key `trainer.step`; did you mean `steps`?"),
            ("trainer:\n  steps: 0", "bad.yaml:2: trainer.steps must be at least 1"),
            ("scenarios:\n  domains: [moon]", "moon"),
        ])
    func configuration(yaml: String, mention: String) throws {
        try withFolder { folder in
            try yaml.write(toFile: "\(folder)/bad.yaml", atomically: true, encoding: .utf8)
            let (status, line) = try refusal(["train", "--config", "\(folder)/bad.yaml", "--output", "\(folder)/run"])
            #expect(line.contains(mention), "\(line)")
            #expect(status == 2)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))
        }
    }

    @Test("doctor reports as text and as JSON")
    func doctor() throws {
        let text = try Program.run(["doctor"])
        #expect(text.status == 0)
        let json = try Program.run(["doctor", "--json"])
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((report["cores"] as? Int ?? 0) > 0)
        #expect((report["hdf5"] as? String)?.contains(".") == true)
    }

    @Test("options with dots are overrides of the configuration")
    func dotted() throws {
        try withFolder { folder in
            let file = "\(folder)/a.yaml"
            try "trainer: {steps: 3}".write(toFile: file, atomically: true, encoding: .utf8)
            let (status, output, _) = try Program.run([
                "train", "--config", file, "--dry-run", "--trainer.learning-rate", "0.25", "--trainer.group-size=3", "--seed", "9", "--max-steps",
                "7",
            ])
            #expect(status == 0)
            let document = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
            #expect((document["digest"] as? String)?.count == 64)
            let trainer = try #require((document["configuration"] as? [String: Any])?["trainer"] as? [String: Any])
            #expect(trainer["learning_rate"] as? Double == 0.25)
            #expect(trainer["group_size"] as? Int == 3)
            #expect(trainer["seed"] as? Int == 9)
            #expect(trainer["steps"] as? Int == 7)
        }
    }
}
