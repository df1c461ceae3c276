// SPDX-License-Identifier: Apache-2.0

/// What an agent's line does, as the agent itself reports it.
public enum ActKind: String, Sendable, Codable, CaseIterable {
    /// Opens the conversation.
    case greet
    /// Asks the user for an attribute.
    case request
    /// Repeats a value for confirmation; true to the dialogue.
    case confirm
    /// Presses a value that the user did not give, as if it had: a false premise.
    case presume
    /// Tells the user a value.
    case inform
    /// Offers an alternative value.
    case offer
    /// Reports that an intent was carried out.
    case done
    /// Reports that an intent or a value cannot be served.
    case blocked
    /// Asks the user to say it again.
    case clarify
    /// Asks whether there is anything else.
    case askMore
    /// Takes leave of the user.
    case farewell
}

/// One act: its kind, and what it is about.
public struct DialogueAct: Hashable, Sendable, Codable {
    /// What the act does.
    public var kind: ActKind
    /// What it is about; nil for an act about nothing, such as `greet`, or about a whole intent.
    public var attribute: Attribute?
    /// The value told, asked or pressed, in canonical form; nil where the act names none.
    public var value: String?
    /// The intent that `done` and `blocked` are about.
    public var intent: String?

    /// An act of the given kind.
    public init(_ kind: ActKind, attribute: Attribute? = nil, value: String? = nil, intent: String? = nil) {
        self.kind = kind
        self.attribute = attribute
        self.value = value
        self.intent = intent
    }
}
