// SPDX-License-Identifier: Apache-2.0

/// What a random number is for: two purposes never share a stream, so adding a draw to one changes no other.
public enum RandomPurpose: UInt32, Sendable, CaseIterable, Codable {
    /// Seeds of generated scenarios.
    case scenario = 1
    /// Facts and rules of generated personas.
    case persona
    /// Errands and wanted values of generated goals.
    case goal
    /// Rows of the bundled domains' tables.
    case database
    /// The scripted agent: its wordings, its temper, what it verifies, and failures of its world.
    case agent
    /// Wordings of the agenda user, and how much it tells at once.
    case agenda
    /// Tokens that a model samples, apart from answers to probes.
    case sampling
    /// Which questions probes ask, and the tokens of their answers.
    case probe
    /// The order of training sequences within a step or an epoch.
    case shuffle
    /// The order in which scenarios are trained on.
    case selection
    /// Random weights of a new model.
    case initialization
    /// Resamples of bootstrap intervals.
    case bootstrap
    /// Reserved: splits follow from hashes of the content and draw nothing.
    case split
    /// Rehearsals of prompts and code drills in supervised material.
    case text
    /// Jitter of the waits between repeated requests.
    case retry
    /// Made episodes whose statistics are known.
    case synthesis
}

/// The name of a random stream: run seed, place in the run, and purpose.
///
/// Results keyed this way do not depend on scheduling, batch composition or concurrency.
public struct RandomKey: Hashable, Sendable, Codable {
    /// Seed of the run, or of the scenario for what happens on the world's side.
    public var seed: UInt64
    /// Step of the run. For a purpose without steps, this and the three below hold whatever numbers keep its streams apart.
    public var step: UInt32
    /// Group within the step.
    public var group: UInt32
    /// Rollout within the group.
    public var rollout: UInt32
    /// Turn within the dialogue.
    public var turn: UInt32
    /// What the numbers are for.
    public var purpose: RandomPurpose

    /// A key; of each part of the place the low 32 bits count.
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
