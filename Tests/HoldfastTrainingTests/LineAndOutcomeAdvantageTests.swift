// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining
import Testing

@Suite struct LineAndOutcomeAdvantageTests {
    private func group(outcomes: [Double], lines: [[Double]]) -> RewardGroup {
        RewardGroup(
            rewards: outcomes,
            turnRewards: zip(outcomes, lines).map { TurnRewards(shares: $1.map { _ in 0 }, lines: $1, outcome: $0) })
    }

    @Test func `by hand: a line gets its own reward and its dialogue's outcome, both over the group's mean`() {
        let result = LineAndOutcomeAdvantage(lineWeight: 2).turnAdvantages(of: [
            group(outcomes: [0.5, 1], lines: [[0, -0.5], [0, 0, -0.25, 0]])
        ])[0]
        // Outcomes: mean 0.75. Lines: mean -0.75 / 6 = -0.125.
        #expect(result == [[0, -1].map { $0 + 2 * 0.125 - 0.25 }, [0, 0, -0.5, 0].map { $0 + 2 * 0.125 + 0.25 }])
    }

    @Test func `without line rewards it is the group mean estimator, on every line`() {
        for seed in UInt64(0)..<20 {
            var stream = RandomKey(seed: seed, purpose: .text).stream
            let outcomes = (0..<4).map { _ in stream.uniform() }
            let lines = (0..<4).map { _ in (0..<Int(1 + stream.next() % 5)).map { _ in stream.uniform() - 1 } }
            let expected = GroupMeanAdvantage(scale: .none).advantages(of: [RewardGroup(rewards: outcomes)])[0]
            let result = LineAndOutcomeAdvantage(lineWeight: 0).turnAdvantages(of: [group(outcomes: outcomes, lines: lines)])[0]
            for (line, value) in zip(result, expected) { #expect(line.allSatisfy { $0 == value }, "seed \(seed)") }
            #expect(result.map(\.count) == lines.map(\.count), "seed \(seed)")
        }
    }

    @Test func `stopping early or late changes no faultless line's credit`() {
        let estimator = LineAndOutcomeAdvantage()
        for length in 1...6 {
            let lines = [[Double](repeating: 0, count: length), [0, 0, 0]]
            let result = estimator.turnAdvantages(of: [group(outcomes: [1, 0], lines: lines)])[0]
            #expect(result[0].allSatisfy { $0 == 0.5 } && result[1].allSatisfy { $0 == -0.5 }, "\(length) lines")
        }
    }

    @Test func `a member without a reward has credit nowhere and moves no mean`() {
        var with = group(outcomes: [1, 0.3, 0], lines: [[0, -1], [-1, -1], [0, 0]])
        with.rewards[1] = nil
        let without = group(outcomes: [1, 0], lines: [[0, -1], [0, 0]])
        let result = LineAndOutcomeAdvantage().turnAdvantages(of: [with])[0]
        #expect(result[1] == [0, 0])
        #expect([result[0], result[2]] == LineAndOutcomeAdvantage().turnAdvantages(of: [without])[0])
    }
}
