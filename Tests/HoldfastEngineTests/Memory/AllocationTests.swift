// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// A running server asks the heap for nothing per token: the same work is done at two lengths, and the two counts are compared.
@Suite(.serialized, .enabled(if: AllocationCount.isCounted, "allocations are not counted; run scripts/allocations"))
struct AllocationTests {
    static let precisions = Precision.allCases.filter { $0 == .float32 || hf_has_bfloat16_product() != 0 }

    private func server(_ precision: Precision) throws -> EmbeddedServer {
        try TestModels.server(configuration: EngineConfiguration(threads: 2, precision: precision))
    }

    /// The least of several counts of the same work: buffers may have to grow at first, and the runtime asks for something now and then.
    private func count(_ body: () async throws -> Void) async rethrows -> Int {
        try await body()
        var least = Int.max
        for _ in 0..<8 {
            let before = AllocationCount.now
            try await body()
            least = min(least, AllocationCount.now - before)
        }
        return least
    }

    @Test(arguments: precisions, [1, 24]) func decoding(_ precision: Precision, _ dialogues: Int) async throws {
        let server = try server(precision)
        func sample(_ tokens: Int) async throws -> Int {
            let made = try await count {
                let requests = (0..<dialogues).map { index in
                    SampleRequest(
                        prompt: TestModels.tokens(33, seed: index), parameters: SamplingParameters(temperature: 0.9, topP: 0.9, maxTokens: tokens),
                        randomKey: RandomKey(seed: 1, rollout: index, purpose: .sampling))
                }
                let replies = try await server.sample(requests)
                #expect(replies.allSatisfy { $0.tokens.count == tokens })
            }
            print("\(precision), \(dialogues) dialogues, \(tokens) tokens each: \(made) allocations")
            return made
        }
        // From the 33rd token on to the 63rd all lie in the second page of the cache.
        let (short, long) = (try await sample(10), try await sample(30))
        // What a call takes at its start varies by less than one object per dialogue; one per token would be twenty times that.
        #expect(long - short <= max(2, dialogues), "none for any of \(20 * dialogues) tokens")
        // A page that is begun may take a small object, lists of pages grow by doubling, and every sixteenth step yields its thread, which takes one.
        let four = try await sample(126)
        #expect(four - long <= 3 * 2 * dialogues + 96 / 16, "for three more pages of each of \(dialogues) dialogues")
    }

    @Test(arguments: precisions) func training(_ precision: Precision) async throws {
        let server = try server(precision)
        func train(_ tokens: Int) async throws -> Int {
            let batch = TrainingBatch(sequences: (0..<6).map { TrainingSequence(TestModels.tokens(tokens, seed: $0)) })
            let made = try await count {
                _ = try await server.accumulate(batch, objective: LikelihoodObjective())
                _ = await server.step(OptimizerStep(learningRate: 1e-4))
            }
            print("\(precision), a step on 2 micro-batches of 3 sequences of \(tokens) tokens: \(made) allocations")
            return made
        }
        let (short, long) = (try await train(33), try await train(65))
        // Lists of rows grow by doubling: one doubling is one allocation for each of the two micro-batches' lists.
        #expect(long - short <= 2 * 8, "for 192 more tokens")
        // Longer sequences are attended to in blocks of 64 queries, each with a few small lists in either direction of either layer.
        let blocks = try await train(129)
        #expect(blocks - long <= 6 * 2 * 2 * 6, "for 6 more blocks of queries in 2 layers, forward and backward")
    }
}
