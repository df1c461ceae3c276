// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@testable import HoldfastTraining

@Suite struct GroupNoveltyTests {
    private func novelty(_ members: [[String]]) -> [[Double?]] { GroupNovelty.lines(members.map { $0.map { LineText($0) } }) }

    @Test func `by hand: a bigram is worth one over the members that say it`() {
        let result = novelty([["I live in Hull", "yes"], ["I live there", "I live there"], ["we are two"]])
        // "i live" has two speakers; "live in", "in hull", "live there" one each.
        let expected: [[Double?]] = [[2.5 / 3, nil], [0.75, 0.75], [1]]
        #expect(result == expected)
    }

    @Test func `stating a fact as the siblings do costs nothing`() {
        let members = [["from hull please", "hull"], ["from hull if you can"]].map { $0.map { LineText($0) } }
        let expected: [[Double?]] = [[nil, nil], [1]]
        #expect(GroupNovelty.lines(members, facts: ["hull"]) == expected)
    }

    @Test func `members that all say the same are worth one over their number`() {
        let result = novelty([[String]](repeating: ["my name is anna", "two people please"], count: 4))
        #expect(result.allSatisfy { $0.allSatisfy { $0 == 0.25 } })
    }

    @Test func `what is new is credited, unless it is wrong`() {
        let lines = [[0.0, 0], [0, -0.5], [0.0, 0]]
        let group = RewardGroup(
            rewards: [1, 1, nil], turnRewards: lines.map { TurnRewards(shares: $0, lines: $0, outcome: 1) },
            novelty: [[0.25, nil], [0.75, 1], [0.1, 0.1]])
        let result = FaultAndOutcomeAdvantage(noveltyWeight: 2).turnAdvantages(of: [group])[0]
        // The mean is taken over 0.25 and 0.75: one line says too little, one has a fault, one member has no reward.
        #expect(result == [[-0.5, 0], [0.5, 0], [0, 0]])
        #expect(FaultAndOutcomeAdvantage().turnAdvantages(of: [group])[0] == [[0, 0], [0, 0], [0, 0]])
    }
}
