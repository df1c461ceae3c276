// SPDX-License-Identifier: Apache-2.0

/// What a goal judge sees: the scenario, the turns so far and the state before the newest of them.
public struct GoalJudgeContext: Sendable, Hashable {
    /// Who talks, and what for.
    public var scenario: Scenario
    /// The lines of both seats so far; the newest is the last.
    public var turns: [Turn]
    /// The goal state that proposals are made against.
    public var state: GoalState

    /// A context for judging the last of `turns`.
    public init(scenario: Scenario, turns: [Turn], state: GoalState) {
        self.scenario = scenario
        self.turns = turns
        self.state = state
    }
}

/// What a goal judge says about the newest turn.
public struct GoalJudgement: Sendable, Hashable {
    /// The moves that follow from the turn, in order. They are applied after the activations.
    public var proposals: [StatusProposal]
    /// Conditional components whose condition is now met.
    public var activations: [String]
    /// The answers that this rests on, where a judge was asked; they are stored with the episode.
    public var verdicts: [Verdict]

    /// A judgement; without arguments, that nothing changed.
    public init(proposals: [StatusProposal] = [], activations: [String] = [], verdicts: [Verdict] = []) {
        self.proposals = proposals
        self.activations = activations
        self.verdicts = verdicts
    }
}

/// Proposes status moves after each turn. A judge that fails proposes nothing; it never throws.
public protocol GoalJudge: Sendable {
    /// Who judges, as stored with each change.
    var identity: String { get }
    /// Looks at the newest turn of `context.turns` (of either seat).
    func judge(_ context: GoalJudgeContext) async -> GoalJudgement
}
