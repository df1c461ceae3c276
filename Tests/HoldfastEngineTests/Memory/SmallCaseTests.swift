// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// Everything a server does, once, on a model with every part and odd widths: small enough for valgrind, which `scripts/sanitize` runs it under.
@Suite struct SmallCaseTests {
    private static let model = ModelConfiguration(
        architecture: .qwen3, vocabularySize: 37, hiddenSize: 19, feedForwardSize: 21, layers: 2, heads: 3, keyValueHeads: 1, headDimension: 6,
        contextLength: 96, tiedEmbeddings: false, attentionBias: true)

    private static let configuration = EngineConfiguration(threads: 2, microBatchTokens: 64)

    private func sample(_ server: EmbeddedServer) async throws -> [SampleReply] {
        try await server.sample(
            (0..<3).map { index in
                SampleRequest(
                    prompt: TestModels.tokens(29, seed: 1) + TestModels.tokens(index, seed: 2),
                    parameters: SamplingParameters(temperature: 0.8, topP: index == 0 ? 1 : 0.9, maxTokens: 9),
                    randomKey: RandomKey(seed: 4, rollout: index, purpose: .sampling), session: "\(index)")
            })
    }

    @Test func `sample, train, save, restore, sample again`() async throws {
        try await withTemporaryFolder { folder in
            let server = try TestModels.server(Self.model, configuration: Self.configuration)
            let replies = try await sample(server)
            #expect(replies.allSatisfy { $0.tokens.count == 9 })
            let batch = TrainingBatch(
                sequences: replies.map { TrainingSequence(TestModels.tokens(29, seed: 1) + $0.tokens) } + [
                    TrainingSequence([5]), TrainingSequence([5, 6]),
                ])
            let report = try await server.accumulate(batch, objective: LikelihoodObjective())
            #expect(report.tokens == 3 * 37 + 1)
            #expect(await server.step(OptimizerStep(learningRate: 1e-2, weightDecay: 0.1)).applied)
            #expect(await server.publish() == 1)
            try await server.save(to: folder)
            let trained = try await sample(server)
            #expect(trained != replies)

            let second = try EmbeddedServer(folder: folder, configuration: Self.configuration)
            try await second.restore(from: folder)
            #expect(try await sample(second) == trained)
            let sequences = batch.sequences.map(\.tokens)
            #expect(
                try await second.score(sequences, temperature: 1, weights: .current)
                    == (try await server.score(sequences, temperature: 1, weights: .current)))
        }
    }
}
