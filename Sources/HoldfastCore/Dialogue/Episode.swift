// SPDX-License-Identifier: Apache-2.0

/// Where an episode stands in a run.
public struct EpisodeID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The phase of dialogues that are trained on.
    public static let trainingPhase = "train"

    /// `train`, or the name of an evaluation such as `eval-before`.
    public var phase: String
    /// Step of the run, counted from 1; 0 before the first, and outside of training.
    public var step: Int
    /// Position of the scenario among those of the step, from 0.
    public var group: Int
    /// Which of the scenario's dialogues in this step, from 0.
    public var rollout: Int

    /// A place in a run.
    public init(phase: String, step: Int, group: Int, rollout: Int) {
        self.phase = phase
        self.step = step
        self.group = group
        self.rollout = rollout
    }

    /// Phase, step, group and rollout, such as `train/3/0/7`.
    public var description: String { "\(groupName)/\(rollout)" }

    /// Phase, step and group, such as `train/3/0`: what the rollouts of a group have in common.
    public var groupName: String { "\(phase)/\(step)/\(group)" }
}

/// What a probe is there to show.
public enum ProbeKind: String, Sendable, Codable, CaseIterable {
    /// A question about a fact of the persona, answered in own words.
    case open
    /// The same with options to choose from.
    case choice
    /// A question about what the user will do, asked before the dialogue begins.
    case forecast
    /// No question: the line that the simulator says at this place without its persona.
    case withoutPersona
    /// A question about a fact that is asked several times at the same place, each answer drawn anew.
    case regeneration
}

/// A question asked of the simulator in a fork of the dialogue, and its answer. It leaves no trace in the dialogue.
public struct ProbeRecord: Hashable, Sendable, Codable {
    /// Index of the user turn after which it was asked; of a forecast 0, because nothing was said yet. Of a line without persona the turn
    /// that it stands beside.
    public var turn: Int
    /// The fact it asks for; of a forecast `Forecast.attribute`, of a line without persona an empty name.
    public var attribute: Attribute
    /// The question as the simulator read it: a whole line of the agent. Empty for a line without persona.
    public var question: String
    /// What the simulator said, without special tokens; judged against the ledger.
    public var answer: String
    /// How many of the episode's tokens stand before the question; 0 where its own tokens are the whole context.
    public var start: Int
    /// Question and answer as tokens, the answer's sampled; empty where no model answered. What stands before them is the part before
    /// `start` of the sequence that `start` lies in or ends.
    public var trace: TokenTrace
    /// What it is there to show.
    public var kind: ProbeKind
    /// What there was to choose from, in the order in which it was offered; empty unless the kind is `choice`.
    public var options: [String]
    /// Which of the answers at this place it is, from 0; always 0 unless the kind is `regeneration`.
    public var sample: Int

    /// A probe and its answer; an open question without tokens, unless told otherwise.
    public init(
        turn: Int, attribute: Attribute, question: String, answer: String, start: Int = 0, trace: TokenTrace = TokenTrace(),
        kind: ProbeKind = .open, options: [String] = [], sample: Int = 0
    ) {
        self.turn = turn
        self.attribute = attribute
        self.question = question
        self.answer = answer
        self.start = start
        self.trace = trace
        self.kind = kind
        self.options = options
        self.sample = sample
    }
}

/// One finished dialogue with everything needed to score it again.
public struct Episode: Hashable, Sendable, Codable {
    /// Where it stands in its run.
    public var id: EpisodeID
    /// What was simulated: who, what for, against which agent.
    public var scenario: Scenario
    /// The lines of both seats in order; each stands at its own `index`.
    public var turns: [Turn]
    /// The tokens of the dialogue from the prompt on. Probes have traces of their own.
    public var trace: TokenTrace
    /// The goal state at the end, with all moves that led there.
    public var goal: GoalState
    /// What judges answered on the goal's components while the dialogue went on; empty where none was asked.
    public var goalVerdicts: [Verdict]
    /// The probes in the order in which they were asked; empty where none were planned.
    public var probes: [ProbeRecord]
    /// Why it ended, and what the user's decision to stop was worth.
    public var ending: Ending
    /// The weights' version it was sampled with (0 before the first update).
    public var simulatorVersion: Int
    /// Seed of the simulator's sampling.
    public var samplingSeed: UInt64

    /// An episode from its parts, which are not checked against each other.
    public init(
        id: EpisodeID, scenario: Scenario, turns: [Turn], trace: TokenTrace, goal: GoalState, probes: [ProbeRecord], ending: Ending,
        simulatorVersion: Int, samplingSeed: UInt64, goalVerdicts: [Verdict] = []
    ) {
        self.id = id
        self.scenario = scenario
        self.turns = turns
        self.trace = trace
        self.goal = goal
        self.goalVerdicts = goalVerdicts
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
