// SPDX-License-Identifier: Apache-2.0

import HoldfastModels
import Testing

@testable import HoldfastEngine

/// Entries about other tokens than the next one, and losses without gradients.
@Suite struct TargetsTests {
    private let tokens = TestModels.tokens(24, seed: 3)
    private var mask: [Bool] { (0..<23).map { $0 % 3 != 0 } }

    @Test func `targets that are the next tokens change nothing`() async throws {
        var plain = TrainingSequence(tokens, mask: mask)
        let reports = try await both(TrainingBatch(sequences: [plain]))
        plain.targets = Array(tokens.dropFirst())
        #expect(try await both(TrainingBatch(sequences: [plain])) == reports)
    }

    /// Log-likelihoods of other tokens are what a sequence with these tokens next would have, as far as its beginning is the same.
    @Test func `an entry is about its target`() async throws {
        let server = try TestModels.server()
        let other: Int32 = tokens[12] == 7 ? 8 : 7
        var redirected = TrainingSequence(tokens, mask: (0..<23).map { $0 == 11 })
        redirected.targets = (0..<23).map { $0 == 11 ? other : tokens[$0 + 1] }
        let score = try await server.score([Array(tokens[..<12]) + [other]], temperature: 1, weights: .current)[0][11]
        let report = try await server.evaluate(TrainingBatch(sequences: [redirected]), objective: LikelihoodObjective())
        #expect(abs(report.loss - Double(-score)) < 1e-5, "\(report.loss) and \(-score)")
    }

    @Test func `evaluating reports what accumulating does and adds nothing`() async throws {
        let server = try TestModels.server()
        let batch = TrainingBatch(sequences: [TrainingSequence(tokens, mask: mask)])
        let evaluated = try await server.evaluate(batch, objective: LikelihoodObjective())
        #expect(await server.gradients().values.allSatisfy { $0.allSatisfy { $0 == 0 } })
        #expect(try await server.accumulate(batch, objective: LikelihoodObjective()) == evaluated)
        #expect(await server.gradients().values.contains { $0.contains { $0 != 0 } })
    }

    @Test func `targets of another number, or outside the vocabulary, are refused`() async throws {
        let server = try TestModels.server()
        for targets in [[1, 2], (0..<23).map { _ in Int32(1 << 20) }] {
            var sequence = TrainingSequence(tokens, mask: mask)
            sequence.targets = targets
            await #expect(throws: (any Error).self) {
                try await server.accumulate(TrainingBatch(sequences: [sequence]), objective: LikelihoodObjective())
            }
        }
    }

    private func both(_ batch: TrainingBatch) async throws -> [LossReport] {
        let server = try TestModels.server()
        return [
            try await server.evaluate(batch, objective: LikelihoodObjective()),
            try await server.accumulate(batch, objective: LikelihoodObjective()),
        ]
    }
}
