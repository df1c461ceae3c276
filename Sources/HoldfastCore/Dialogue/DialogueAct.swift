// SPDX-License-Identifier: Apache-2.0

/// What an agent's line does, as the agent itself reports it.
public enum ActKind: String, Sendable, Codable, CaseIterable {
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
    case farewell
}

/// One act: its kind, and what it is about.
public struct DialogueAct: Hashable, Sendable, Codable {
    public var kind: ActKind
    public var attribute: Attribute?
    public var value: String?
    /// The intent that `done` and `blocked` are about.
    public var intent: String?

    public init(_ kind: ActKind, attribute: Attribute? = nil, value: String? = nil, intent: String? = nil) {
        self.kind = kind
        self.attribute = attribute
        self.value = value
        self.intent = intent
    }
}
