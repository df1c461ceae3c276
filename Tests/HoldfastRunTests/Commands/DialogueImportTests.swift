// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

@Suite struct DialogueImportTests {
    private static let dialogue = #"""
        {"task_name": "Therapy", "P1": "", "P2": "I am Bo. I sleep badly.", "pturn": 1, "conversation_only": true,
         "conversation": [[0, "Therapist: Hello"], [1, "Patient: I sleep well"], [2, "Therapist: Well?"], [3, "Patient: ..."]],
         "eval_prompt_consistency": [[1, "YES"], [3, ""]], "eval_index_consistency": [[3, "[]"]], "P2_prompt_consistency_score": 1.0}
        """#

    @Test("judged dialogues become a shard, and the report has their numbers beside ours")
    func imported() throws {
        try withFolder { folder in
            for name in ["a", "b"] { try FileSystem.write("[\(Self.dialogue)]", to: "\(folder)/\(name).json") }
            let shard = "\(folder)/new/d.h5"
            try DialogueImportCommand(
                format: "consistent-llms", files: ["\(folder)/a.json", "\(folder)/b.json"], output: shard, json: true
            ).run()
            let episodes = try ShardReader(shard).episodes()
            #expect(episodes.map(\.episode.id.description) == ["a/0/0/1", "b/0/0/1"])
            #expect(try ShardReader(shard).summary().labels == ["source": "consistent-llms", "files": "2"])
            let report = DialogueReport(file: "a.json", dialogues: try JudgedDialogueFile.read("\(folder)/a.json")).text.split { $0 == " " }
                .joined(separator: " ")
            for row in [
                "a.json: 1 dialogues, not read: conversation_only (1)", "prompt-to-line, theirs computed 0.500",
                "prompt-to-line, theirs stored 1.000", "prompt-to-line, abstentions out 0.000",
                "prompt-to-line, abstention fails 0.000", "judged: pass / fail / none 0 / 1 / 1",
                "wordless lines: all / consistent 1 / 1",
                "Therapy P2_prompt_consistency_score: stored and computed differ in 1 dialogues (0)",
            ] { #expect(report.contains(row), "\(row) is missing in\n\(report)") }
        }
    }

    @Test("what cannot be imported is refused, and nothing is written")
    func refused() throws {
        try withFolder { folder in
            let file = "\(folder)/a.json"
            try FileSystem.write("[\(Self.dialogue)]", to: file)
            try FileSystem.write(#"[{"conversation": []}]"#, to: "\(folder)/none.json")
            try FileSystem.makeFolder("\(folder)/b")
            for (format, files, output, mention) in [
                ("other", [file], "d.h5", "--format other is unknown; known are consistent-llms"),
                ("consistent-llms", [file], "a.json", "would be lost"),
                ("consistent-llms", [file, "\(folder)/b/a.json"], "d.h5", "two files are called a"), ("consistent-llms", [], "d.h5", "name one"),
                ("consistent-llms", ["\(folder)/none.json"], "d.h5", "nothing to import"),
            ] {
                let command = DialogueImportCommand(format: format, files: files, output: "\(folder)/\(output)", json: false)
                let error = #expect(throws: HoldfastError.self) { try command.run() }
                #expect(error?.message.contains(mention) == true, "\(String(describing: error))")
            }
            #expect(!FileSystem.exists("\(folder)/d.h5"))
        }
    }
}
