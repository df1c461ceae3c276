// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// Sequences that begin alike are trained and scored together as they would be each alone.
@Suite struct PrefixSharingTests {
    /// A group with a prompt in common, forks of its members at several depths, twins, and a stranger.
    private func family(seed: UInt64) -> [[Int32]] {
        let prompt = TestModels.tokens(41, seed: Int(seed))
        let members = (0..<4).map { prompt + TestModels.tokens(20 + 17 * $0, seed: 100 * Int(seed) + $0) }
        let forks = members.map { Array($0.prefix(53)) + TestModels.tokens(9, seed: 7) }
        return [members[0], TestModels.tokens(33, seed: 5), members[1], forks[1], members[2], members[2], forks[2], members[3], prompt]
    }

    private func server(budget: Int) throws -> EmbeddedServer {
        try TestModels.server(scale: 20, configuration: EngineConfiguration(threads: 2, microBatchTokens: budget))
    }

    /// A budget of one row makes every sequence a micro-batch of its own.
    @Test(arguments: 1...6 as ClosedRange<UInt64>, [100, 4096])
    func `gradients are the same as without sharing`(seed: UInt64, budget: Int) async throws {
        var stream = RandomKey(seed: seed, purpose: .selection).stream
        let batch = TrainingBatch(
            sequences: family(seed: seed).map { tokens in
                var sequence = TrainingSequence(tokens, mask: (1..<tokens.count).map { _ in stream.chance(0.6) })
                sequence.advantages = sequence.mask.map { _ in Float(stream.uniform()) - 0.5 }
                return sequence
            }, temperature: 0.8)
        let (shared, alone) = (try server(budget: budget), try server(budget: 1))
        let found = try await shared.accumulate(batch, objective: LikelihoodObjective())
        let expected = try await alone.accumulate(batch, objective: LikelihoodObjective())
        #expect(found.tokens == expected.tokens)
        #expect(abs(found.loss - expected.loss) < 1e-5 && abs(found.entropy - expected.entropy) < 1e-5)
        let gradients = await alone.gradients()
        for (name, values) in await shared.gradients() {
            let reference = try #require(gradients[name])
            let scale = reference.map(abs).max() ?? 0
            let error = zip(values, reference).map { abs($0 - $1) }.max() ?? .infinity
            #expect(error < 2e-5 * max(scale, 1e-3), "\(name): off by \(error) of \(scale)")
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `log-probabilities are the same as without sharing`(seed: UInt64) async throws {
        let sequences = family(seed: seed)
        let found = try await server(budget: 4096).score(sequences, temperature: 1, weights: .current)
        let expected = try await server(budget: 1).score(sequences, temperature: 1, weights: .current)
        for (row, reference) in zip(found, expected) {
            #expect(row.count == reference.count)
            #expect(zip(row, reference).allSatisfy { abs($0 - $1) < 2e-5 })
        }
    }
}
