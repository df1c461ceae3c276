// SPDX-License-Identifier: Apache-2.0

/// How to draw tokens.
///
/// From logits to a token, in this order:
/// 1. the repetition penalty, then frequency and presence penalties, on the model's own logits;
/// 2. division by the temperature, and the softmax; temperature 0 takes the largest penalised logit instead, and steps 3 to 5 change nothing;
/// 3. `topK`; 4. `topP` of what step 3 left, made to sum to 1; 5. `minP` of what step 4 left;
/// 6. the draw from what is left, made to sum to 1. That is the distribution that log-probabilities are those of.
///
/// Where tokens are equally likely, those of lower ids stay or come first.
///
/// transformers (5) goes the same way; of tokens as likely as the last of the top k it keeps all. vLLM (1) applies min-p before
/// top-k and top-p, which keeps fewer tokens where both cut: its nucleus is one of what min-p left.
public struct SamplingParameters: Hashable, Sendable {
    /// Logits are divided by this; 0 means greedy.
    public var temperature: Float
    /// Smallest set of tokens whose probability reaches this, above 0; 1 keeps all.
    public var topP: Float
    /// Only so many of the likeliest tokens; 0 keeps all.
    public var topK: Int
    /// Only tokens at least this many times as likely as the likeliest; 0 keeps all, 1 only the likeliest.
    public var minP: Float
    /// Logits of tokens of the prompt or the completion are divided by it where they are positive, else multiplied with it; 1 changes nothing.
    ///
    /// Source: Keskar et al., "CTRL" (arXiv:1909.05858), section 4.1, in the form of transformers and vLLM. Everything in the prompt counts,
    /// also tokens that end lines.
    public var repetitionPenalty: Float
    /// Subtracted from the logits of tokens that the completion holds already, from -2 to 2; the prompt does not count.
    public var presencePenalty: Float
    /// The same, times how often the completion holds the token.
    public var frequencyPenalty: Float
    /// Tokens of a completion at most, the ending token included.
    public var maxTokens: Int
    /// Tokens that end a completion; the ending token is part of it.
    public var stopTokens: [Int32]
    /// Texts that end a completion where they first stand in its text, whatever tokens spell them. `SampleRequest.spelling` says how
    /// tokens spell text.
    public var stopSequences: [String]
    /// How many of the likeliest tokens are reported with each token that is drawn; 0 for none.
    public var topLogprobs: Int

    /// Plain sampling of up to 64 tokens, which nothing ends, unless told otherwise.
    public init(
        temperature: Float = 1, topP: Float = 1, topK: Int = 0, minP: Float = 0, repetitionPenalty: Float = 1, presencePenalty: Float = 0,
        frequencyPenalty: Float = 0, maxTokens: Int = 64, stopTokens: [Int32] = [], stopSequences: [String] = [], topLogprobs: Int = 0
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.minP = minP
        self.repetitionPenalty = repetitionPenalty
        self.presencePenalty = presencePenalty
        self.frequencyPenalty = frequencyPenalty
        self.maxTokens = maxTokens
        self.stopTokens = stopTokens
        self.stopSequences = stopSequences
        self.topLogprobs = topLogprobs
    }
}

extension SamplingParameters: Codable {
    private enum CodingKeys: String, CodingKey {
        case temperature, topP, topK, minP, repetitionPenalty, presencePenalty, frequencyPenalty, maxTokens, stopTokens, stopSequences
        case topLogprobs
    }

    /// Reads them; options that older versions did not know may be missing, and are then off.
    /// - Throws: what the decoder throws.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let off = SamplingParameters()
        func value<Value: Decodable>(_ key: CodingKeys, _ neutral: Value) throws -> Value {
            try fields.decodeIfPresent(Value.self, forKey: key) ?? neutral
        }
        self.init(
            temperature: try fields.decode(Float.self, forKey: .temperature), topP: try fields.decode(Float.self, forKey: .topP),
            topK: try value(.topK, off.topK), minP: try value(.minP, off.minP),
            repetitionPenalty: try value(.repetitionPenalty, off.repetitionPenalty),
            presencePenalty: try value(.presencePenalty, off.presencePenalty),
            frequencyPenalty: try value(.frequencyPenalty, off.frequencyPenalty), maxTokens: try fields.decode(Int.self, forKey: .maxTokens),
            stopTokens: try fields.decode([Int32].self, forKey: .stopTokens), stopSequences: try value(.stopSequences, off.stopSequences),
            topLogprobs: try value(.topLogprobs, off.topLogprobs))
    }
}
