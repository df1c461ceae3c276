// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEngine

/// Who computes what in training: sequences among threads.
@Suite struct SharingTests {
    /// A few families of sequences, each with a beginning of its own.
    private func families(_ stream: inout RandomStream) -> [[Int32]] {
        (0..<Int(stream.next() % 7)).flatMap { _ -> [[Int32]] in
            let beginning = TestModels.tokens(Int(stream.next() % 60), seed: Int(stream.next() % 1_000))
            return (0...Int(stream.next() % 6)).map { _ in
                Array(beginning.prefix(Int(stream.next() % 61))) + TestModels.tokens(Int(stream.next() % 60), seed: Int(stream.next() % 1_000))
            }
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func everySequenceGoesToOneThreadWithinTheBudget(seed: UInt64) {
        var stream = RandomKey(seed: seed, purpose: .shuffle).stream
        let sequences = families(&stream)
        let rows = sequences.map(\.count)
        let (lanes, budget) = (1 + Int(seed % 4), 100)
        let shares = MicroBatching(sequences, rows: rows).deal(lanes: lanes, budget: budget)
        #expect(shares.count == lanes)
        #expect(shares.joined().joined().map(\.index).sorted() == rows.indices.filter { rows[$0] > 0 })
        let loads = shares.map { share in share.map { batch in batch.reduce(0) { $0 + rows[$1.index] - $1.shared } } }
        #expect(zip(shares, loads).allSatisfy { zip($0, $1).allSatisfy { $0.count == 1 || $1 <= budget } })
        for batch in shares.joined() {
            #expect(batch.first?.shared == 0)
            for (before, part) in zip(batch, batch.dropFirst()) where part.shared > 0 {
                #expect(part.shared >= MicroBatching.leastShared)
                #expect(sequences[before.index].prefix(part.shared) == sequences[part.index].prefix(part.shared))
            }
        }
    }

    @Test func aPromptIsComputedOncePerMicroBatchAndThreadsGetEquallyMuch() {
        let prompts = (0..<4).map { TestModels.tokens(100, seed: 10 + $0) }
        let sequences = (0..<32).map { prompts[Int($0 % 4)] + TestModels.tokens(50, seed: 100 + $0) }
        let shares = MicroBatching(sequences, rows: sequences.map(\.count)).deal(lanes: 2, budget: 500)
        #expect(shares.map { $0.map(\.count) } == [[8, 8], [8, 8]])
        // The first of each micro-batch shares with nobody.
        #expect(shares.joined().allSatisfy { $0[0].shared == 0 && $0.dropFirst().allSatisfy { $0.shared >= 100 } })
    }

    @Test func workIsDealtEvenly() {
        for seed in 0..<30 as Range<UInt64> {
            var stream = RandomKey(seed: seed, purpose: .shuffle).stream
            let work = (0..<Int(stream.next() % 40)).map { _ in Int(stream.next() % 120) }
            let shares = Lanes.deal(work, lanes: 1 + Int(seed % 4))
            #expect(shares.joined().sorted() == work.indices.filter { work[$0] > 0 }, "seed \(seed)")
            let loads = shares.map { $0.reduce(0) { $0 + work[$1] } }
            #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= work.max() ?? 0, "seed \(seed)")
        }
    }
}
