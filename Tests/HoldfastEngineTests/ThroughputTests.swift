// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// How much of the matrix product's speed training and decoding reach, on a model of three million parameters.
@Suite(
    .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_THROUGHPUT"] != nil, "set HOLDFAST_THROUGHPUT=1 and use a release build"))
struct ThroughputTests {
    static let model = ModelConfiguration(
        vocabularySize: 2048, hiddenSize: 256, feedForwardSize: 704, layers: 4, heads: 4, keyValueHeads: 2, contextLength: 1024)

    private func seconds(_ repetitions: Int = 5, _ body: () async throws -> Void) async rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<repetitions {
            let elapsed = try await ContinuousClock().measure { try await body() }
            best = min(best, Double(elapsed.components.attoseconds) * 1e-18 + Double(elapsed.components.seconds))
        }
        return best
    }

    /// Both threads multiply `[rows, 256] * [256, 1408]` of their own.
    private func peak(rows: Int, threads: Int) async throws -> Double {
        let lanes = try Lanes(count: threads)
        let (n, k) = (1408, 256)
        let buffers = (0..<threads).map { _ in [FloatBuffer(count: rows * k), FloatBuffer(count: k * n), FloatBuffer(count: rows * n)] }
        let count = max(1, 1_000_000_000 / (rows * n * k))
        let best = await seconds {
            lanes.run { lane in
                let product = MatrixProduct()
                let (a, b, c) = (buffers[lane][0], buffers[lane][1], buffers[lane][2])
                for _ in 0..<count { product.times(c.base, n, a.base, k, b.base, n, m: rows, n: n, k: k) }
            }
        }
        return 2e-9 * Double(rows * n * k * count * threads) / best
    }

    /// Operations of one token's forward pass at a context of `context` tokens, without the head.
    private func forward(_ m: ModelConfiguration, context: Int) -> Double {
        let matrices = m.hiddenSize * m.attentionWidth + m.queryWidth * m.hiddenSize + 3 * m.hiddenSize * m.feedForwardSize
        return Double(m.layers) * Double(2 * matrices + 4 * context * m.queryWidth)
    }

    @Test(arguments: [1, 2]) func training(_ threads: Int) async throws {
        let peak = try await peak(rows: 1024, threads: threads)
        let server = try EmbeddedServer(model: Self.model, seed: 1, configuration: EngineConfiguration(threads: threads))
        let length = 400
        let batch = TrainingBatch(
            sequences: (0..<32).map { index in
                TrainingSequence(
                    TestModels.tokens(length + 1, seed: index, vocabulary: 2048), mask: (0..<length).map { $0 % 20 >= 12 || $0 == length - 1 })
            })
        _ = try await server.accumulate(batch, objective: LikelihoodObjective())
        let time = try await seconds {
            _ = try await server.accumulate(batch, objective: LikelihoodObjective())
            _ = await server.step(OptimizerStep(learningRate: 1e-4))
        }
        let tokens = Double(32 * length)
        let inLoss = Double(batch.normalizer.tokens)
        let head = Double(2 * Self.model.hiddenSize * Self.model.vocabularySize)
        let rate = 3e-9 * (tokens * forward(Self.model, context: length / 2) + inLoss * head) / time
        print("training, \(threads) threads: \(Int(tokens / time)) tokens/s, \(Int(rate)) GFLOP/s of \(Int(peak)), \(Int(100 * rate / peak)) %")
        #expect(rate > 0.6 * peak)
    }

    @Test(arguments: [(1, false), (2, false), (2, true)]) func decoding(_ threads: Int, _ grouped: Bool) async throws {
        let peak = try await peak(rows: 1024, threads: threads)
        let server = try EmbeddedServer(model: Self.model, seed: 1, configuration: EngineConfiguration(threads: threads))
        let (context, count) = (368, 64)
        let prompts = (0..<64).map { TestModels.tokens(context, seed: grouped ? $0 / 8 : $0, vocabulary: 2048) }
        func requests(_ tokens: Int, turn: Int, extends: Bool = false) -> [SampleRequest] {
            prompts.indices.map { index in
                SampleRequest(
                    prompt: prompts[index], parameters: SamplingParameters(maxTokens: tokens),
                    randomKey: RandomKey(seed: 1, rollout: index, turn: turn, purpose: .sampling), session: "\(index)", extendsSession: extends)
            }
        }
        let prefill = try await seconds(1) { _ = try await server.sample(requests(1, turn: 0)) }
        // Kept from here on, so what is timed below is decoding.
        _ = try await server.sample(requests(1, turn: 0, extends: true))
        let short = try await seconds { _ = try await server.sample(requests(1, turn: 1)) }
        let long = try await seconds { _ = try await server.sample(requests(count + 1, turn: 1)) }
        let time = (long - short) / Double(count)
        let operations = forward(Self.model, context: context + count / 2) + Double(2 * Self.model.hiddenSize * Self.model.vocabularySize)
        let rate = 64e-9 * operations / time
        print(
            "decoding 64\(grouped ? " in groups of 8" : ""), \(threads) threads: \(Int(64 / time)) tokens/s,",
            "\(Int(rate)) GFLOP/s of \(Int(peak)), \(Int(100 * rate / peak)) %; prompts \(Int(Double(64 * context) / prefill)) tokens/s")
        #expect(rate > 0.35 * peak)
    }
}
