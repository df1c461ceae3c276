// SPDX-License-Identifier: Apache-2.0

/// A behavioural constraint that a machine can check on a single line of the user.
public enum Behaviour: Hashable, Sendable, Codable {
    /// Every line has at most this many words.
    case atMostWords(Int)
    /// Every line contains one of these words or phrases.
    case alwaysSays([String])
    /// No line contains any of these words or phrases.
    case neverSays([String])
    /// The attribute is stated only in reply to a question for it.
    case onlyWhenAsked(Attribute)
    /// The attribute is never stated.
    case neverStates(Attribute)
    /// No machine check; a model judge decides, the ledger judge abstains.
    case described(String)
}

/// One rule of a user's behavioural policy: its sentence in the prompt and its check.
public struct PolicyRule: Hashable, Sendable, Codable {
    /// The rule as the prompt states it.
    public var text: String
    /// What a line must do to keep it.
    public var behaviour: Behaviour

    /// A rule and its check, which have to mean the same.
    public init(text: String, behaviour: Behaviour) {
        self.text = text
        self.behaviour = behaviour
    }
}
