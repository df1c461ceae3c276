// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// OPO: the reward minus the length-weighted mean reward of the group, the baseline of least variance when the squared gradient
/// norm of a sequence grows with its length.
///
/// Source: "On-Policy RL with Optimal Reward Baseline", arXiv:2505.23585. Groups without lengths use the plain mean.
public struct OptimalBaselineAdvantage: AdvantageEstimator {
    /// Its `trainer.advantage.type` in a configuration.
    public let name = "opo"

    /// The estimator has no constants.
    public init() {}

    /// The advantages of the formula above, one per reward, in the order of groups and members.
    public func advantages(of groups: [RewardGroup]) -> [[Double]] {
        groups.map { group in
            guard !group.isConstant else { return group.rewards.map { _ in 0 } }
            var weighted = 0.0
            var total = 0.0
            for (index, reward) in group.rewards.enumerated() {
                guard let reward else { continue }
                let length = group.lengths.indices.contains(index) ? Double(group.lengths[index]) : 1
                weighted += length * reward
                total += length
            }
            let baseline = total > 0 ? weighted / total : SampleStatistics(group.present).mean
            return group.rewards.map { reward in reward.map { $0 - baseline } ?? 0 }
        }
    }
}
