// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastRun

/// A run went on with whatever tokenizer.json lay in the base simulator by then: the same ids, other words, and other rewards.
@Suite struct ResumedWithAnotherTokenizerTests {
    @Test func isRefused() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            try await tiny.trained(directory.path)
            let simulator = SimulatorFolder(path: tiny.simulator)
            let own = try FileSystem.read(simulator.tokenizer)
            try ByteLevelBPETokenizer.train(texts: ["a b a b"], vocabularySize: 262).write(to: simulator.tokenizer)
            let error = await #expect(throws: HoldfastError.self) { try await tiny.trained(directory.path, resume: true) }
            #expect(error?.code == .configuration)
            #expect(error?.message.contains("\(simulator.tokenizer) is another tokenizer than ") == true, "\(String(describing: error))")
            #expect(directory.shards.count == 7)

            try FileSystem.write(own, to: simulator.tokenizer)
            try await tiny.trained(directory.path, resume: true)
        }
    }
}
