// SPDX-License-Identifier: Apache-2.0

/// How the values of an attribute are recognised in a line.
public enum ValuePattern: Hashable, Sendable, Codable {
    /// A closed list: canonical value to its surface forms (lower case).
    case closed([String: [String]])
    /// A whole number in digits or words.
    case number(ClosedRange<Int>)
    /// Whatever stands in the slot of a cue, up to this many words; garbled values are caught as such.
    case open(words: Int)
}

/// How one attribute is spoken about.
public struct AttributeLexicon: Hashable, Sendable, Codable {
    /// What is spoken about. A lexicon may have several entries for one attribute.
    public var attribute: Attribute
    /// What counts as a value, and what its canonical form is.
    public var pattern: ValuePattern
    /// Phrases with one `{}` slot that state a value, such as `my name is {}`; lower case.
    public var statements: [String]
    /// Phrases with which a user asks for the attribute, such as `how much`; lower case.
    public var questions: [String]
    /// How an agent asks for the attribute, as whole lines; probes use them too.
    public var requests: [String]
    /// Whether a user line that is only a value counts when the agent asked for this attribute.
    public var acceptsBareValue: Bool

    /// How an attribute is spoken about; without `questions` and `requests` nobody asks for it.
    public init(
        _ attribute: Attribute, pattern: ValuePattern, statements: [String], questions: [String] = [], requests: [String] = [],
        acceptsBareValue: Bool = true
    ) {
        self.attribute = attribute
        self.pattern = pattern
        self.statements = statements
        self.questions = questions
        self.requests = requests
        self.acceptsBareValue = acceptsBareValue
    }
}

/// How a domain is spoken about: what the scripted agent understands and what the ledger judge can check.
public struct Lexicon: Hashable, Sendable, Codable {
    /// Name of the domain it belongs to.
    public var domain: String
    /// The entries. Where an attribute has several, all their phrases count; the first decides how a bare value is read.
    public var attributes: [AttributeLexicon]
    /// Phrases that say yes; lower case.
    public var affirmations: [String]
    /// Phrases that say no; lower case.
    public var negations: [String]
    /// The services of a lexicon that covers several; empty where it covers one.
    public var topics: [Topic] = []

    /// A lexicon of one service, with the usual words for yes and no unless others are given. Topics are set afterwards.
    public init(
        domain: String, attributes: [AttributeLexicon], affirmations: [String] = Lexicon.affirmations,
        negations: [String] = Lexicon.negations
    ) {
        self.domain = domain
        self.attributes = attributes
        self.affirmations = affirmations
        self.negations = negations
    }

    /// How a line says yes in any domain.
    public static let affirmations = ["yes", "yeah", "right", "correct", "exactly", "sure", "that works", "sounds good", "that is right"]
    /// How a line says no in any domain.
    public static let negations = ["no", "not", "wrong", "never", "nope", "that is not right"]
}

/// A statement found in a line: the user claims that the attribute has the value.
public struct Claim: Hashable, Sendable, Codable {
    /// What the value is a value of.
    public var attribute: Attribute
    /// The value in canonical form; lower case, single spaces.
    public var value: String

    /// A claim that the attribute has the value.
    public init(_ attribute: Attribute, _ value: String) {
        self.attribute = attribute
        self.value = value
    }
}

/// What a line says, as far as a lexicon can tell.
public struct LineReading: Hashable, Sendable, Codable {
    /// Values the line states, or affirms when the agent confirmed or presumed them.
    public var claims: [Claim]
    /// Values the line rejects.
    public var denials: [Claim]
    /// Attributes the line asks for.
    public var asked: [Attribute]
    /// Whether the line says yes somewhere, an affirmation that is itself rejected (`not right`) aside. A line can say both yes and no.
    public var affirms: Bool
    /// Whether the line says no somewhere.
    public var negates: Bool

    /// A reading; without arguments, that of a line that says nothing.
    public init(claims: [Claim] = [], denials: [Claim] = [], asked: [Attribute] = [], affirms: Bool = false, negates: Bool = false) {
        self.claims = claims
        self.denials = denials
        self.asked = asked
        self.affirms = affirms
        self.negates = negates
    }
}
