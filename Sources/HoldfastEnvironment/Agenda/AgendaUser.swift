// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A simulated user by rules: it works off an agenda of errands, answers what it is asked, corrects what is wrong, keeps its secret and obeys
/// its rules. It makes no mistakes; supervised data comes from it.
///
/// After the agenda-based user simulation of Schatzmann et al. (NAACL 2007), with the agenda kept as what is still open per errand and
/// not as an explicit stack of acts.
public struct AgendaUser: Sendable {
    let definition: DomainDefinition
    let persona: Persona
    let goal: UserGoal
    let style: PolicyStyle
    let seed: UInt64
    var progress = AgendaProgress()
    var stream: RandomStream

    /// - Parameter definition: of the scenario's domain.
    public init(scenario: Scenario, definition: DomainDefinition) {
        self.definition = definition
        persona = scenario.persona
        goal = scenario.goal
        style = PolicyStyle(scenario.persona.policy)
        seed = scenario.seed
        stream = RandomKey(seed: scenario.seed, purpose: .agenda).stream
    }

    /// The user's next line, and whether the user ends the conversation with it.
    /// - Parameter turns: the dialogue so far, the agent's newest line last.
    public mutating func reply(to turns: [Turn]) -> (text: String, ends: Bool) {
        stream = RandomKey(seed: seed, turn: 1 + turns.count { $0.seat == .user }, purpose: .agenda).stream
        let acts = turns.last.flatMap { $0.seat == .agent ? $0.acts : nil } ?? []
        progress.note(acts)
        let move = nextMove(after: acts)
        let line = realize(move)
        return (line, move.ends)
    }

    /// What to do about the agent's line: its last act is the one to answer.
    private mutating func nextMove(after acts: [DialogueAct]) -> AgendaMove {
        let requests = acts.filter { $0.kind == .request }.compactMap(\.attribute)
        if requests.count > 1 { return .answer(requests) }
        guard let act = acts.last(where: { $0.kind != .inform && $0.kind != .done && $0.kind != .clarify }) else { return pursue() }
        switch act.kind {
        case .request: return answer(act.attribute)
        case .confirm, .presume: return settle(act)
        case .offer: return act.value == nil ? consider() : weigh(act)
        case .farewell: return .leave
        default: return pursue()
        }
    }

    private func answer(_ attribute: Attribute?) -> AgendaMove {
        guard let attribute, attribute != DomainDefinition.intentAttribute else { return pursue() }
        if value(of: attribute) != nil { return isSecret(attribute) ? .refuse : .answer([attribute]) }
        guard definition.attribute(attribute)?.role == .constraint else { return .refuse }
        // No wish about this one: a good moment to name the wish there is.
        return unexpressedWish.map { .wish($0) } ?? .noPreference
    }

    private func settle(_ act: DialogueAct) -> AgendaMove {
        guard let attribute = act.attribute, let value = value(of: attribute), !isSecret(attribute) else { return .deny }
        return value == act.value ? .affirm : .correct(attribute)
    }

    /// An agent that proposes to act: ask what is still to be learned, name what is still unsaid, agree.
    private func consider() -> AgendaMove {
        if let question = openQuestion { return .ask(question) }
        if let wish = unexpressedWish ?? currentIntent.flatMap(definition.intent).flatMap({ unstated(of: $0).first }) { return .agreeWith(wish) }
        return .agree
    }

    /// An agent that offers another value.
    private func weigh(_ act: DialogueAct) -> AgendaMove {
        guard let attribute = act.attribute, let wanted = value(of: attribute) else { return .decline }
        if wanted == act.value { return .accept(attribute) }
        return progress.unavailable.contains(Claim(attribute, wanted)) ? .decline : .counter(attribute)
    }

    private func pursue() -> AgendaMove {
        // What was settled can still be asked about.
        if let question = openQuestion, progress.isDone(progress.last) { return .ask(question) }
        return currentIntent.map { .open($0) } ?? .close
    }
}
