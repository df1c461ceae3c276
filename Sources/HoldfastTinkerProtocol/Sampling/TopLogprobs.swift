// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// A token and its log-probability; in JSON a list of the two.
    public struct TokenLogprob: Codable, Hashable, Sendable {
        /// The token's id.
        public var token: Int32
        /// The natural logarithm of its probability.
        public var logprob: Float

        /// A token and its log-probability.
        public init(token: Int32, logprob: Float) { (self.token, self.logprob) = (token, logprob) }

        /// Reads a list of the two.
        public init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            token = try list.decode(Int32.self)
            logprob = Float(try list.decode(WireNumber.self).value)
        }

        /// Writes a list of the two.
        public func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(token)
            if logprob.isFinite { try list.encode(logprob) } else { try list.encode(WireNumber(Double(logprob))) }
        }
    }

    /// The likeliest tokens at each place of a sequence; none where a place has none, such as the first of a prompt.
    public struct TopLogprobs: Codable, Hashable, Sendable {
        /// What stands in protobuf where a place has fewer tokens than another.
        static let padding = TokenLogprob(token: 0, logprob: -99999)

        /// The likeliest tokens, place by place.
        public var places: [[TokenLogprob]]

        /// The likeliest tokens, place by place.
        public init(_ places: [[TokenLogprob]]) { self.places = places }

        /// Reads a list that may have null for a place.
        public init(from decoder: any Decoder) throws {
            places = try decoder.singleValueContainer().decode([[TokenLogprob]?].self).map { $0 ?? [] }
        }

        /// Writes a list that has null for a place without any.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(places.map { $0.isEmpty ? nil : $0 })
        }
    }
}

extension Tinker.TopLogprobs: ProtobufMessage {
    /// `TopkLogprobs`.
    public static var protobufName: StaticString { "TopkLogprobs" }

    /// Reads the protobuf form: two tables of `length` rows and `k` columns.
    public init(from reader: inout ProtobufReader) throws {
        var (tokens, logprobs, width, length, place) = ([Int32](), [Float](), 0, 0, 0)
        while let field = try reader.next() {
            place = field.offset
            switch field.number {
            case 1: tokens = try reader.packed(field, as: Int32.self)
            case 2: logprobs = try reader.packed(field, as: UInt32.self).map(Float.init(bitPattern:))
            case 3: width = try reader.integer(field)
            case 4: length = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        // Without columns, nothing but the message's word stands behind its number of rows.
        guard let count = Tinker.Tensor.product([width, length]), width > 0 || length == 0, tokens.count == count, logprobs.count == count else {
            throw reader.problem("\(tokens.count) tokens and \(logprobs.count) logprobs for \(length) places of \(width)", at: place)
        }
        places = (0..<length).map { row in
            (row * width..<(row + 1) * width).map { Tinker.TokenLogprob(token: tokens[$0], logprob: logprobs[$0]) }
                .filter { $0 != Self.padding }
        }
    }

    /// Writes the protobuf form.
    public func write(to writer: inout ProtobufWriter) {
        let width = max(1, places.map(\.count).max() ?? 1)
        let cells = places.flatMap { $0 + Array(repeating: Self.padding, count: width - $0.count) }
        writer.bytes(1, cells.map(\.token).littleEndianBytes)
        writer.bytes(2, cells.map(\.logprob).littleEndianBytes)
        writer.integer(3, width)
        writer.integer(4, places.count)
    }
}
