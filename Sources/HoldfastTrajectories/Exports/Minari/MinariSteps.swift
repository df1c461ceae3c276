// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// An episode as steps of a Gymnasium environment: what the trained seat hears is observed, what it says is done.
struct MinariSteps: Sendable, Hashable {
    /// What was heard before each line, and after the last one: one more than there are actions. Several lines in a row are joined by line
    /// breaks; where nothing was said the text is empty.
    var observations: [String]
    var actions: [String]
    /// Index in the dialogue of each line of the trained seat.
    var turns: [Int]
    var rewards: [Double]
    /// Whether the rewards are the stored ones of the lines; else the episode's reward stands at the last step.
    var hasRewardsOfLines: Bool
    /// Whether the episode ended by itself after each step.
    var terminations: [Bool]
    /// Whether it was cut off after each step.
    var truncations: [Bool]

    /// What the arrays take on a disk, at most, but for what is the same for each episode.
    var bytes: Int {
        let texts = observations + actions
        return texts.reduce(0) { $0 + $1.utf8.count + 64 } + 64 * actions.count
    }

    /// Nil where the seat says nothing, or nothing is known of its reward.
    init?(_ scored: ScoredEpisode, settings: ExportSettings) {
        guard let reward = scored.reward(of: settings.seat) else { return nil }
        observations = [""]
        (actions, turns) = ([], [])
        for turn in scored.episode.turns {
            let text = turn.text(endMarker: settings.endMarker)
            if turn.seat == settings.seat {
                actions.append(text)
                turns.append(turn.index)
                observations.append("")
            } else {
                let heard = observations.removeLast()
                observations.append(heard.isEmpty ? text : heard + "\n" + text)
            }
        }
        guard !actions.isEmpty else { return nil }
        let ofLines = settings.seat == .user ? Self.rewardsOfLines(scored, turns: turns) : nil
        hasRewardsOfLines = ofLines != nil
        rewards = ofLines ?? Array(repeating: 0, count: actions.count - 1) + [reward]
        let isCut = scored.episode.ending.reason.isTruncation
        let before = Array(repeating: false, count: actions.count - 1)
        terminations = before + [!isCut]
        truncations = before + [isCut]
    }

    /// The stored shares of the lines in the reward; nil where one is missing.
    private static func rewardsOfLines(_ scored: ScoredEpisode, turns: [Int]) -> [Double]? {
        var shares: [Int: Double] = [:]
        for score in scored.scores where score.name == MetricName.turnReward {
            if let turn = score.turn, let value = score.value, value.isFinite { shares[turn] = value }
        }
        let rewards = turns.compactMap { shares[$0] }
        return rewards.count == turns.count ? rewards : nil
    }
}

extension EndingReason {
    /// Whether a limit cut the dialogue off. Everything else is an end that belongs to the task.
    var isTruncation: Bool {
        switch self {
        case .turnLimit, .contextLimit: true
        case .userStop, .agentStop, .invalidUser, .failure: false
        }
    }
}
