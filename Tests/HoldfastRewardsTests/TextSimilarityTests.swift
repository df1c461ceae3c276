// SPDX-License-Identifier: Apache-2.0

import HoldfastRewards
import Testing

@Suite struct TextSimilarityTests {
    private struct Pair: Decodable {
        var hypothesis: String
        var reference: String
        var score: Double
    }

    private struct File: Decodable { var pairs: [Pair] }

    @Test func `chrF is that of sacrebleu`() throws {
        let pairs = try RewardsFixtureFile.decode(File.self, "chrf.json").pairs
        #expect(pairs.count > 200)
        for pair in pairs {
            let score = TextSimilarity.chrF(hypothesis: pair.hypothesis, reference: pair.reference)
            #expect(abs(score - pair.score) < 1e-12, "\(pair)")
        }
    }

    @Test(
        arguments: [
            ("", "", 0), ("", "a", 0), ("a", "", 0), ("a", "a", 1), ("a b", "ab", 1), ("a", "A", 0), ("a", "b", 0),
            // One order in common: precision 1, recall 1/2.
            ("a", "ab", 5 * 0.5 / 4.5),
        ] as [(String, String, Double)])
    func `chrF at its edges`(hypothesis: String, reference: String, expected: Double) {
        #expect(isClose(TextSimilarity.chrF(hypothesis: hypothesis, reference: reference), expected))
    }
}
