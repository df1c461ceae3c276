// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// GDPO: each reward is normalised within its group before the weighted sum, which is then normalised over the batch, so that a
/// reward with a wide range cannot drown the others.
///
/// Source: "GDPO", arXiv:2601.05242, with TRL's constants (epsilon 1e-4 in both normalisations).
public enum DecoupledRewardAdvantage {
    /// - Parameters:
    ///   - rewards: per group, per member, per reward function; nil where absent. A member with none of them gets 0.
    ///   - weights: one per reward function.
    public static func advantages(_ rewards: [[[Double?]]], weights: [Double], epsilon: Double = 1e-4) -> [[Double]] {
        let sums = rewards.map { group -> [Double?] in
            let statistics = weights.indices.map { function in SampleStatistics(group.compactMap { $0[function] }) }
            return group.map { member -> Double? in
                guard member.contains(where: { $0 != nil }) else { return nil }
                return weights.indices.reduce(0) { sum, function in
                    guard let value = member[function], !statistics[function].isConstant else { return sum }
                    return sum + weights[function] * (value - statistics[function].mean) / (statistics[function].deviation + epsilon)
                }
            }
        }
        let batch = SampleStatistics(sums.flatMap { $0.compactMap { $0 } })
        return sums.map { group in
            group.map { sum in
                guard let sum, !batch.isConstant else { return 0 }
                return (sum - batch.mean) / (batch.deviation + epsilon)
            }
        }
    }
}
