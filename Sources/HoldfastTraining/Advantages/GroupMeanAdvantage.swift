// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Group-relative advantage: the reward minus the group's mean, by default over the group's standard deviation.
///
/// Sources: GRPO, arXiv:2402.03300 section 4.1.2 (with deviation); Dr. GRPO, arXiv:2503.20783 section 3.2 (without).
/// Departure: equal rewards give exactly 0, where floating point sums leave a residue that the small epsilon blows up.
public struct GroupMeanAdvantage: AdvantageEstimator {
    /// What the centred reward is divided by.
    public enum Scale: Sendable, Hashable {
        /// Nothing (Dr. GRPO).
        case none
        /// The group's sample standard deviation plus epsilon (GRPO).
        case group
        /// The sample standard deviation of all rewards plus epsilon (arXiv:2508.08221, "Lite PPO").
        case batch
    }

    /// Its `trainer.advantage.type` in a configuration: `grpo`, `grpo_batch_std` or `dr_grpo`. Nothing is computed from it.
    public let name: String
    /// Default `group`.
    public let scale: Scale
    /// Added to the deviation: 1e-4 in TRL, 1e-6 in verl.
    public let epsilon: Double

    /// By default GRPO's, with the epsilon of TRL.
    public init(name: String = "grpo", scale: Scale = .group, epsilon: Double = 1e-4) {
        self.name = name
        self.scale = scale
        self.epsilon = epsilon
    }

    /// The advantages of the formula above, one per reward, in the order of groups and members.
    public func advantages(of groups: [RewardGroup]) -> [[Double]] {
        let batch = SampleStatistics(groups.flatMap(\.present)).deviation
        return groups.map { group in
            let statistics = SampleStatistics(group.present)
            let divisor =
                switch scale {
                case .none: 1.0
                case .group: statistics.deviation + epsilon
                case .batch: batch + epsilon
                }
            return group.rewards.map { reward in
                guard let reward, !statistics.isConstant else { return 0 }
                return (reward - statistics.mean) / divisor
            }
        }
    }
}
