// SPDX-License-Identifier: Apache-2.0

/// A JSON value that keeps the order of its keys, so that what is written is stable byte for byte.
public enum JSONValue: Hashable, Sendable {
    /// Also what stands for a number that is not finite.
    case null
    /// True or false.
    case bool(Bool)
    /// The number as it is written.
    case number(String)
    /// Text as it is; quotes and escapes come with `line` and `page`.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Keys in the order in which they are written; each should occur once.
    case object([Member])

    /// One key of an object with its value.
    public struct Member: Hashable, Sendable {
        /// Text as it is, without quotes and escapes.
        public var key: String
        /// Any value, objects and arrays included.
        public var value: JSONValue

        /// A key with its value.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// A whole number.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// The shortest decimal that reads back as the same number; null where it is not finite, which JSON cannot hold.
    public static func double(_ value: Double) -> JSONValue { value.isFinite ? .number(value.description) : .null }

    /// An object with the keys in the given order.
    public static func record(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member($0.key, $0.value) })
    }

    /// The value of a key, or nil where this is no object or has no such key.
    public subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// On one line.
    public var line: String { text(indent: nil, depth: 0) }

    /// Indented by two spaces a level, ending without a line break.
    public var page: String { text(indent: 2, depth: 0) }

    /// The same value with all keys sorted: what a digest is taken of.
    public var sorted: JSONValue {
        switch self {
        case .array(let items): .array(items.map(\.sorted))
        case .object(let members): .object(members.map { Member($0.key, $0.value.sorted) }.sorted { $0.key < $1.key })
        default: self
        }
    }

    private func text(indent: Int?, depth: Int) -> String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let literal): literal
        case .string(let value): value.quotedInJSON
        case .array(let items):
            JSONValue.enclosed("[", items.map { $0.text(indent: indent, depth: depth + 1) }, "]", indent: indent, depth: depth)
        case .object(let members):
            JSONValue.enclosed(
                "{", members.map { "\($0.key.quotedInJSON): \($0.value.text(indent: indent, depth: depth + 1))" }, "}", indent: indent,
                depth: depth)
        }
    }

    private static func enclosed(_ open: String, _ parts: [String], _ close: String, indent: Int?, depth: Int) -> String {
        guard let indent, !parts.isEmpty else { return open + parts.joined(separator: ", ") + close }
        let inner = "\n" + String(repeating: " ", count: indent * (depth + 1))
        let outer = "\n" + String(repeating: " ", count: indent * depth)
        return open + parts.map { inner + $0 }.joined(separator: ",") + outer + close
    }
}
