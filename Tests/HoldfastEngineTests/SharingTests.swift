// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEngine

/// Who computes what: prefixes among prompts, and sequences among threads.
@Suite struct SharingTests {
    @Test func equalPromptsAreComputedOnce() {
        let prompt = TestModels.tokens(40, seed: 1)
        let plan = PrefixPlan(prompts: [prompt, prompt, prompt], cached: [0, 0, 0])
        #expect(plan.sources == [.session(length: 0), .request(0, length: 39), .request(0, length: 39)])
    }

    @Test func aCommonBeginningIsShared() {
        let common = TestModels.tokens(20, seed: 1)
        let (a, b) = (common + [1] + TestModels.tokens(9, seed: 2), common + [2] + TestModels.tokens(30, seed: 3))
        #expect(PrefixPlan(prompts: [a, b], cached: [0, 0]).sources[1] == .request(0, length: 20))
        // Its own session holds nearly as much.
        #expect(PrefixPlan(prompts: [a, b], cached: [0, 10]).sources[1] == .session(length: 10))
    }

    @Test func shortPromptsAreNotWaitedFor() {
        let prompt = TestModels.tokens(16, seed: 1)
        #expect(PrefixPlan(prompts: [prompt, prompt, [5], [5]], cached: [0, 0, 0, 0]).sources.allSatisfy { $0 == .session(length: 0) })
    }

    @Test func everySequenceGoesToOneThreadWithinTheBudget() {
        for seed in 0..<30 {
            var stream = RandomKey(seed: UInt64(seed), purpose: .shuffle).stream
            let rows = (0..<Int(stream.next() % 40)).map { _ in Int(stream.next() % 120) }
            let (lanes, budget) = (1 + seed % 4, 100)
            let shares = MicroBatching.deal(rows: rows, lanes: lanes, budget: budget)
            #expect(shares.count == lanes, "seed \(seed)")
            #expect(shares.flatMap { $0 }.flatMap { $0 }.sorted() == rows.indices.filter { rows[$0] > 0 }, "seed \(seed)")
            for batch in shares.flatMap({ $0 }) {
                #expect(batch.count == 1 || batch.reduce(0) { $0 + rows[$1] } <= budget, "seed \(seed)")
            }
            let loads = shares.map { $0.flatMap { $0 }.reduce(0) { $0 + rows[$1] } }
            #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= rows.max() ?? 0, "seed \(seed)")
        }
    }
}
