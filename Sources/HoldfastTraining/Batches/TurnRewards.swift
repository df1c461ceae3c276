// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The rewards of an episode's user turns, in order, or nil where it has none of its own.
public typealias TurnRewardSource = @Sendable (ScoredEpisode) -> [Double]?

extension ScoredEpisode {
    /// Rewards per user turn that sum to the episode's reward: what `source` gives, and the rest of the reward on the last turn,
    /// so that nothing is paid twice and nothing is lost.
    /// - Throws: `reward` where the source's count is not the number of user turns.
    func turnRewards(from source: TurnRewardSource?) throws -> [Double] {
        let turns = episode.userTurns.count
        guard let reward, turns > 0 else { return [Double](repeating: 0, count: turns) }
        var rewards = source?(self) ?? [Double](repeating: 0, count: turns)
        guard rewards.count == turns else {
            throw HoldfastError(
                .reward,
                "episode \(episode.id) has \(turns) user turns but \(rewards.count) turn rewards; the reward source must give one each")
        }
        rewards[turns - 1] += reward - rewards.reduce(0, +)
        return rewards
    }
}
