// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastRun
import Testing

/// `holdfast import ... --out new/folder/scenarios.jsonl` said "cannot write ....tmp: it does not exist".
@Suite struct ImportIntoAMissingFolderTests {
    static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/data/multiwoz-2.1-convlab2").path

    static var hasCorpus: Bool { FileManager.default.fileExists(atPath: corpus) }

    @Test(.enabled(if: hasCorpus, "needs the MultiWOZ copy in ../shared/data/multiwoz-2.1-convlab2"))
    func foldersAreMade() throws {
        try withFolder { folder in
            let scenarios = "\(folder)/new/folder/scenarios.jsonl"
            let dialogues = "\(folder)/other/dialogues.jsonl"
            try ImportCommand(corpus: Self.corpus, file: "val.slim.jsonl", output: scenarios, dialogues: dialogues, json: true).run()
            for path in [scenarios, dialogues] {
                let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
                #expect(lines.count > 900, "\(path)")
            }
        }
    }
}
