// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// An episode's reward, divided among its user turns in the two ways that turn-level estimators ask for.
public struct TurnRewards: Sendable, Hashable {
    /// One share per user turn; together the episode's reward (`turn_return`).
    public var shares: [Double]
    /// One per user turn, what its own verdicts are worth, whatever the length of the dialogue (`line_and_outcome`).
    public var lines: [Double]
    /// The part of the reward that belongs to the whole dialogue (`line_and_outcome`).
    public var outcome: Double
    /// What in the user's lines went wrong, and where (`fault_and_outcome`).
    public var faults: [TokenFault]
    /// The same for answers to probes, by the probe's position in the episode; token positions are those of the probe's own trace.
    public var probeFaults: [Int: [TokenFault]]

    /// Puts the parts together; `shares` and `lines` need one entry per user turn.
    public init(
        shares: [Double], lines: [Double], outcome: Double, faults: [TokenFault] = [], probeFaults: [Int: [TokenFault]] = [:]
    ) {
        self.shares = shares
        self.lines = lines
        self.outcome = outcome
        self.faults = faults
        self.probeFaults = probeFaults
    }

    /// Whether anything went wrong at all.
    var hasFaults: Bool { !faults.isEmpty || !probeFaults.isEmpty }
}

/// Tokens of an episode that went wrong, and what that costs.
public struct TokenFault: Sendable, Hashable {
    /// Positions in the episode's token trace.
    public var tokens: Range<Int>
    /// Not negative; charged to each of the tokens.
    public var cost: Double

    /// Charges a cost to each token of a range.
    public init(tokens: Range<Int>, cost: Double) {
        self.tokens = tokens
        self.cost = cost
    }
}

/// How an episode's reward divides among its user turns, or nil where all of it belongs to the dialogue.
public typealias TurnRewardSource = @Sendable (ScoredEpisode) -> TurnRewards?

extension ScoredEpisode {
    /// What `source` gives, with whatever its shares leave of the episode's reward on the last turn, so that nothing is paid twice and
    /// nothing is lost.
    /// - Throws: `reward` where the source's counts are not the number of user turns.
    func turnRewards(from source: TurnRewardSource?) throws -> TurnRewards {
        let turns = episode.userTurns.count
        let nothing = [Double](repeating: 0, count: turns)
        guard let reward, turns > 0 else { return TurnRewards(shares: nothing, lines: nothing, outcome: 0) }
        var rewards = source?(self) ?? TurnRewards(shares: nothing, lines: nothing, outcome: reward)
        for count in [rewards.shares.count, rewards.lines.count] where count != turns {
            throw HoldfastError(
                .reward,
                "episode \(episode.id) has \(turns) user turns but \(count) turn rewards; the reward source must give one each")
        }
        rewards.shares[turns - 1] += reward - rewards.shares.reduce(0, +)
        return rewards
    }
}
