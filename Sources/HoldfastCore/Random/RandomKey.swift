// SPDX-License-Identifier: Apache-2.0

/// What a random number is for: two purposes never share a stream, so adding a draw to one changes no other.
public enum RandomPurpose: UInt32, Sendable, CaseIterable, Codable {
    case scenario = 1
    case persona
    case goal
    case database
    case agent
    case agenda
    case sampling
    case probe
    case shuffle
    case selection
    case initialization
    case bootstrap
    case split
    case text
    case retry
}

/// The name of a random stream: run seed, place in the run, and purpose.
///
/// Results keyed this way do not depend on scheduling, batch composition or concurrency.
public struct RandomKey: Hashable, Sendable, Codable {
    public var seed: UInt64
    public var step: UInt32
    public var group: UInt32
    public var rollout: UInt32
    public var turn: UInt32
    public var purpose: RandomPurpose

    public init(seed: UInt64, step: Int = 0, group: Int = 0, rollout: Int = 0, turn: Int = 0, purpose: RandomPurpose) {
        self.seed = seed
        self.step = UInt32(truncatingIfNeeded: step)
        self.group = UInt32(truncatingIfNeeded: group)
        self.rollout = UInt32(truncatingIfNeeded: rollout)
        self.turn = UInt32(truncatingIfNeeded: turn)
        self.purpose = purpose
    }

    /// The same place with another purpose.
    public func `for`(_ purpose: RandomPurpose) -> RandomKey {
        var key = self
        key.purpose = purpose
        return key
    }

    /// The same purpose at another turn.
    public func at(turn: Int) -> RandomKey {
        var key = self
        key.turn = UInt32(truncatingIfNeeded: turn)
        return key
    }

    /// The stream of this key, from its start.
    public var stream: RandomStream { RandomStream(key: self) }
}
