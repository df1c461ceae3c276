// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// What ends a sampled sequence before its limit of tokens. What ended it is part of the sequence.
    public enum Stop: Codable, Hashable, Sendable {
        /// Nothing, not even the end-of-sequence token: an empty list.
        case never
        /// A text.
        case text(String)
        /// Any of some texts.
        case texts([String])
        /// Any of some token ids.
        case tokens([Int32])

        /// Reads a text, a list of texts or a list of token ids.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let texts = try? container.decode([String].self) {
                self = texts.isEmpty ? .never : .texts(texts)
            } else {
                self = .tokens(try container.decode([Int32].self))
            }
        }

        /// Writes it in the form it had.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .never: try container.encode([String]())
            case .text(let text): try container.encode(text)
            case .texts(let texts): try container.encode(texts)
            case .tokens(let tokens): try container.encode(tokens)
            }
        }
    }

    /// How tokens are drawn.
    public struct SamplingParameters: Codable, Hashable, Sendable {
        /// The most tokens of a sequence; nil leaves it to the server.
        public var maximumTokens: Int?
        /// Nil draws one.
        public var seed: Int?
        /// Nil ends at the end-of-sequence token.
        public var stop: Stop?
        /// 0 takes the likeliest token; 1 is the model's own distribution.
        public var temperature: Double
        /// Only so many likeliest tokens; -1 is all.
        public var topK: Int
        /// Only the likeliest tokens with this share of the probability; 1 is all.
        public var topP: Double

        private enum CodingKeys: String, CodingKey {
            case seed, stop, temperature
            case maximumTokens = "max_tokens"
            case topK = "top_k"
            case topP = "top_p"
        }

        /// Parameters, by default of the model's own distribution.
        public init(
            maximumTokens: Int? = nil, seed: Int? = nil, stop: Stop? = nil, temperature: Double = 1, topK: Int = -1, topP: Double = 1
        ) {
            self.maximumTokens = maximumTokens
            self.seed = seed
            self.stop = stop
            self.temperature = temperature
            self.topK = topK
            self.topP = topP
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            maximumTokens = try fields.decodeIfPresent(Int.self, forKey: .maximumTokens)
            seed = try fields.decodeIfPresent(Int.self, forKey: .seed)
            stop = try fields.decodeIfPresent(Stop.self, forKey: .stop)
            temperature = try fields.number(.temperature, or: 1)
            topK = try fields.value(.topK, or: -1)
            topP = try fields.number(.topP, or: 1)
        }
    }
}
