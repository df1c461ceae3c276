// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A service domain as data: attributes, errands, tables and words. One agent and one user serve all domains.
public struct DomainDefinition: Sendable {
    /// The attribute under which errands themselves are read and remembered.
    public static let intentAttribute: Attribute = "intent"

    /// The name that scenarios refer to it by, such as `train`.
    public var name: String
    /// Lines with which the agent opens.
    public var greetings: [String]
    /// What can be talked about: facts, wishes and what the world tells. Do not reorder them: `attribute(_:)` keeps to their first places.
    public var attributes: [DomainAttribute]
    /// The errands it serves. Do not reorder them: `intent(_:)` keeps to their first places.
    public var intents: [IntentDefinition]
    /// Sets of profile facts of which the agent asks one to verify who is speaking; empty for no verification.
    public var verification: [[Attribute]]
    /// The shared tables that lookups search.
    public var tables: [TableDefinition]
    /// Whether the world refuses the first choices of a goal that names fallbacks for them, whatever the tables hold.
    public var refusesFirstChoices = false
    /// A lexicon made elsewhere, in place of the one that follows from attributes and errands.
    public var ownLexicon: Lexicon?
    private let attributeIndex: [Attribute: Int]
    private let intentIndex: [String: Int]

    /// A definition whose lexicon follows from its attributes and errands, and whose world refuses only what its tables lack.
    public init(
        name: String, greetings: [String], attributes: [DomainAttribute], intents: [IntentDefinition], verification: [[Attribute]],
        tables: [TableDefinition]
    ) {
        self.name = name
        self.greetings = greetings
        self.attributes = attributes
        self.intents = intents
        self.verification = verification
        self.tables = tables
        attributeIndex = Dictionary(attributes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        intentIndex = Dictionary(intents.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// An attribute by its name, or nil for an unknown one.
    public func attribute(_ name: Attribute) -> DomainAttribute? { attributeIndex[name].map { attributes[$0] } }

    /// An errand by its name, or nil for an unknown one.
    public func intent(_ name: String) -> IntentDefinition? { intentIndex[name].map { intents[$0] } }

    /// The lexicon of all attributes, with the errands themselves as a closed attribute.
    public var lexicon: Lexicon {
        if let ownLexicon { return ownLexicon }
        let errands = AttributeLexicon(
            Self.intentAttribute, pattern: .closed(Dictionary(intents.map { ($0.name, $0.cues) }, uniquingKeysWith: { first, _ in first })),
            statements: ["{}"], requests: Self.intentRequests)
        return Lexicon(domain: name, attributes: [errands] + attributes.map(\.lexicon))
    }

    /// How an agent asks what the user came for.
    public static let intentRequests = ["What can I do for you?", "How can I help you today?", "What do you need from us?"]
}
