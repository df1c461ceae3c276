// SPDX-License-Identifier: Apache-2.0

/// The five kinds of goal component.
///
/// Source: "Goal Alignment in LLM-Based User Simulators" (arXiv:2507.20152), user goal state tracking.
public enum ComponentKind: String, Sendable, Codable, CaseIterable {
    /// Who the user is, how it behaves, an errand, what the errand needs said or learned, and a wish that goes with it.
    case profile, policy, task, requirement, preference
}

/// The status of a goal component; which ones are legal depends on the kind.
public enum ComponentStatus: String, Sendable, Codable, CaseIterable {
    /// `aligned` and `misaligned` are for profile, policy and preference, the others for task and requirement. `attempted` means that the
    /// user did its part and was let down.
    case aligned, misaligned, incomplete, attempted, complete
}

/// How a component is checked without a model.
public enum ComponentCheck: Hashable, Sendable, Codable {
    /// No line of the user contradicts the fact (profile).
    case consistent(Attribute)
    /// Every line obeys the rule (policy).
    case obeys(Behaviour)
    /// The agent's world reports the intent as done, or as blocked after the user did its part (task).
    case achieved(intent: String)
    /// The user has stated the value (requirement).
    case stated(Attribute, String)
    /// The user has asked for the attribute (attempted) and has been told it (complete) (requirement).
    case learned(Attribute)
    /// The user has expressed the value at least once (preference).
    case expressed(Attribute, String)
    /// No machine check; the ledger judge abstains.
    case described
}

/// When a component applies at all.
public enum ComponentCondition: Hashable, Sendable, Codable {
    /// Only after the agent could not serve this value: a fallback.
    case whenUnavailable(Attribute, String)
    /// Only after this intent was done.
    case after(intent: String)
}

/// One checkable piece of a user's goal.
public struct GoalComponent: Hashable, Sendable, Codable, Identifiable {
    /// Unique within the goal, such as `task.book_train` or `requirement.day`.
    public var id: String
    /// Which statuses it can have, where it starts and what counts as success.
    public var kind: ComponentKind
    /// The piece in words, as in the prompt.
    public var text: String
    /// The task component it belongs to, for requirements and preferences.
    public var parent: String?
    /// How its status follows from the dialogue.
    public var check: ComponentCheck
    /// Nil: it always applies.
    public var condition: ComponentCondition?

    /// A component; without a condition it always applies.
    public init(
        id: String, kind: ComponentKind, text: String, parent: String? = nil, check: ComponentCheck,
        condition: ComponentCondition? = nil
    ) {
        self.id = id
        self.kind = kind
        self.text = text
        self.parent = parent
        self.check = check
        self.condition = condition
    }
}

/// What the simulated user came for.
public struct UserGoal: Hashable, Sendable, Codable {
    /// Identifier that follows from the content.
    public var id: String
    /// The objectives' intents, in the order the user pursues them.
    public var intents: [String]
    /// Attribute values the user wants: what its lines about the task must agree with.
    public var constraints: [Fact]
    /// All components, profile and policy ones included.
    public var components: [GoalComponent]
    /// Whether the world can grant it; an impossible goal ends well when the user tried and gave up in order.
    public var isPossible: Bool

    /// A goal, with the identifier that follows from its intents, its constraints' values and its components' identifiers and texts.
    public init(intents: [String], constraints: [Fact], components: [GoalComponent], isPossible: Bool = true) {
        self.intents = intents
        self.constraints = constraints
        self.components = components
        self.isPossible = isPossible
        let content = constraints.map { "\($0.attribute)=\($0.value)" }.joined(separator: ";")
        self.id =
            "g-"
            + StableHash.hexadecimal(
                intents.joined(separator: ",") + "|" + content + "|" + components.map { "\($0.id):\($0.text)" }.joined(separator: ";"))
    }
}
