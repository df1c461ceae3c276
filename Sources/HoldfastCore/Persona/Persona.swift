// SPDX-License-Identifier: Apache-2.0

/// Who the simulated user is: typed facts and a behavioural policy.
public struct Persona: Hashable, Sendable, Codable {
    /// Identifier that follows from the content; equal personas have equal identifiers.
    public var id: String
    /// What is true of the person, secrets among it.
    public var facts: [Fact]
    /// The rules of behaviour; each line of the user has to obey all of them.
    public var policy: [PolicyRule]
    /// State that may change during a dialogue by declared moves; such change is not drift.
    public var declared: [DeclaredState]

    /// A persona, with the identifier that follows from its facts' values and its rules' sentences. Visibility, checks and declared
    /// states do not enter it.
    public init(facts: [Fact], policy: [PolicyRule], declared: [DeclaredState] = []) {
        self.facts = facts
        self.policy = policy
        self.declared = declared
        let content = facts.map { "\($0.attribute)=\($0.value)" }.sorted().joined(separator: ";")
        let rules = policy.map(\.text).sorted().joined(separator: ";")
        self.id = "p-" + StableHash.hexadecimal(content + "|" + rules)
    }

    /// The value of a fact, or nil where the persona has none.
    public subscript(_ attribute: Attribute) -> String? {
        facts.first { $0.attribute == attribute }?.value
    }
}

/// A state variable with its allowed moves, such as mood or patience.
public struct DeclaredState: Hashable, Sendable, Codable {
    /// The attribute whose value may change.
    public var name: Attribute
    /// The value when the dialogue begins.
    public var initial: String
    /// Allowed moves, from value to values.
    public var moves: [String: [String]]

    /// A state with its allowed moves; from a value that `moves` does not name there is none.
    public init(name: Attribute, initial: String, moves: [String: [String]]) {
        self.name = name
        self.initial = initial
        self.moves = moves
    }

    /// Whether the value may go from `old` to `new`; staying is always allowed.
    public func allows(from old: String, to new: String) -> Bool {
        old == new || moves[old, default: []].contains(new)
    }
}
