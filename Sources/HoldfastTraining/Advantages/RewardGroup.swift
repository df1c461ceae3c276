// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The rewards of one group: rollouts of the same scenario.
public struct RewardGroup: Sendable, Hashable {
    /// One per member; nil where no reward could be had. Absent rewards stay out of every statistic.
    public var rewards: [Double?]
    /// Trained tokens per member, for estimators that weigh by length; may be empty for the others.
    public var lengths: [Int]
    /// How each member's reward divides among its user turns, for turn-level credit; may be empty for the others.
    public var turnRewards: [TurnRewards]
    /// How new each line of each member is among its siblings (`GroupNovelty`), nil for a line that says too little; may be empty.
    public var novelty: [[Double?]]

    /// Each array has one entry per member; all but `rewards` may be empty where the estimator does not ask for them.
    public init(rewards: [Double?], lengths: [Int] = [], turnRewards: [TurnRewards] = [], novelty: [[Double?]] = []) {
        self.rewards = rewards
        self.lengths = lengths
        self.turnRewards = turnRewards
        self.novelty = novelty
    }

    /// The rewards that are there.
    public var present: [Double] { rewards.compactMap { $0 } }

    /// Whether all present rewards are equal, so that the group says nothing about what was better.
    public var isConstant: Bool { SampleStatistics(present).isConstant }

    /// Per member, its outcome minus the mean outcome; nil for a member without a reward. Exactly 0 where all outcomes are equal.
    var outcomeAdvantages: [Double?] {
        let members = turnRewards.indices.filter { rewards.indices.contains($0) && rewards[$0] != nil }
        let outcomes = SampleStatistics(members.map { turnRewards[$0].outcome })
        return turnRewards.indices.map { index in
            guard members.contains(index) else { return nil }
            return outcomes.isConstant ? 0 : turnRewards[index].outcome - outcomes.mean
        }
    }
}
