// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastRun

/// `holdfast import` wrote its scenarios over the corpus file it had read, and its dialogues over its scenarios.
@Suite struct ImportOntoItsInputTests {
    private func refusal(_ folder: String, output: String, dialogues: String? = nil) throws -> String {
        let command = ImportCommand(corpus: folder, file: "val.jsonl", output: output, dialogues: dialogues, json: true)
        let error = try #require(throws: HoldfastError.self) { try command.run() }
        #expect(error.code == .usage)
        return error.message
    }

    @Test func isRefused() throws {
        try withFolder { folder in
            let file = "\(folder)/val.jsonl"
            try FileSystem.write("corpus", to: file)
            symlink(file, "\(folder)/link.jsonl")
            for output in [file, "\(folder)/../\((folder as NSString).lastPathComponent)/val.jsonl", "\(folder)/link.jsonl"] {
                #expect(try refusal(folder, output: output).hasPrefix("--out names the corpus file"))
                #expect(try refusal(folder, output: "\(folder)/other", dialogues: output).hasPrefix("--dialogues names the corpus file"))
            }
            let one = try refusal(folder, output: "\(folder)/x.jsonl", dialogues: "\(folder)/./x.jsonl")
            #expect(one.hasPrefix("--out and --dialogues both name"))
            #expect(try FileSystem.text(file) == "corpus")
        }
    }
}
