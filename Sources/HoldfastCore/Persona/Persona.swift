// SPDX-License-Identifier: Apache-2.0

/// Who the simulated user is: typed facts, free statements and a behavioural policy.
public struct Persona: Hashable, Sendable, Codable {
    /// Identifier that follows from the content; equal personas have equal identifiers.
    public var id: String
    /// What is true of the person, secrets among it.
    public var facts: [Fact]
    /// The rules of behaviour; each line of the user has to obey all of them.
    public var policy: [PolicyRule]
    /// State that may change during a dialogue by declared moves; such change is not drift.
    public var declared: [DeclaredState]
    /// What is said about the person in free sentences, in their order; no machine check reads them. In JSON the key may be missing.
    public var statements: [String]

    /// A persona, with the identifier that follows from its facts' values, its rules' sentences and, where there are any, its
    /// statements. Visibility, checks and declared states do not enter it.
    public init(facts: [Fact], policy: [PolicyRule], declared: [DeclaredState] = [], statements: [String] = []) {
        self.facts = facts
        self.policy = policy
        self.declared = declared
        self.statements = statements
        let content = facts.map { "\($0.attribute)=\($0.value)" }.sorted().joined(separator: ";")
        let rules = policy.map(\.text).sorted().joined(separator: ";")
        let sentences = statements.isEmpty ? "" : "|" + statements.joined(separator: "\n")
        self.id = "p-" + StableHash.hexadecimal(content + "|" + rules + sentences)
    }

    private enum CodingKeys: String, CodingKey { case id, facts, policy, declared, statements }

    /// Reads a persona; one without `statements`, as earlier versions wrote them, has none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        facts = try container.decode([Fact].self, forKey: .facts)
        policy = try container.decode([PolicyRule].self, forKey: .policy)
        declared = try container.decode([DeclaredState].self, forKey: .declared)
        statements = try container.decodeIfPresent([String].self, forKey: .statements) ?? []
    }

    /// Writes the persona; `statements` only where there are any, so that personas without them stay what they were byte for byte.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(facts, forKey: .facts)
        try container.encode(policy, forKey: .policy)
        try container.encode(declared, forKey: .declared)
        if !statements.isEmpty { try container.encode(statements, forKey: .statements) }
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
