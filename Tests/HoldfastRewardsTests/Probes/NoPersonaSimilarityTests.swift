// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct NoPersonaSimilarityTests {
    @Test func `each line is compared with the reply beside it, and only there`() throws {
        let lines = ["hello", "to boston please", "when?", "on monday", "fine", "thanks"]
        let probes = [(1, "To Boston, please!"), (5, "xyz")].map {
            ProbeRecord(turn: $0.0, attribute: "", question: "", answer: $0.1, kind: .withoutPersona)
        }
        let measures = ProbeMeasures(RewardFixture.episode(lines, probes: probes), reader: nil)
        let expected = TextSimilarity.chrF(hypothesis: "to boston please", reference: "To Boston, please!")
        #expect(expected > 0.3 && expected < 1)
        #expect(measures.noPersonaSimilarities.map(\.turn) == [1, 5])
        #expect(measures.noPersonaSimilarities.map(\.value) == [expected, 0])
        #expect(isClose(measures.noPersonaSimilarity, expected / 2))
        let scores = measures.scores.filter { $0.name == MetricName.noPersonaSimilarity }
        #expect(scores.map(\.turn) == [nil, 1, 5] && scores.map(\.value) == [expected / 2, expected, 0])
    }

    @Test func `the same line is as alike as can be`() {
        let probe = ProbeRecord(turn: 1, attribute: "", question: "", answer: "yes, please", kind: .withoutPersona)
        #expect(ProbeMeasures(RewardFixture.episode(["hello", "yes, please"], probes: [probe]), reader: nil).noPersonaSimilarity == 1)
        #expect(ProbeMeasures(RewardFixture.episode(["hello", "yes, please"]), reader: nil).noPersonaSimilarity == nil)
    }
}
