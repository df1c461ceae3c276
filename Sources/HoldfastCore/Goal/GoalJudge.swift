// SPDX-License-Identifier: Apache-2.0

/// What a goal judge sees: the scenario, the turns so far and the state before the newest of them.
public struct GoalJudgeContext: Sendable, Hashable {
    public var scenario: Scenario
    public var turns: [Turn]
    public var state: GoalState

    public init(scenario: Scenario, turns: [Turn], state: GoalState) {
        self.scenario = scenario
        self.turns = turns
        self.state = state
    }
}

/// What a goal judge says about the newest turn.
public struct GoalJudgement: Sendable, Hashable {
    public var proposals: [StatusProposal]
    /// Conditional components whose condition is now met.
    public var activations: [String]

    public init(proposals: [StatusProposal] = [], activations: [String] = []) {
        self.proposals = proposals
        self.activations = activations
    }
}

/// Proposes status moves after each turn. A judge that fails proposes nothing; it never throws.
public protocol GoalJudge: Sendable {
    /// Who judges, as stored with each change.
    var identity: String { get }
    /// Looks at the newest turn of `context.turns` (of either seat).
    func judge(_ context: GoalJudgeContext) async -> GoalJudgement
}
