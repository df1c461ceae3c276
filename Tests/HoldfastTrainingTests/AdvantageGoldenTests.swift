// SPDX-License-Identifier: Apache-2.0

import HoldfastTraining
import Testing

/// Advantages against trl 1.16.0 and verl 0.9.1.
@Suite(.enabled(if: Golden.exists, "the golden vectors are not beside the repository")) struct AdvantageGoldenTests {
    /// Rewards as sent to the estimator: the weighted sum of the functions that gave one.
    private func groups(_ rewards: [[Double]], weights: [Double], size: Int, lengths: [Int] = []) -> [RewardGroup] {
        let sums = rewards.map { row -> Double? in
            row.allSatisfy(\.isNaN) ? nil : zip(row, weights).reduce(0) { $0 + ($1.0.isNaN ? 0 : $1.0 * $1.1) }
        }
        return stride(from: 0, to: sums.count, by: size).map { start in
            RewardGroup(
                rewards: Array(sums[start..<start + size]), lengths: lengths.isEmpty ? [] : Array(lengths[start..<start + size]))
        }
    }

    @Test func `group, batch and unscaled advantages are TRL's, absent rewards included`() throws {
        let cases = try Golden.load("inputs.json")["cases"]
        let golden = try Golden.load("trl_advantage.json")["grpo"]
        var compared = 0
        for key in golden.keys {
            let configuration = golden[key]["config"]
            let weights = configuration["reward_weights"].numbers
            for name in cases.keys {
                let expected = golden[key]["cases"][name]
                let rewards = expected["rewards_per_func"].matrix
                let size = cases[name]["G"].int
                let actual: [[Double]]
                if configuration["multi_objective_aggregation"].string == "normalize_then_sum" {
                    actual = DecoupledRewardAdvantage.advantages(
                        stride(from: 0, to: rewards.count, by: size).map { start in
                            rewards[start..<start + size].map { $0.map { $0.isNaN ? nil : $0 } }
                        }, weights: weights)
                } else {
                    let scale: GroupMeanAdvantage.Scale =
                        switch configuration["scale_rewards"].string {
                        case "batch": .batch
                        case "none": .none
                        default: .group
                        }
                    actual = GroupMeanAdvantage(scale: scale).advantages(of: groups(rewards, weights: weights, size: size))
                }
                let difference = deviation(actual.flatMap { $0 }, expected["advantages"].numbers)
                compared += 1
                // TRL takes Bessel's factor of its deviations in float32.
                let tolerance = key.contains("none/sum") ? 1e-12 : 5e-8
                #expect(difference < tolerance, "\(key) \(name)")
            }
        }
        #expect(compared == 14 * 6)
    }

    @Test(arguments: ["single", "with_none"]) func `leave-one-out is TRL's`(_ set: String) throws {
        let cases = try Golden.load("inputs.json")["cases"]
        let golden = try Golden.load("trl_advantage.json")["rloo"]["\(set)/{\"beta\": 0.0}"]["cases"]
        for name in cases.keys {
            let rewards = golden[name]["rewards_per_func"].matrix
            let weights = rewards[0].count == 1 ? [1.0] : [1.0, 0.5]
            let actual = LeaveOneOutAdvantage().advantages(of: groups(rewards, weights: weights, size: cases[name]["G"].int))
            #expect(deviation(actual.flatMap { $0 }, golden[name]["advantages"].numbers) < 1e-12, "\(set) \(name)")
        }
    }

    @Test(arguments: ["grpo", "grpo_no_std", "rloo", "opo", "grpo/binary", "grpo_no_std/binary", "rloo/binary"])
    func `estimators are verl's`(_ key: String) throws {
        let cases = try Golden.load("inputs.json")["cases"]
        let golden = try Golden.load("verl_advantage.json")[key]["cases"]
        let estimator: any AdvantageEstimator =
            switch key.split(separator: "/")[0] {
            case "grpo": GroupMeanAdvantage(epsilon: 1e-6)
            case "grpo_no_std": GroupMeanAdvantage(scale: .none)
            case "opo": OptimalBaselineAdvantage()
            default: LeaveOneOutAdvantage()
            }
        for name in cases.keys {
            let mask = cases[name]["loss_mask"].matrix
            let rewards = golden[name]["token_level_rewards"].matrix.map { [$0.reduce(0, +)] }
            let lengths = mask.map { Int($0.reduce(0, +)) }
            let actual = estimator.advantages(of: groups(rewards, weights: [1], size: cases[name]["G"].int, lengths: lengths))
            let tokens = zip(actual.flatMap { $0 }, mask).flatMap { advantage, row in row.map { $0 * advantage } }
            #expect(deviation(tokens, golden[name]["advantages"].matrix.flatMap { $0 }) < 1e-12, "\(key) \(name)")
        }
    }
}
