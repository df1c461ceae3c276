// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// How a canonical value, which is lower case, is written in lines and prompts.
public enum Spelling: Hashable, Sendable, Codable {
    /// As the canonical value is: in lower case.
    case asIs
    /// Every word begins with a capital.
    case capitalized
    /// In capitals throughout, as codes are.
    case uppercased
    /// A number in words, up to ninety-nine.
    case numberWord
    /// Value by value, where a value is no word of its own, such as `yes`.
    case listed([String: String])
}

/// What part an attribute plays in dialogues of a domain.
public enum AttributeRole: String, Hashable, Sendable, Codable {
    /// A fact about the person: verified, probed, kept.
    case profile
    /// A fact the person may have to keep to itself; a curious agent asks for it.
    case secret
    /// A value the person wants or has to give for its errand.
    case constraint
    /// A value the world gives: the person can ask for it.
    case result
}

/// Everything an agent and a user need to talk about one attribute. Templates have one `{}` for the spelled value.
public struct DomainAttribute: Hashable, Sendable {
    /// How the attribute is recognised in a line, and asked for; its name is the attribute's.
    public var lexicon: AttributeLexicon
    /// What part it plays.
    public var role: AttributeRole
    /// How values are written in lines and prompts.
    public var spelling: Spelling
    /// The attribute's name in a sentence, such as `home city`.
    public var label: String
    /// In the simulator's prompt. For a profile fact a sentence (`You live in {}.`), for a constraint a piece of the errand's
    /// sentence (`on {}`), for a preference a sentence, for a result a request (`Ask for the price.`).
    public var prompt: String
    /// Whole sentences with which a user gives the value.
    public var answers: [String]
    /// Pieces that a user adds to a sentence, such as `on {}`.
    public var fragments: [String]
    /// Sentences with which a user asks for the value.
    public var asks: [String]
    /// The value as an agent repeats it: `you travel on {}`.
    public var recap: String
    /// Sentences with which an agent tells the value.
    public var informs: [String]
    /// Canonical values to draw from: goals, mistakes and false premises.
    public var pool: [String]

    /// An attribute; templates that its role has no use for may stay empty.
    public init(
        _ lexicon: AttributeLexicon, role: AttributeRole, spelling: Spelling = .asIs, label: String, prompt: String, answers: [String] = [],
        fragments: [String] = [], asks: [String] = [], recap: String = "{}", informs: [String] = [], pool: [String] = []
    ) {
        self.lexicon = lexicon
        self.role = role
        self.spelling = spelling
        self.label = label
        self.prompt = prompt
        self.answers = answers
        self.fragments = fragments
        self.asks = asks
        self.recap = recap
        self.informs = informs
        self.pool = pool
    }

    /// The attribute's name, the one in its lexicon.
    public var name: Attribute { lexicon.attribute }

    /// A canonical value as lines and prompts write it.
    public func spell(_ value: String) -> String { spelling.spell(value) }

    /// A template with the spelled value in its slot.
    public func fill(_ template: String, _ value: String) -> String { template.filled(with: spell(value)) }
}

extension Spelling {
    /// A canonical value in this spelling.
    public func spell(_ value: String) -> String {
        switch self {
        case .asIs: value
        case .capitalized: value.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
        case .uppercased: value.uppercased()
        case .numberWord: Int(value).map(NumberWords.spell) ?? value
        case .listed(let spellings): spellings[value] ?? value
        }
    }
}

extension String {
    /// The text with its `{}` replaced.
    func filled(with value: String) -> String {
        guard let open = firstIndex(of: "{") else { return self }
        let close = index(after: open)
        guard close < endIndex, self[close] == "}" else { return self }
        return self[..<open] + value + self[index(after: close)...]
    }

    /// The text with a capital first letter.
    var sentenceCased: String { prefix(1).uppercased() + dropFirst() }
}
