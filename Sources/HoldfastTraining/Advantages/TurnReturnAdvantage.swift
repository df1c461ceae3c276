// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Turn-level credit: the return to go from each user turn, minus the group's mean return to go from that turn, over one scale
/// per group.
///
/// With discount g, turn k of member i gets `(sum over j >= k of g^(j-k) r_ij  -  b_k) / s`. A member that ended before turn k
/// counts as 0 in b_k, and s is the deviation of the whole discounted return. Turn rewards normalised per turn and then summed
/// would instead subtract as many baselines as the dialogue had turns, a baseline that depends on the user's own decision to
/// stop and so favours a length (volcengine/verl discussion 7244); here the number of terms is one, whatever the length.
///
/// Source: reward to go with a state-independent baseline, Sutton and Barto, "Reinforcement Learning", 2nd edition, section 13.4.
/// Departure: the baseline includes the member itself, as in GRPO, which only scales the expectation by (G-1)/G.
public struct TurnReturnAdvantage: TurnAdvantageEstimator {
    /// Its `trainer.advantage.type` in a configuration.
    public let name = "turn_return"
    /// In (0, 1]; 1 credits a turn with everything that follows it.
    public let discount: Double
    /// Whether the group's deviation divides the advantages.
    public let scaled: Bool
    /// Added to the deviation where `scaled` is on.
    public let epsilon: Double

    /// By default returns are not discounted, and the group's deviation divides them.
    public init(discount: Double = 1, scaled: Bool = true, epsilon: Double = 1e-4) {
        self.discount = discount
        self.scaled = scaled
        self.epsilon = epsilon
    }

    /// The whole discounted return's advantage: what turn 0 gets.
    public func advantages(of groups: [RewardGroup]) -> [[Double]] {
        turnAdvantages(of: groups).map { $0.map { $0.first ?? 0 } }
    }

    /// The advantages of the formula above, one per turn of each member of each group.
    public func turnAdvantages(of groups: [RewardGroup]) -> [[[Double]]] {
        groups.map(turnAdvantages(of:))
    }

    private func turnAdvantages(of group: RewardGroup) -> [[Double]] {
        let returns = group.turnRewards.map { returnsToGo($0.shares) }
        let members = group.rewards.indices.filter { group.rewards[$0] != nil && returns.indices.contains($0) }
        let whole = SampleStatistics(members.map { returns[$0].first ?? 0 })
        let divisor = scaled ? whole.deviation + epsilon : 1
        let turns = members.map { returns[$0].count }.max() ?? 0
        let baselines = (0..<turns).map { turn in
            SampleStatistics(members.map { turn < returns[$0].count ? returns[$0][turn] : 0 })
        }
        return group.rewards.indices.map { index in
            guard members.contains(index) else { return returns.indices.contains(index) ? returns[index].map { _ in 0 } : [] }
            return returns[index].enumerated().map { turn, value in
                // A group whose whole returns are equal would divide turn differences by epsilon alone.
                baselines[turn].isConstant || (scaled && whole.isConstant) ? 0 : (value - baselines[turn].mean) / divisor
            }
        }
    }

    /// Discounted sums of the rewards from each turn on.
    func returnsToGo(_ rewards: [Double]) -> [Double] {
        var result = rewards
        for turn in rewards.indices.dropLast().reversed() {
            result[turn] += discount * result[turn + 1]
        }
        return result
    }
}
