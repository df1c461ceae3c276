// SPDX-License-Identifier: Apache-2.0

/// The rewards of one group: rollouts of the same scenario.
public struct RewardGroup: Sendable, Hashable {
    /// One per member; nil where no reward could be had. Absent rewards stay out of every statistic.
    public var rewards: [Double?]
    /// Trained tokens per member, for estimators that weigh by length; may be empty for the others.
    public var lengths: [Int]
    /// Rewards per user turn and member, for turn-level credit; may be empty for the others. They sum to the member's reward.
    public var turnRewards: [[Double]]

    public init(rewards: [Double?], lengths: [Int] = [], turnRewards: [[Double]] = []) {
        self.rewards = rewards
        self.lengths = lengths
        self.turnRewards = turnRewards
    }

    /// The rewards that are there.
    public var present: [Double] { rewards.compactMap { $0 } }

    /// Whether all present rewards are equal, so that the group says nothing about what was better.
    public var isConstant: Bool { SampleStatistics(present).isConstant }
}
