// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What a task expects, as components of a goal, and how far a dialogue got with it by the agent's own calls and words.
///
/// No model is asked. An expected call is done where the agent made it with the same arguments and no error came back; an expected answer is
/// given where a line of the agent contains it, which is the benchmark's own test. What was not done is `incomplete`, whoever is to blame.
struct TauBenchGoal {
    /// Who moves the components.
    static let judge = "tau-bench"

    let goal: UserGoal
    private let actions: [(id: String, action: TauBenchAction)]
    private let outputs: [(id: String, output: String)]

    init(_ task: TauBenchTask?, constraints: [Fact]) {
        let expected = (task?.actions ?? []).filter { !$0.onlyReads }
        actions = expected.enumerated().map { ("task.\($0).\($1.name)", $1) }
        outputs = (task?.outputs ?? []).enumerated().map { ("requirement.output.\($0)", $1) }
        goal = UserGoal(
            intents: expected.map(\.name), constraints: constraints,
            components: actions.map { GoalComponent(id: $0.id, kind: .task, text: $0.action.spelled, check: .described) }
                + outputs.map { GoalComponent(id: $0.id, kind: .requirement, text: "be told \($0.output)", check: .described) })
    }

    /// The actions that have an effect, by the identifiers of their components.
    var expectedActions: [(id: String, action: TauBenchAction)] { actions }

    /// The state after a dialogue.
    /// - Parameter isFulfilled: whether the benchmark found everything done; what no call shows was then done in another way.
    func state(after turns: [Turn], isFulfilled: Bool) -> GoalState {
        var state = GoalState(components: goal.components)
        for turn in turns where turn.seat == .agent {
            for (id, action) in actions where turn.toolCalls.contains(where: { !$0.isError && action.isMade(by: $0) }) {
                complete(id, turn.index, "the agent made the call", &state)
            }
            let said = turn.text.lowercased().filter { $0 != "," }
            for (id, output) in outputs where said.contains(output.lowercased().filter { $0 != "," }) {
                complete(id, turn.index, "the agent said it", &state)
            }
        }
        if isFulfilled, let last = turns.last {
            for component in goal.components { complete(component.id, last.index, "the benchmark found it done", &state) }
        }
        return state
    }

    private func complete(_ id: String, _ turn: Int, _ reason: String, _ state: inout GoalState) {
        guard state[id] == .incomplete else { return }
        state.apply(StatusProposal(component: id, status: .complete, turn: turn, reason: reason, judge: Self.judge))
    }
}

extension TauBenchAction {
    /// The call as a person would write it down.
    var spelled: String {
        name + "(" + arguments.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.spelled)" }.joined(separator: ", ") + ")"
    }

    /// Whether a call is this action: the tool and all arguments agree, with lists in the same order.
    func isMade(by call: ToolCall) -> Bool {
        call.name == name && call.arguments == arguments.mapValues(\.spelled)
    }
}
