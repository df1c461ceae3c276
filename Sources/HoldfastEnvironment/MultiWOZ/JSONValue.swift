// SPDX-License-Identifier: Apache-2.0

/// Any JSON value, for files whose shape varies from record to record.
enum JSONValue: Hashable, Sendable, Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    var object: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }
    var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

    /// A string, or a whole number as its digits; nil for everything else.
    var text: String? {
        switch self {
        case .string(let value): value
        case .number(let value): Int(exactly: value).map(String.init)
        default: nil
        }
    }

    /// The texts of a string, a number or an array of them.
    var texts: [String] { array?.compactMap(\.text) ?? text.map { [$0] } ?? [] }
}
