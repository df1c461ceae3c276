// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct DriftCurveTests {
    private let plan = BootstrapPlan(replicates: 100)

    @Test func ratesByTurnAndFifthByHand() {
        let lines = ["a", "b", "c", "d", "e"]
        let curve = DriftCurve(
            [
                .made(persona: 0, lines: lines, agrees: [true, true, false, nil, false]),
                .made(persona: 1, lines: ["a", "b"], agrees: [false, true]),
            ], bootstrap: plan)
        #expect(curve.byTurn.map(\.place) == [0, 1, 2, 4])
        #expect(curve.byTurn.map(\.rate.value) == [0.5, 0, 1, 1])
        #expect(curve.byTurn.map(\.rate.observations) == [2, 2, 1, 1])
        // The short dialogue's second line lies in the middle: fifth 5·1/2 = 2.
        #expect(curve.byFifth.map(\.place) == [0, 1, 2, 4])
        #expect(curve.byFifth.map(\.rate.value) == [0.5, 0, 0.5, 1])
    }

    @Test func abstentionsAloneMakeNoPoint() {
        let curve = DriftCurve([.made(lines: ["a"], agrees: [nil])], bootstrap: plan)
        #expect(curve.byTurn.isEmpty && curve.byFifth.isEmpty)
        #expect(DriftCurve([], bootstrap: plan).byTurn.isEmpty)
    }
}
