// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// RLOO: the reward minus the mean reward of the other members.
///
/// Source: Ahmadian et al., "Back to Basics", arXiv:2402.14740. A member with no present sibling gets 0.
public struct LeaveOneOutAdvantage: AdvantageEstimator {
    /// Its `trainer.advantage.type` in a configuration.
    public let name = "rloo"

    /// The estimator has no constants.
    public init() {}

    /// The advantages of the formula above, one per reward, in the order of groups and members.
    public func advantages(of groups: [RewardGroup]) -> [[Double]] {
        groups.map { group in
            let statistics = SampleStatistics(group.present)
            let total = group.present.reduce(0, +)
            return group.rewards.map { reward in
                guard let reward, !statistics.isConstant else { return 0 }
                return reward - (total - reward) / Double(statistics.count - 1)
            }
        }
    }
}
