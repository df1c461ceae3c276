// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// A piece of a model's input.
    public enum Chunk: Hashable, Sendable {
        /// Token ids.
        case encodedText([Int32])
        /// Something that is no text, by the name of its kind, such as `image`. It is told apart, read no further and never written.
        case other(String)
    }
}

extension Tinker.Chunk: Codable {
    private enum CodingKeys: String, CodingKey { case tokens, type }

    /// Reads the JSON form; one with `tokens` and no `type` is encoded text.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let type = try fields.decodeIfPresent(String.self, forKey: .type)
        if let type, type != "encoded_text" {
            self = .other(type)
        } else {
            self = .encodedText(try fields.decode([Int32].self, forKey: .tokens))
        }
    }

    /// Writes the JSON form.
    ///
    /// - Throws: a `HoldfastError` where it is no text.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(try tokens, forKey: .tokens)
        try fields.encode("encoded_text", forKey: .type)
    }

    /// The token ids.
    ///
    /// - Throws: a `HoldfastError` with code `usage` where it is no text.
    public var tokens: [Int32] {
        get throws {
            switch self {
            case .encodedText(let tokens): return tokens
            case .other(let kind):
                throw HoldfastError(.usage, "a piece of the input is of kind \(kind.debugDescription): only encoded_text is taken")
            }
        }
    }
}

extension Tinker.Chunk: ProtobufMessage {
    /// `Chunk`.
    public static var protobufName: StaticString { "Chunk" }

    /// Reads the protobuf form.
    public init(from reader: inout ProtobufReader) throws {
        var result: Self?
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var tokens: [Int32] = []
                var inner = try reader.message(field, "encoded_text")
                while let part = try inner.next() {
                    if part.number == 1 { tokens = try inner.packed(part, as: Int32.self) } else { try inner.skip(part) }
                }
                result = .encodedText(tokens)
            case 2, 3:
                result = .other(field.number == 2 ? "image" : "dmel")
                try reader.skip(field)
            default: try reader.skip(field)
            }
        }
        self = result ?? .other("unknown")
    }

    /// Writes the protobuf form.
    ///
    /// - Throws: a `HoldfastError` where it is no text.
    public func write(to writer: inout ProtobufWriter) throws {
        let tokens = try tokens
        writer.message(1) { $0.bytes(1, tokens.littleEndianBytes) }
    }
}
