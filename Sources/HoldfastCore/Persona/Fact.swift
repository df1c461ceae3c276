// SPDX-License-Identifier: Apache-2.0

/// The name of something that can be stated about a user or asked for, such as `name`, `city` or `party_size`.
public struct Attribute: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible, Comparable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
    /// Writes the bare name, so that documents hold a string and no object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
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
    public var attribute: Attribute
    public var value: String
    public var visibility: Visibility

    public init(_ attribute: Attribute, _ value: String, visibility: Visibility = .shared) {
        self.attribute = attribute
        self.value = value
        self.visibility = visibility
    }
}
