// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct RewardWeightsTests {
    static let parts = [
        RewardPart(.promptToLine, value: 0.5, shares: [0.5, 0], faults: [false, true]), RewardPart(.stop, value: 1, shares: [0, 1]),
        RewardPart(.validity, value: 1, shares: [0.5, 0.5], faults: [false, false]),
    ]

    @Test(
        arguments: [
            ([.promptToLine: 1, .stop: 1, .validity: 2], 3.5 / 4),
            ([.promptToLine: 1], 0.5),
            ([.promptToLine: 1, .questionAndAnswer: 5], 0.5),
            ([.questionAndAnswer: 5], nil),
            ([:], nil),
            ([.promptToLine: 10, .stop: 10], 0.75),
        ] as [([RewardComponent: Double], Double?)])
    func absentPartsLeaveBothSidesOfTheFraction(weights: [RewardComponent: Double], expected: Double?) {
        #expect(isClose(RewardWeights(weights).reward(of: Self.parts), expected), "\(weights)")
    }

    @Test func turnsAddUp() {
        let weights = RewardWeights([.promptToLine: 1, .stop: 1, .validity: 2])
        let expected: [Double] = [0.375, 0.5]  // (0.5 + 0 + 2 · 0.5) / 4 and (0 + 1 + 2 · 0.5) / 4
        #expect(weights.turnRewards(of: Self.parts) == expected)
        #expect(RewardWeights([:]).turnRewards(of: Self.parts).isEmpty)
    }

    @Test func aLineAnswersForItsOwnFaultsAndTheDialogueForTheRest() {
        let weights = RewardWeights([.promptToLine: 3, .stop: 1, .validity: 4])
        #expect(weights.lineRewards(of: Self.parts) == [0, -3.0 / 8])
        #expect(weights.outcome(of: Self.parts) == 1.0 / 8)
        #expect(RewardWeights([:]).lineRewards(of: Self.parts).isEmpty)
        #expect(RewardWeights([:]).outcome(of: Self.parts) == nil)
    }

    @Test func decodesByNameAndRefusesWhatItDoesNotKnow() throws {
        let weights = try JSONDecoder().decode(RewardWeights.self, from: Data(#"{"prompt_to_line": 2, "goal_task": 0.5, "qa": 0}"#.utf8))
        #expect(weights == RewardWeights([.promptToLine: 2, .task: 0.5, .questionAndAnswer: 0]))
        #expect(try JSONDecoder().decode(RewardWeights.self, from: JSONEncoder().encode(RewardWeights.standard)) == .standard)
        for bad in [#"{"prompt_to_lin": 1}"#, #"{"stop": -1}"#] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(RewardWeights.self, from: Data(bad.utf8)) }
        }
    }
}
