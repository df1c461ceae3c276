// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// One sampled sequence.
    public struct SampledSequence: Hashable, Sendable {
        /// What ended a sequence.
        public enum StopReason: String, Codable, Sendable, CaseIterable {
            /// A stop text or token, which the tokens include.
            case stop
            /// The limit of tokens, or of the model's context.
            case length
        }

        /// What ended it.
        public var stopReason: StopReason
        /// The sampled tokens.
        public var tokens: [Int32]
        /// The natural logarithm of each token's probability; nil where the server gives none.
        public var logprobs: [Float]?
        /// The likeliest tokens at each place, where they were asked for.
        public var topLogprobs: TopLogprobs?

        /// A sequence.
        public init(stopReason: StopReason, tokens: [Int32], logprobs: [Float]?, topLogprobs: TopLogprobs? = nil) {
            self.stopReason = stopReason
            self.tokens = tokens
            self.logprobs = logprobs
            self.topLogprobs = topLogprobs
        }

        func checked() throws -> Self {
            if let logprobs, logprobs.count != tokens.count {
                throw HoldfastError(.format, "a sampled sequence has \(tokens.count) tokens and \(logprobs.count) logprobs")
            }
            return self
        }
    }
}

extension Tinker.SampledSequence: Codable {
    private enum CodingKeys: String, CodingKey {
        case tokens, logprobs
        case stopReason = "stop_reason"
        case topLogprobs = "topk_logprobs"
    }

    /// Reads the JSON form.
    ///
    /// - Throws: a `HoldfastError` also where tokens and log-probabilities differ in number.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let hasLogprobs = fields.contains(.logprobs) ? try !fields.decodeNil(forKey: .logprobs) : false
        self = try Self(
            stopReason: fields.decode(StopReason.self, forKey: .stopReason), tokens: fields.decode([Int32].self, forKey: .tokens),
            logprobs: hasLogprobs ? fields.floats(.logprobs) : nil,
            topLogprobs: fields.decodeIfPresent(Tinker.TopLogprobs.self, forKey: .topLogprobs)
        ).checked()
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(stopReason, forKey: .stopReason)
        try fields.encode(tokens, forKey: .tokens)
        if let logprobs { try fields.encode(floats: logprobs, forKey: .logprobs) }
        try fields.encodeIfPresent(topLogprobs, forKey: .topLogprobs)
    }
}

extension Tinker.SampledSequence: ProtobufMessage {
    /// `SampledSequence`.
    public static var protobufName: StaticString { "SampledSequence" }

    /// Reads the protobuf form.
    public init(from reader: inout ProtobufReader) throws {
        self.init(stopReason: .stop, tokens: [], logprobs: nil)
        var place = 0
        while let field = try reader.next() {
            place = field.offset
            switch field.number {
            case 1:
                let reason = try reader.integer(field)
                guard reason == 0 || reason == 1 else {
                    throw reader.problem("stop reason \(reason) is not known: stop is 0, length 1", at: field.offset)
                }
                stopReason = reason == 0 ? .stop : .length
            case 2: tokens = try reader.packed(field, as: Int32.self)
            case 3: logprobs = try reader.packed(field, as: UInt32.self).map(Float.init(bitPattern:))
            case 4:
                var inner = try reader.message(field, "topk_logprobs")
                topLogprobs = try Tinker.TopLogprobs(from: &inner)
            default: try reader.skip(field)
            }
        }
        if tokens.isEmpty, logprobs == nil { logprobs = [] }
        do { self = try checked() } catch let error as HoldfastError { throw reader.problem(error.message, at: place) }
    }

    /// Writes the protobuf form.
    public func write(to writer: inout ProtobufWriter) {
        writer.integer(1, stopReason == .stop ? 0 : 1)
        writer.bytes(2, tokens.littleEndianBytes)
        writer.bytes(3, (logprobs ?? []).littleEndianBytes)
        if let topLogprobs { writer.message(4, topLogprobs.write) }
    }
}
