// SPDX-License-Identifier: Apache-2.0

/// Where an episode stands in a run.
public struct EpisodeID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// `train`, or the name of an evaluation such as `eval-before`.
    public var phase: String
    public var step: Int
    public var group: Int
    public var rollout: Int

    public init(phase: String, step: Int, group: Int, rollout: Int) {
        self.phase = phase
        self.step = step
        self.group = group
        self.rollout = rollout
    }

    /// Phase, step, group and rollout, such as `train/3/0/7`.
    public var description: String { "\(phase)/\(step)/\(group)/\(rollout)" }
}

/// A question asked of the simulator in a fork of the dialogue, and its answer. It leaves no trace in the dialogue.
public struct ProbeRecord: Hashable, Sendable, Codable {
    /// Index of the user turn after which it was asked.
    public var turn: Int
    public var attribute: Attribute
    public var question: String
    public var answer: String
    /// How many of the episode's tokens stand before the question.
    public var start: Int
    /// Question and answer as tokens, the answer's sampled; empty where no model answered.
    public var trace: TokenTrace

    public init(turn: Int, attribute: Attribute, question: String, answer: String, start: Int = 0, trace: TokenTrace = TokenTrace()) {
        self.turn = turn
        self.attribute = attribute
        self.question = question
        self.answer = answer
        self.start = start
        self.trace = trace
    }
}

/// One finished dialogue with everything needed to score it again.
public struct Episode: Hashable, Sendable, Codable {
    public var id: EpisodeID
    public var scenario: Scenario
    public var turns: [Turn]
    public var trace: TokenTrace
    public var goal: GoalState
    public var probes: [ProbeRecord]
    public var ending: Ending
    /// The weights' version it was sampled with (0 before the first update).
    public var simulatorVersion: Int
    /// Seed of the simulator's sampling.
    public var samplingSeed: UInt64

    public init(
        id: EpisodeID, scenario: Scenario, turns: [Turn], trace: TokenTrace, goal: GoalState, probes: [ProbeRecord], ending: Ending,
        simulatorVersion: Int, samplingSeed: UInt64
    ) {
        self.id = id
        self.scenario = scenario
        self.turns = turns
        self.trace = trace
        self.goal = goal
        self.probes = probes
        self.ending = ending
        self.simulatorVersion = simulatorVersion
        self.samplingSeed = samplingSeed
    }

    /// The user's lines, in order.
    public var userTurns: [Turn] { turns.filter { $0.seat == .user } }

    /// The agent's acts right before a turn, empty for an opening line.
    public func acts(before turn: Turn) -> [DialogueAct] {
        guard turn.index > 0, turns.indices.contains(turn.index - 1), turns[turn.index - 1].seat == .agent else { return [] }
        return turns[turn.index - 1].acts
    }
}
