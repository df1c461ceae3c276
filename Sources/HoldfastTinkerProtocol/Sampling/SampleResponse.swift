// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// The result of a `SampleRequest`.
    public struct SampleResponse: Hashable, Sendable {
        /// The sequences, as many as were asked for.
        public var sequences: [SampledSequence]
        /// The log-probability of each token of the prompt, nil for one that has none, such as the first; nil where they were not asked
        /// for. Some servers leave the first place out: `promptLogprobs(for:)` puts it back.
        public var promptLogprobs: [Float?]?
        /// The likeliest tokens at each place of the prompt, where they were asked for.
        public var topPromptLogprobs: TopLogprobs?
        /// How many of the prompt's tokens the server had worked out before.
        public var cachedPromptTokens: Int?

        /// A result.
        public init(
            sequences: [SampledSequence], promptLogprobs: [Float?]? = nil, topPromptLogprobs: TopLogprobs? = nil, cachedPromptTokens: Int? = nil
        ) {
            self.sequences = sequences
            self.promptLogprobs = promptLogprobs
            self.topPromptLogprobs = topPromptLogprobs
            self.cachedPromptTokens = cachedPromptTokens
        }

        /// The log-probabilities of a prompt of so many tokens, the first of them nil; nil where there are none.
        ///
        /// - Throws: a `HoldfastError` with code `server` where their number is neither `tokens` nor one less.
        public func promptLogprobs(for tokens: Int) throws -> [Float?]? {
            guard let promptLogprobs else { return nil }
            if promptLogprobs.count == tokens { return promptLogprobs }
            guard promptLogprobs.count == tokens - 1 else {
                throw HoldfastError(.server, "the server gave \(promptLogprobs.count) logprobs for a prompt of \(tokens) tokens")
            }
            return [nil] + promptLogprobs
        }
    }
}

extension Tinker.SampleResponse: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, sequences
        case promptLogprobs = "prompt_logprobs"
        case topPromptLogprobs = "topk_prompt_logprobs"
        case cachedPromptTokens = "prompt_cache_hit_tokens"
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        sequences = try fields.decode([Tinker.SampledSequence].self, forKey: .sequences)
        promptLogprobs = try fields.decodeIfPresent([WireNumber].self, forKey: .promptLogprobs)?.map { $0.value.isNaN ? nil : Float($0.value) }
        topPromptLogprobs = try fields.decodeIfPresent(Tinker.TopLogprobs.self, forKey: .topPromptLogprobs)
        cachedPromptTokens = try fields.decodeIfPresent(Int.self, forKey: .cachedPromptTokens)
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode("sample", forKey: .type)
        try fields.encode(sequences, forKey: .sequences)
        if let promptLogprobs {
            var list = fields.nestedUnkeyedContainer(forKey: .promptLogprobs)
            for case let value in promptLogprobs {
                if let value, value.isFinite {
                    try list.encode(value)
                } else if let value, !value.isNaN {
                    try list.encode(WireNumber(Double(value)))
                } else {
                    try list.encodeNil()
                }
            }
        }
        try fields.encodeIfPresent(topPromptLogprobs, forKey: .topPromptLogprobs)
        try fields.encodeIfPresent(cachedPromptTokens, forKey: .cachedPromptTokens)
    }
}

extension Tinker.SampleResponse: ProtobufMessage {
    /// `SampleResponse`.
    public static var protobufName: StaticString { "SampleResponse" }

    /// Reads the protobuf form, in which NaN stands where a token has no log-probability.
    public init(from reader: inout ProtobufReader) throws {
        self.init(sequences: [])
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var inner = try reader.message(field, "sequences")
                sequences.append(try Tinker.SampledSequence(from: &inner))
            case 2:
                promptLogprobs = try reader.packed(field, as: UInt32.self).map(Float.init(bitPattern:)).map { $0.isNaN ? nil : $0 }
            case 3:
                var inner = try reader.message(field, "topk_prompt_logprobs")
                topPromptLogprobs = try Tinker.TopLogprobs(from: &inner)
            case 4: cachedPromptTokens = try reader.integer32(field)
            default: try reader.skip(field)
            }
        }
    }

    /// Writes the protobuf form.
    public func write(to writer: inout ProtobufWriter) {
        for sequence in sequences { writer.message(1, sequence.write) }
        if let promptLogprobs { writer.present(2, promptLogprobs.map { $0 ?? .nan }.littleEndianBytes) }
        if let topPromptLogprobs { writer.message(3, topPromptLogprobs.write) }
        writer.integer(4, cachedPromptTokens ?? 0)
    }
}
