// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

/// Several sequences in one trace.
@Suite struct TokenTraceSequencesTests {
    private func trace(_ turns: [Int], sampled: Set<Int> = []) throws -> TokenTrace {
        try TokenTrace(
            ids: turns.indices.map(Int32.init), logprobs: turns.map { _ in 0 }, mask: turns.indices.map(sampled.contains),
            turn: turns.map(Int32.init))
    }

    @Test(arguments: [
        ([], []), ([-1], [0..<1]), ([-1, -1, 0, 1, 1], [0..<5]), ([0, 1, 2], [0..<3]), ([-1, 0, 1, -1, -1, 0, 1], [0..<3, 3..<7]),
        ([-1, 0, -1, 0, -1], [0..<2, 2..<4, 4..<5]), ([0, 1, -1, 0], [0..<2, 2..<4]),
    ])
    func `a sequence begins where a prompt stands behind a turn`(turns: [Int], sequences: [Range<Int>]) throws {
        let trace = try trace(turns)
        #expect(trace.sequences == sequences)
        #expect(trace.newestSequence == sequences.last ?? 0..<0)
    }

    @Test func `only a sequence without a sampled token can be taken back`() throws {
        var unused = try trace([-1, 0, 1, -1, 0], sampled: [2])
        unused.removeUnusedSequence()
        #expect(unused == (try trace([-1, 0, 1], sampled: [2])))
        unused.removeUnusedSequence()
        #expect(unused.count == 3)
    }
}
