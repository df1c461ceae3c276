// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining
import Testing

@Suite struct AdvantageTests {
    static let estimators: [any AdvantageEstimator] = AdvantageRegistry.names.compactMap {
        try? AdvantageRegistry.make(AdvantageConfiguration(type: $0))
    }

    private func group(_ rewards: [Double?]) -> RewardGroup {
        RewardGroup(rewards: rewards, lengths: rewards.indices.map { $0 + 3 }, turnRewards: rewards.map { turns([0, $0 ?? 0]) })
    }

    /// Shares, all of them of the dialogue's outcome.
    private func turns(_ shares: [Double]) -> TurnRewards {
        TurnRewards(shares: shares, lines: shares.map { _ in 0 }, outcome: shares.reduce(0, +))
    }

    @Test(arguments: AdvantageRegistry.names) func `equal rewards give exactly zero`(_ name: String) throws {
        let estimator = try AdvantageRegistry.make(AdvantageConfiguration(type: name, epsilon: 1e-8))
        // 16 rewards of 100.3 in float32 give |A| = 0.97 with this epsilon when the mean is taken first.
        for value in [100.3, 0.1, -7.7, 1e-9] {
            let result = estimator.advantages(of: [group([Double?](repeating: value, count: 16))])
            #expect(result == [[Double](repeating: 0, count: 16)])
        }
    }

    @Test(arguments: AdvantageRegistry.names) func `an absent reward changes nobody's advantage and gets none`(_ name: String) throws {
        let estimator = try AdvantageRegistry.make(AdvantageConfiguration(type: name))
        for seed in UInt64(0)..<20 {
            var stream = RandomKey(seed: seed, purpose: .text).stream
            let rewards = (0..<5).map { _ in stream.uniform() }
            let without = RewardGroup(rewards: rewards, lengths: [4, 4, 4, 4, 4], turnRewards: rewards.map { turns([$0]) })
            let with = RewardGroup(
                rewards: rewards.prefix(2).map(Optional.some) + [nil] + rewards.dropFirst(2).map(Optional.some), lengths: [4, 4, 9, 4, 4, 4],
                turnRewards: rewards.prefix(2).map { turns([$0]) } + [turns([])] + rewards.dropFirst(2).map { turns([$0]) })
            let expected = estimator.advantages(of: [without])[0]
            let actual = estimator.advantages(of: [with])[0]
            #expect(actual[2] == 0, "seed \(seed)")
            #expect(deviation(Array(actual[..<2] + actual[3...]), expected) < 1e-12, "seed \(seed)")
            #expect(expected.contains { abs($0) > 1e-3 }, "seed \(seed)")
        }
    }

    @Test(arguments: AdvantageRegistry.names) func `degenerate groups give zeros`(_ name: String) throws {
        let estimator = try AdvantageRegistry.make(AdvantageConfiguration(type: name))
        #expect(estimator.advantages(of: [group([3]), group([nil, nil]), group([])]) == [[0], [0, 0], []])
    }

    @Test func `the better member gets more`() {
        for estimator in Self.estimators {
            let values = estimator.advantages(of: [group([0.1, 0.9, 0.5])])[0]
            #expect(values[1] > values[2] && values[2] > values[0], "\(estimator.name)")
        }
    }

    @Test func `turn credit is the return to go over a baseline that no own stopping time moves`() {
        let estimator = TurnReturnAdvantage(scaled: false)
        // Member 0 stops after one turn; its siblings go on and earn the same whole return.
        let shares = [[1.0], [0.25, 0.75], [0, 0.5, 0.5]].map(turns)
        let result = estimator.turnAdvantages(of: [RewardGroup(rewards: [1, 1, 1], turnRewards: shares)])[0]
        #expect(result.map(\.count) == [1, 2, 3])
        // Equal whole returns: the first turn is worth the same for all, whatever the length.
        #expect(result.map { $0[0] } == [0, 0, 0])
        let baseline = (0 + 0.75 + 1.0) / 3
        #expect(abs(result[1][1] - (0.75 - baseline)) < 1e-15)
        #expect(abs(result[2][1] - (1.0 - baseline)) < 1e-15)
    }

    @Test func `a discount shrinks what comes later`() {
        let estimator = TurnReturnAdvantage(discount: 0.5, scaled: false)
        let result = estimator.turnAdvantages(of: [RewardGroup(rewards: [1, 0], turnRewards: [turns([0, 1]), turns([0, 0])])])[0]
        #expect(result == [[0.25, 0.5], [-0.25, -0.5]])
    }

    @Test func `an unknown name is refused with the nearest known one`() {
        let error = #expect(throws: HoldfastError.self) { try AdvantageRegistry.make(AdvantageConfiguration(type: "rlo")) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("did you mean rloo?") == true)
    }
}
