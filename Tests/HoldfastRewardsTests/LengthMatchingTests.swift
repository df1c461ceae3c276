// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastRewards

@Suite struct LengthMatchingTests {
    /// Reference 1, 1, 2 over the places 0, 1, 2, longer: (1, 3, 2, 1) / 7. Batch 2, 2, 5: (1, 1, 3, 2) / 7.
    @Test func `rewards and divergence by hand`() throws {
        let matching = try LengthMatching(reference: [1, 2, 1])
        let rewards = matching.rewards(ofBatch: [2, 2, 5])
        for (reward, expected) in zip(rewards, [log(2.0 / 3), log(2.0 / 3), log(1.0 / 2)]) { #expect(isClose(reward, expected)) }
        let divergence = (log(1.0 / 3) + 3 * log(3.0 / 2) + 2 * log(2.0)) / 7
        #expect(isClose(matching.divergence(ofBatch: [2, 2, 5]), divergence))
        #expect(matching.reference == [0, 2, 1])
    }

    /// Under q itself, the reward of each place weighed by its probability.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `the expected reward is minus the divergence`(seed: UInt64) throws {
        var random = RandomKey(seed: seed, purpose: .text).stream
        func lengths(_ count: Int, below limit: UInt64) -> [Int] { (0..<count).map { _ in Int(random.next() % limit) } }
        let matching = try LengthMatching(reference: lengths(50, below: 12), smoothing: 0.1 + random.uniform() * 2)
        let batch = lengths(1 + Int(random.next() % 64), below: 16)
        let distribution = matching.batch(batch)
        // The reward of a length depends on the batch only; a dialogue of each length beside it would change it.
        let perPlace = distribution.indices.map { place in matching.reward(of: place, inBatch: batch) }
        let expected = zip(distribution, perPlace).reduce(0) { $0 + $1.0 * $1.1 }
        let divergence = try #require(matching.divergence(ofBatch: batch))
        #expect(abs(expected + divergence) < 1e-12, "seed \(seed)")
        #expect(divergence >= -1e-15, "seed \(seed)")
        #expect(abs(distribution.reduce(0, +) - 1) < 1e-12, "seed \(seed)")
    }

    @Test func `equal distributions neither pay nor cost`() throws {
        let lengths = [3, 4, 4, 5, 5, 5, 9]
        let matching = try LengthMatching(reference: lengths)
        #expect(matching.rewards(ofBatch: lengths).allSatisfy { abs($0) < 1e-12 })
        #expect(isClose(matching.divergence(ofBatch: lengths), 0))
    }

    @Test func `lengths beyond the reference share one place`() throws {
        let matching = try LengthMatching(reference: [2, 3, 3])
        let rewards = matching.rewards(ofBatch: [4, 400, 3])
        #expect(rewards[0] == rewards[1] && rewards[0] < 0 && rewards[2] > 0)
    }

    @Test func `a batch that is too short pays its longer dialogues`() throws {
        let matching = try LengthMatching(reference: [6, 7, 7, 8, 8, 8, 9, 9, 10])
        let rewards = matching.rewards(ofBatch: [2, 2, 2, 2, 8])
        #expect(rewards[4] > 0 && rewards[0] < 0)
    }

    @Test(arguments: [([], 1), ([-1, 2], 1), ([2], 0), ([2], .infinity), ([2], -1)] as [([Int], Double)])
    func `what cannot be a reference is refused`(lengths: [Int], smoothing: Double) {
        #expect(throws: HoldfastError.self) { try LengthMatching(reference: lengths, smoothing: smoothing) }
    }

    @Test func `an empty batch has no rewards`() throws {
        let matching = try LengthMatching(reference: [1])
        #expect(matching.rewards(ofBatch: []).isEmpty && matching.divergence(ofBatch: []) == nil)
    }
}
