// SPDX-License-Identifier: Apache-2.0

/// The name of something that can be stated about a user or asked for, such as `name`, `city` or `party_size`.
public struct Attribute: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible, Comparable {
    /// The name; snake case by convention.
    public var rawValue: String
    /// The attribute of a name; any text will do.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The attribute of a name; any text will do.
    public init(_ rawValue: String) { self.rawValue = rawValue }
    /// The attribute that a literal names.
    public init(stringLiteral value: String) { rawValue = value }
    /// Reads a bare name.
    /// - Throws: `DecodingError` for anything but a string.
    public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
    /// Writes the bare name, so that documents hold a string and no object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    /// The bare name.
    public var description: String { rawValue }
    /// In the order of the names.
    public static func < (left: Attribute, right: Attribute) -> Bool { left.rawValue < right.rawValue }
}

/// Who may learn a fact.
public enum Visibility: String, Sendable, Codable, CaseIterable {
    /// The user tells it when it serves the goal.
    case shared
    /// The user keeps it; stating it to the agent is a leak.
    case secret
}

/// One typed fact: an attribute and its canonical value (lower case, single spaces).
public struct Fact: Hashable, Sendable, Codable {
    /// What the fact is about.
    public var attribute: Attribute
    /// The canonical value, which claims are compared with as text.
    public var value: String
    /// Whether the user may tell it.
    public var visibility: Visibility

    /// A fact that may be told, unless it is a secret.
    public init(_ attribute: Attribute, _ value: String, visibility: Visibility = .shared) {
        self.attribute = attribute
        self.value = value
        self.visibility = visibility
    }
}
