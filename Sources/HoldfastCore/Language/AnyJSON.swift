// SPDX-License-Identifier: Apache-2.0

/// Any JSON value, for what is handed through without looking at it and for files whose shape varies from record to record.
public enum AnyJSON: Codable, Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number of 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A text.
    case string(String)
    /// A list.
    case array([AnyJSON])
    /// Named values.
    case object([String: AnyJSON])

    /// Reads whatever there is.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([AnyJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: AnyJSON].self))
        }
    }

    /// Writes it as it was; a number that JSON lacks becomes its name as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value) where value.isFinite: try container.encode(value)
        case .number(let value): try container.encode(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// The named values of an object.
    public var object: [String: AnyJSON]? { if case .object(let value) = self { value } else { nil } }
    /// The values of a list.
    public var array: [AnyJSON]? { if case .array(let value) = self { value } else { nil } }

    /// A string, or a whole number as its digits; nil for everything else.
    public var text: String? {
        switch self {
        case .string(let value): value
        case .integer(let value): String(value)
        default: nil
        }
    }

    /// The texts of a string, a number or an array of them.
    public var texts: [String] { array?.compactMap(\.text) ?? text.map { [$0] } ?? [] }
}
