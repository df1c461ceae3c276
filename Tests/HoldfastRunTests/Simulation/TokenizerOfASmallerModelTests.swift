// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastRun

/// A tokenizer of 400 tokens beside a model of 1536 was taken, and the simulator spoke another language than it was trained in.
@Suite("The tokenizer of a smaller model")
struct TokenizerOfASmallerModelTests {
    private func refusal(vocabulary: Int, tokens: Int) async throws -> HoldfastError? {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder, overrides: ["model.vocabulary_size=\(vocabulary)"])
            let simulator = SimulatorFolder(path: tiny.simulator)
            #expect(try simulator.openLanguage().vocabularySize == vocabulary)
            let texts = try (0..<10).map { try String(repeating: "number \($0) of ten. ", count: $0 + 2) + FileSystem.text(tiny.configuration) }
            try ByteLevelBPETokenizer.train(texts: texts, vocabularySize: tokens).write(to: simulator.tokenizer)
            #expect(try simulator.openLanguage().vocabularySize == tokens)
            do {
                _ = try simulator.open(.init(EngineSection()))
                return nil
            } catch let error as HoldfastError {
                return error
            }
        }
    }

    @Test("is refused; one row short of a filled-up block of 128 is not")
    func smaller() async throws {
        let error = try #require(try await refusal(vocabulary: 400, tokens: 272))
        #expect(error.code == .model)
        #expect(error.message.contains("has 272 tokens and the model beside it knows 400; use the simulator's own tokenizer.json"), "\(error)")
        #expect(try await refusal(vocabulary: 400, tokens: 273) == nil)
    }

    @Test("is refused the other way round too")
    func larger() async throws {
        #expect(try await refusal(vocabulary: 300, tokens: 301)?.code == .model)
    }
}
