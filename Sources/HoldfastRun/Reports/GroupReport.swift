// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The rollouts of one group with what sets them apart.
struct GroupReport: Sendable, Encodable {
    /// One rollout.
    struct Rollout: Sendable, Encodable {
        var scored: ScoredEpisode
        /// The reward less the mean of the group's; nil where there is no reward.
        var advantage: Double?
    }

    /// Phase, step and group, such as `train/3/0`.
    var group: String
    /// Mean of the rewards that are there.
    var meanReward: Double?
    var rollouts: [Rollout]

    /// - Parameter episodes: of one group, in the order in which they are shown.
    init(_ episodes: [ScoredEpisode], group: String) {
        self.group = group
        let rewards = episodes.compactMap(\.reward)
        let mean = rewards.isEmpty ? nil : rewards.reduce(0, +) / Double(rewards.count)
        meanReward = mean
        rollouts = episodes.map { scored in
            Rollout(scored: scored, advantage: scored.reward.flatMap { reward in mean.map { reward - $0 } })
        }
    }

    /// Components of the goal that do not end in one status in all rollouts, in the order in which they come up.
    var disputed: [String] {
        var ids: [String] = []
        for rollout in rollouts {
            for component in rollout.scored.episode.goal.components where !ids.contains(component.id) { ids.append(component.id) }
        }
        return ids.filter { id in Set(rollouts.map { $0.status(of: id) }).count > 1 }
    }

    /// The names of the reward's components that some rollout has, in the order in which they come up.
    var components: [String] {
        let parts = [MetricName.reward, MetricName.outcomeReward, MetricName.gate]
        var names: [String] = []
        for rollout in rollouts {
            for score in rollout.scored.scores where score.turn == nil && score.value != nil && score.name.hasPrefix(MetricName.part("")) {
                if !names.contains(score.name), !parts.contains(score.name) { names.append(score.name) }
            }
        }
        return names
    }
}

extension GroupReport.Rollout {
    /// The status of a component at the end, in words.
    func status(of id: String) -> String {
        let goal = scored.episode.goal
        guard let index = goal.index(of: id) else { return "-" }
        return goal.applies[index] ? goal.statuses[index].rawValue : "no"
    }
}
