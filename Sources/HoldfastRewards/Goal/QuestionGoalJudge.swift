// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Follows the goal state by questions to a judge: user goal state tracking, component by component and turn by turn.
///
/// Source: "Goal Alignment in LLM-Based User Simulators" (arXiv:2507.20152), the tracker. Departures:
/// - A question is binary and about one status, and the answer may be an abstention, which moves nothing. The published tracker asks
///   for one of the statuses.
/// - A component whose status is absorbing is never asked about again; that cuts most of the calls.
/// - What a user line alone decides (profile, policy, preference) is asked after the user's line, what takes an exchange (task, requirement)
///   after the agent's answer, or after a line with which the user leaves.
/// - The state disposes: a proposal that is no legal move is recorded and ignored (`GoalState`).
public struct QuestionGoalJudge: GoalJudge {
    /// Which components are asked about.
    public enum Scope: String, Sendable, Codable, CaseIterable {
        /// Those that no machine can check.
        case undecidable
        /// All of them, machine-checkable ones too.
        case all
    }

    private let judge: any Judge
    private let scope: Scope

    /// - Parameter judge: answers questions on the criteria `goal_<kind>`.
    public init(judge: any Judge, scope: Scope = .undecidable) {
        self.judge = judge
        self.scope = scope
    }

    /// The judge's own.
    public var identity: String { judge.identity }

    /// Asks about every component that the newest turn can have moved, all at once.
    public func judge(_ context: GoalJudgeContext) async -> GoalJudgement {
        guard let turn = context.turns.last else { return GoalJudgement() }
        let asked = context.state.components.indices.filter { index in
            let component = context.state.components[index]
            return context.state.applies[index] && !component.kind.isAbsorbing(context.state.statuses[index]) && isInScope(component)
                && component.kind.canMove(with: turn)
        }
        return await withTaskGroup(of: (Int, StatusProposal?, [Verdict]).self) { group in
            for index in asked {
                let component = context.state.components[index]
                let status = context.state.statuses[index]
                group.addTask {
                    let (proposal, verdicts) = await move(of: component, from: status, in: context.turns, at: turn)
                    return (index, proposal, verdicts)
                }
            }
            var answers: [(Int, StatusProposal?, [Verdict])] = []
            for await answer in group { answers.append(answer) }
            answers.sort { $0.0 < $1.0 }
            return GoalJudgement(proposals: answers.compactMap(\.1), verdicts: answers.flatMap(\.2))
        }
    }

    private func isInScope(_ component: GoalComponent) -> Bool {
        switch (scope, component.check) {
        case (.all, _), (_, .described), (_, .obeys(.described)): true
        default: false
        }
    }

    /// Where the component goes, by as many questions as that takes.
    private func move(
        of component: GoalComponent, from status: ComponentStatus, in turns: [Turn], at turn: Turn
    ) async -> (StatusProposal?, [Verdict]) {
        var verdicts: [Verdict] = []
        for (asked, moves) in component.kind.questions(from: status) {
            let verdict = await judge.verdict(on: question(component, asked, turns: turns, at: turn))
            verdicts.append(verdict)
            guard verdict.outcome == moves.when else { continue }
            let proposal = StatusProposal(
                component: component.id, status: moves.to, turn: turn.index, reason: verdict.evidence, judge: verdict.judge)
            return (proposal, verdicts)
        }
        return (nil, verdicts)
    }

    private func question(_ component: GoalComponent, _ status: ComponentStatus, turns: [Turn], at turn: Turn) -> JudgeQuestion {
        JudgeQuestion(
            criterion: Criterion.goal(component.kind), ground: "\(component.text)\nstatus: \(status.rawValue)",
            dialogue: turns.dropLast().map { JudgedLine($0.seat, $0.text) }, line: turn.text, turn: turn.index)
    }
}

extension ComponentKind {
    /// Whether a turn can have moved a component of the kind.
    fileprivate func canMove(with turn: Turn) -> Bool {
        switch self {
        case .profile, .policy, .preference: turn.seat == .user
        case .task, .requirement: turn.seat == .agent || turn.finish == .endOfDialogue
        }
    }

    /// The statuses to ask about, in their order, and which answer moves the component where.
    fileprivate func questions(from status: ComponentStatus) -> [(ComponentStatus, (when: VerdictOutcome, to: ComponentStatus))] {
        switch self {
        case .profile, .policy: [(.aligned, (.fail, .misaligned))]
        case .preference: [(.aligned, (.pass, .aligned))]
        case .task, .requirement:
            [(.complete, (.pass, .complete))] + (status == .incomplete ? [(.attempted, (.pass, .attempted))] : [])
        }
    }
}

/// Several goal judges, each for what it can tell: their proposals are made one after the other.
public struct CombinedGoalJudge: GoalJudge {
    private let judges: [any GoalJudge]

    /// - Parameter judges: in the order in which their proposals are made.
    public init(_ judges: [any GoalJudge]) {
        self.judges = judges
    }

    /// All of them.
    public var identity: String { judges.map(\.identity).joined(separator: " + ") }

    /// What all of them say, asked one after the other.
    public func judge(_ context: GoalJudgeContext) async -> GoalJudgement {
        var whole = GoalJudgement()
        for judge in judges {
            let judgement = await judge.judge(context)
            whole.proposals += judgement.proposals
            whole.activations += judgement.activations
            whole.verdicts += judgement.verdicts
        }
        return whole
    }
}
