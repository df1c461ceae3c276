// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Who ended a dialogue, or what.
enum DialogueEnd: String, Encodable, Sendable {
    /// The simulator's own decision.
    case simulator
    /// Nothing was left to do, and the stop policy is `goal`.
    case goal
    /// The agent hands the user over.
    case transfer
    /// The agent asks for what the scenario does not say.
    case outOfScope = "out_of_scope"
}

/// What a reply tells beside its choices: where the dialogue stands after the line that was just said.
struct UserReport: Encodable, Sendable {
    var user: String
    var scenario: String
    /// Follows from the user and all lines up to the newest.
    var dialogue: String
    var understood: ServedUser.Understanding
    var notUnderstood: [String]
    /// Which line of the user it is, from 1.
    var turn: Int
    var ended: Bool
    var endedBy: DialogueEnd?
    /// Whether a first line was thrown away: it had no words, or ended the dialogue too early.
    var resampled: Bool
    /// Nil where no errand was understood.
    var goalState: GoalReport?
    var flags: [Flag]
    /// The same of the other choices, where several were asked for.
    var alternatives: [UserReport]?

    struct Flag: Encodable, Sendable {
        var kind: String
        var tag: String
        var about: [String]
        var evidence: String
    }

    private enum CodingKeys: String, CodingKey {
        case user, scenario, dialogue, understood, turn, ended, resampled, flags, alternatives
        case notUnderstood = "not_understood"
        case endedBy = "ended_by"
        case goalState = "goal_state"
    }

    init(_ user: ServedUser, _ dialogue: UserDialogue, id: String, endedBy: DialogueEnd?, resampled: Bool) {
        self.user = user.id
        scenario = user.scenario.id
        self.dialogue = id
        understood = user.understanding
        notUnderstood = user.rest
        turn = dialogue.userTurns
        ended = endedBy != nil
        self.endedBy = endedBy
        self.resampled = resampled
        goalState = user.understanding == .none ? nil : GoalReport(dialogue)
        flags = dialogue.flags.map { Flag(kind: $0.kind.rawValue, tag: $0.kind.tag, about: $0.about, evidence: $0.evidence) }
    }
}

/// The goal of a user and how far it has come.
struct GoalReport: Encodable, Sendable {
    struct Component: Encodable, Sendable {
        var id: String
        var kind: ComponentKind
        var text: String
        var status: ComponentStatus
        /// False for a fallback whose condition is not met.
        var applies: Bool
    }
    struct Change: Encodable, Sendable {
        var component: String
        var from: ComponentStatus
        var to: ComponentStatus
        /// The line, counted from 0 over both seats.
        var turn: Int
        var reason: String
    }
    struct AgentDeeds: Encodable, Sendable {
        var done: [String]
        var blocked: [String]
        var confirmed: [String]
    }

    var components: [Component]
    var changes: [Change]
    /// What the user has told, by attribute.
    var told: [String: [String]]
    /// What the agent has told.
    var heard: [String: [String]]
    var agent: AgentDeeds
    /// Components that are left to do.
    var open: [String]
    var settled: Bool
    /// The share of applying components in a success status.
    var success: Double?

    init(_ dialogue: UserDialogue) {
        let goal = dialogue.goal
        components = goal.components.enumerated().map { index, component in
            Component(
                id: component.id, kind: component.kind, text: component.text, status: goal.statuses[index], applies: goal.applies[index])
        }
        changes = goal.changes.map { Change(component: $0.component, from: $0.from, to: $0.to, turn: $0.turn, reason: $0.reason) }
        func named(_ values: [Attribute: Set<String>]) -> [String: [String]] {
            Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value.sorted()) })
        }
        told = named(dialogue.information.knownToAgent)
        heard = named(dialogue.information.knownToUser)
        let acts = dialogue.turns.filter { $0.seat == .agent }.flatMap(\.acts)
        func things(_ kind: ActKind) -> [String] {
            acts.filter { $0.kind == kind }.compactMap { act in
                act.attribute.map { "\($0)=\(act.value ?? "")" } ?? act.intent
            }
        }
        agent = AgentDeeds(done: things(.done), blocked: things(.blocked), confirmed: things(.confirm))
        open = dialogue.open.map(\.id)
        settled = dialogue.isSettled
        success = goal.success
    }
}
