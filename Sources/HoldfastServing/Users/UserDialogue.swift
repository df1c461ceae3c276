// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A dialogue of a served user and what follows from it: a pure fold over its lines.
public struct UserDialogue: Sendable, Hashable {
    /// Who talks, and what for.
    public let scenario: Scenario
    /// The lines so far; those of the agent carry the acts that were read in them.
    public var turns: [Turn] = []
    /// The goal after the newest line.
    public var goal: GoalState
    /// What the user and the agent have told each other.
    public var information: InformationLedger
    /// What is wrong with the newest line of the user.
    public var flags: [LineFlag] = []
    /// What the newest line of the agent asks for though the scenario has no value for it.
    public var unanswerable: [Attribute] = []

    /// The dialogue before its first line.
    public init(scenario: Scenario) {
        self.scenario = scenario
        goal = GoalState(components: scenario.goal.components)
        information = InformationLedger(scenario: scenario)
    }

    /// Lines of the user so far.
    var userTurns: Int { turns.count { $0.seat == .user } }

    /// Whether the user ended it with its newest line.
    public var isEnded: Bool { turns.last?.finish == .endOfDialogue }

    /// Components that apply and are in no success status, profile and policy aside: what is left to do.
    public var open: [GoalComponent] {
        goal.components.indices
            .filter { goal.applies[$0] && !goal.components[$0].kind.isSuccess(goal.statuses[$0]) }
            .map { goal.components[$0] }.filter { $0.kind != .profile && $0.kind != .policy }
    }

    /// Whether nothing is left to do that could still be done: every errand is done or was refused, and what is open belongs to a refused
    /// one. A goal without errands is never settled.
    public var isSettled: Bool {
        guard goal.components.contains(where: { $0.kind == .task }) else { return false }
        return open.allSatisfy { component in component.parent.flatMap { goal[$0] } == .attempted }
    }
}

/// Something that is wrong with a line of the user.
public struct LineFlag: Sendable, Hashable {
    /// What kind of fault it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Says something else about the person than the profile.
        case contradictsProfile = "contradicts_profile"
        /// Asks for something else than the goal.
        case contradictsGoal = "contradicts_goal"
        /// Pursues an errand or a wish that the scenario does not have.
        case inventsGoal = "invents_goal"
        /// Says of the person what nobody gave.
        case fabricates
        /// Disagrees with an earlier line of its own.
        case contradictsEarlier = "contradicts_earlier"
        /// Tells a secret.
        case leaksSecret = "leaks_secret"
        /// Breaks a rule of the policy.
        case breaksPolicy = "breaks_policy"
        /// Repeats itself or an earlier line word by word.
        case repeats
        /// Is no line of a user: empty, cut off, or spoken from another seat.
        case invalid
        /// Ends the dialogue though parts of the goal are left to do.
        case dropsGoal = "drops_goal"

        /// The word that tau2-bench's review of user simulators has for it.
        public var tag: String {
            switch self {
            case .contradictsProfile, .contradictsGoal, .contradictsEarlier: "inconsistent_behavior"
            case .inventsGoal, .fabricates: "hallucination"
            case .leaksSecret, .breaksPolicy: "guideline_violation"
            case .dropsGoal: "premature_termination"
            case .repeats, .invalid: "other"
            }
        }
    }

    /// What kind of fault it is.
    public var kind: Kind
    /// The attribute or the goal components that it is about.
    public var about: [String]
    /// Why, in words.
    public var evidence: String

    /// A fault with its evidence.
    public init(_ kind: Kind, about: [String] = [], evidence: String) {
        self.kind = kind
        self.about = about
        self.evidence = evidence
    }
}
