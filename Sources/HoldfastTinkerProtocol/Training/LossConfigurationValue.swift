// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// A setting of a loss function.
    public enum LossConfigurationValue: Hashable, Sendable {
        /// Such as a clipping threshold.
        case number(Double)
        /// What newer losses take.
        case text(String)

        /// The number; nil of a text.
        public var number: Double? { if case .number(let value) = self { value } else { nil } }
    }
}

extension Tinker.LossConfigurationValue: Codable {
    /// Reads a number or a text; the names of numbers that JSON lacks are numbers.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self), WireNumber.special(text) == nil {
            self = .text(text)
        } else {
            self = .number(try WireNumber(from: decoder).value)
        }
    }

    /// Writes a number or a text.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .number(let value): try WireNumber(value).encode(to: encoder)
        case .text(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }
}

extension Tinker.LossConfigurationValue: ProtobufMessage {
    /// `LossConfigValue`.
    public static var protobufName: StaticString { "LossConfigValue" }

    /// Reads the protobuf form; one that says nothing is 0.
    public init(from reader: inout ProtobufReader) throws {
        self = .number(0)
        while let field = try reader.next() {
            switch field.number {
            case 1: self = .number(try reader.double(field))
            case 2: self = .text(try reader.string(field))
            default: try reader.skip(field)
            }
        }
    }

    /// Writes the protobuf form.
    public func write(to writer: inout ProtobufWriter) throws {
        switch self {
        case .number(let value): writer.double(1, value)
        case .text(let value): writer.present(2, value.utf8)
        }
    }
}
