// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A JSON value of a tool or of a call to one. Keys keep their order, for the simulator reads them in it.
public enum ChatValue: Hashable, Sendable {
    /// No value.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// Any other number; one that is not finite is written as Python writes it.
    case number(Double)
    /// Text as it is.
    case string(String)
    /// Values in order.
    case array([ChatValue])
    /// Keys with their values, in order; each should occur once.
    case object([Member])

    /// One key of an object with its value.
    public struct Member: Hashable, Sendable {
        /// Text as it is.
        public var key: String
        /// Any value.
        public var value: ChatValue

        /// A key with its value.
        public init(_ key: String, _ value: ChatValue) {
            self.key = key
            self.value = value
        }
    }

    /// The value of a key; nil where this is no object or has no such key.
    public subscript(_ key: String) -> ChatValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// As templates write it (Python's `json.dumps` with `ensure_ascii=False`).
    /// - Parameter indent: spaces per level, each value on a line of its own; nil writes one line.
    public func json(indent: Int? = nil) -> String { json(indent, depth: 0) }

    private func json(_ indent: Int?, depth: Int) -> String {
        func enclosed(_ open: String, _ parts: [String], _ close: String) -> String {
            guard let indent, !parts.isEmpty else { return open + parts.joined(separator: ", ") + close }
            let (inner, outer) = (String(repeating: " ", count: indent * (depth + 1)), String(repeating: " ", count: indent * depth))
            return open + "\n" + parts.map { inner + $0 }.joined(separator: ",\n") + "\n" + outer + close
        }
        return switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .number(let value): Self.spelling(of: value)
        case .string(let value): value.quotedInJSON
        case .array(let items): enclosed("[", items.map { $0.json(indent, depth: depth + 1) }, "]")
        case .object(let members):
            enclosed("{", members.map { $0.key.quotedInJSON + ": " + $0.value.json(indent, depth: depth + 1) }, "}")
        }
    }

    /// Swift and Python find the same shortest digits, but begin to write exponents at different sizes.
    private static func spelling(of value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
        let text = value.magnitude.description
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]), (0..<16).contains(exponent) else {
            return value.sign == .minus ? "-" + text : text
        }
        let digits = parts[0].filter { $0 != "." }
        return (value < 0 ? "-" : "") + digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + ".0"
    }
}

extension ChatValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A number that need not be whole.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Values in order.
    public init(arrayLiteral elements: ChatValue...) { self = .array(elements) }
    /// Keys with their values, in the order in which they are written.
    public init(dictionaryLiteral elements: (String, ChatValue)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
    /// No value.
    public init(nilLiteral: ()) { self = .null }
}
