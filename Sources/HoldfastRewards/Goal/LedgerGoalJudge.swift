// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Follows the goal state without a model: from what a lexicon reads in the user's lines and from the acts the agent reports.
///
/// Components without a machine check, absorbed ones and conditional ones whose condition is not met are left alone. An invalid
/// user line can break a rule or a fact, but earns nothing.
public struct LedgerGoalJudge: GoalJudge {
    private let reader: @Sendable (String) -> LineReader?
    private let gate: ValidityGate

    /// - Parameter reader: the reader of a domain by its name; where there is none, only word rules and agent acts are judged.
    public init(gate: ValidityGate = ValidityGate(), reader: @escaping @Sendable (String) -> LineReader?) {
        self.reader = reader
        self.gate = gate
    }

    /// - Parameter lexicon: the lexicon of a domain by its name; each is prepared once.
    public init(lexicon: @escaping @Sendable (String) -> Lexicon?) {
        let readers = LineReaderCache(lexicon: lexicon)
        self.init { readers.reader(for: $0) }
    }

    /// `ledger`: the same as that of `LedgerJudge`.
    public var identity: String { LedgerJudge.identity }

    /// A user line moves profile, policy, preferences and what is to be stated; an agent line moves tasks and what is to be learned,
    /// and meets conditions. Without a turn nothing follows.
    public func judge(_ context: GoalJudgeContext) async -> GoalJudgement {
        guard let turn = context.turns.last else { return GoalJudgement() }
        switch turn.seat {
        case .user:
            return judge(line(context.turns[...], of: context.scenario), ledger: context.scenario.ledger, state: context.state)
        case .agent:
            let before = context.turns.dropLast()
            guard before.last?.seat == .user else { return judge(turn, answering: nil, state: context.state) }
            return judge(turn, answering: line(before, of: context.scenario), state: context.state)
        }
    }

    /// The last of these turns, which is the user's, as it reads in the light of the agent's acts before it.
    private func line(_ turns: ArraySlice<Turn>, of scenario: Scenario) -> UserLine {
        let turn = turns[turns.endIndex - 1]
        let previous = turns.dropLast().last
        let acts = previous?.seat == .agent ? previous?.acts ?? [] : []
        var line = UserLine(turn: turn, acts: acts, reading: reader(scenario.domain)?.read(turn.text, after: acts))
        line.fault = gate.fault(of: line, earlier: turns.dropLast().filter { $0.seat == .user }.map { LineText($0.text) })
        return line
    }

    /// What a read line of the user changes.
    func judge(_ line: UserLine, ledger: FactLedger, state: GoalState) -> GoalJudgement {
        let reading = line.reading ?? LineReading()
        let contradictions = ledger.contradictions(in: reading)
        return GoalJudgement(
            proposals: applying(state).compactMap { component in
                func proposal(_ status: ComponentStatus, _ reason: String) -> StatusProposal {
                    StatusProposal(component: component.id, status: status, turn: line.turn.index, reason: reason, judge: identity)
                }
                switch component.check {
                case .consistent(let attribute):
                    return contradictions.first { $0.claim.attribute == attribute }.map { proposal(.misaligned, $0.description) }
                case .obeys(let behaviour):
                    return behaviour.violation(by: line).map { proposal(.misaligned, $0) }
                case .stated(let attribute, let value):
                    guard line.fault == nil, reading.claims.contains(Claim(attribute, value)) else { return nil }
                    return proposal(.complete, "stated \(attribute) = \(value)")
                case .expressed(let attribute, let value):
                    guard line.fault == nil, reading.claims.contains(Claim(attribute, value)) else { return nil }
                    return proposal(.aligned, "expressed \(attribute) = \(value)")
                case .achieved, .learned, .described:
                    return nil
                }
            })
    }

    /// What a line of the agent changes.
    ///
    /// `attempted` is for a user that did its part and was let down: it asked and was not told, or it stated what it came for and the
    /// agent could not serve that. A user that asks and leaves, or is refused something it never wanted, has attempted nothing.
    /// - Parameter line: the user's line that it answers.
    func judge(_ turn: Turn, answering line: UserLine?, state: GoalState) -> GoalJudgement {
        let asked = line?.fault == nil ? line?.reading?.asked ?? [] : []
        let activations = zip(state.components, state.applies)
            .filter { component, applies in !applies && component.condition?.isMet(by: turn.acts) == true }
            .map(\.0.id)
        let proposals = applying(state).compactMap { component -> StatusProposal? in
            func proposal(_ status: ComponentStatus, _ reason: String) -> StatusProposal {
                StatusProposal(component: component.id, status: status, turn: turn.index, reason: reason, judge: identity)
            }
            switch component.check {
            case .achieved(let intent):
                if turn.acts.contains(where: { $0.kind == .done && $0.intent == intent }) { return proposal(.complete, "done: \(intent)") }
                let isBlocked = turn.acts.contains { $0.kind == .blocked && $0.intent == intent }
                guard isBlocked, state[component.id] == .incomplete, state.hasStatedAll(of: component.id) else { return nil }
                return proposal(.attempted, "blocked: \(intent)")
            case .learned(let attribute):
                // What the agent volunteers is known too; asking for it again would be drift of another kind.
                if turn.acts.contains(where: { $0.kind == .inform && $0.attribute == attribute }) { return proposal(.complete, "told \(attribute)") }
                guard asked.contains(attribute), state[component.id] == .incomplete else { return nil }
                return proposal(.attempted, "asked for \(attribute) and was not told")
            case .consistent, .obeys, .stated, .expressed, .described:
                return nil
            }
        }
        return GoalJudgement(proposals: proposals, activations: activations)
    }

    /// Components that apply and can still change.
    private func applying(_ state: GoalState) -> [GoalComponent] {
        state.components.indices
            .filter { state.applies[$0] && !state.components[$0].kind.isAbsorbing(state.statuses[$0]) }
            .map { state.components[$0] }
    }
}

extension GoalState {
    /// Whether every applying requirement of a task that is there to be stated has been.
    fileprivate func hasStatedAll(of task: String) -> Bool {
        components.indices.allSatisfy { index in
            guard case .stated = components[index].check, components[index].parent == task, applies[index] else { return true }
            return statuses[index] == .complete
        }
    }
}

extension ComponentCondition {
    /// Whether a line of the agent meets the condition.
    ///
    /// A value is unavailable when it is reported as blocked, or when another value of its attribute is offered instead; not when
    /// the line blocks yet another value, which the agent then looked up by mistake.
    func isMet(by acts: [DialogueAct]) -> Bool {
        switch self {
        case .whenUnavailable(let attribute, let value):
            let blocked = acts.filter { $0.kind == .blocked && $0.attribute == attribute }
            guard blocked.isEmpty else { return blocked.contains { $0.value == nil || $0.value == value } }
            return acts.contains { $0.kind == .offer && $0.attribute == attribute && $0.value != nil && $0.value != value }
        case .after(let intent):
            return acts.contains { $0.kind == .done && $0.intent == intent }
        }
    }
}
