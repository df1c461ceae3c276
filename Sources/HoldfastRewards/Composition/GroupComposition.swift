// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension RewardComposition {
    /// The rewards of a step's dialogues once all of them are there: components against the group's others, and those that only a batch has.
    ///
    /// An absent component leaves numerator, denominator and the group's mean and deviation. Turn and line rewards stay absolute; what they
    /// leave of a reward goes to the dialogue's last turn where an estimator credits turns.
    /// - Parameter groups: per scenario, its rollouts.
    /// - Returns: the same episodes with their composed rewards.
    public func composed(_ groups: [[ScoredEpisode]]) -> [[ScoredEpisode]] {
        let groups = withLengths(groups)
        guard normalization == .group || lengths != nil else { return groups }
        let components = RewardComponent.allCases.filter { weights[$0] > 0 }
        return groups.map { group in
            let scales = components.map { component in SampleStatistics(group.compactMap { $0.part(component) }) }
            return group.map { scored in
                guard scored.reward != nil else { return scored }
                var sum = 0.0
                var total = 0.0
                for (component, scale) in zip(components, scales) {
                    guard let value = scored.part(component) else { continue }
                    sum += weights[component] * (normalization == .group ? scale.standardized(value) : value)
                    total += weights[component]
                }
                var scored = scored
                scored.setReward(total > 0 ? sum / total : nil)
                return scored
            }
        }
    }

    /// The step's lengths against the reference's. A dialogue without a valid line is paid for no length.
    private func withLengths(_ groups: [[ScoredEpisode]]) -> [[ScoredEpisode]] {
        guard let lengths else { return groups }
        let batch = groups.flatMap { $0.filter { $0.reward != nil }.map { $0.episode.userTurns.count } }
        return groups.map { group in
            group.map { scored in
                guard scored.reward != nil else { return scored }
                let value = lengths.reward(of: scored.episode.userTurns.count, inBatch: batch)
                var scored = scored
                scored.scores.append(Score(MetricName.part(RewardComponent.length.rawValue), scored.part(.validity) == 0 ? min(value, 0) : value))
                return scored
            }
        }
    }
}

extension SampleStatistics {
    /// How many deviations a value is above the mean; 0 where the group says nothing. The constant is TRL's.
    fileprivate func standardized(_ value: Double) -> Double { isConstant ? 0 : (value - mean) / (deviation + 1e-4) }
}

extension ScoredEpisode {
    /// The stored value of a component, or nil where it is absent.
    public func part(_ component: RewardComponent) -> Double? { score(MetricName.part(component.rawValue)) }

    mutating func setReward(_ value: Double?) {
        reward = value
        for index in scores.indices where scores[index].name == MetricName.reward && scores[index].turn == nil { scores[index].value = value }
    }
}
