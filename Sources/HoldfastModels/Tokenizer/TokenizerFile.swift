// SPDX-License-Identifier: Apache-2.0

/// The parts of a Hugging Face `tokenizer.json` that decide which tokenizer it is.
struct TokenizerFile: Decodable {
    struct AddedToken: Decodable {
        var id: Int32
        var content: String
        var special: Bool
    }

    /// A normalizer, pre-tokenizer or decoder: a type name and the options of those we know.
    struct Component: Decodable {
        var type: String
        var addPrefixSpace: Bool?
        var useRegex: Bool?
        var individualDigits: Bool?
        var parts: [Component]?

        enum CodingKeys: String, CodingKey {
            case type
            case addPrefixSpace = "add_prefix_space"
            case useRegex = "use_regex"
            case individualDigits = "individual_digits"
            case parts = "pretokenizers"
        }
    }

    struct Model: Decodable {
        /// Absent in the oldest files, which are all BPE.
        var type: String?
        var vocab: [String: Int32]
        var merges: [MergeNotation]
        var dropout: Double?
        var unknownToken: String?
        var prefix: String?
        var suffix: String?
        var byteFallback: Bool?
        var ignoreMerges: Bool?

        enum CodingKeys: String, CodingKey {
            case type, vocab, merges, dropout
            case unknownToken = "unk_token"
            case prefix = "continuing_subword_prefix"
            case suffix = "end_of_word_suffix"
            case byteFallback = "byte_fallback"
            case ignoreMerges = "ignore_merges"
        }
    }

    /// The model's type alone, read first: other kinds have a vocabulary of another shape.
    struct Kind: Decodable {
        struct Model: Decodable { var type: String? }
        var model: Model
    }

    /// A merge as `["a", "b"]`, or as `"a b"` in files written before version 0.20 of the library.
    struct MergeNotation: Decodable {
        var left: String
        var right: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let parts: [String]
            if let joined = try? container.decode(String.self) {
                parts = joined.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            } else {
                parts = try container.decode([String].self)
            }
            guard parts.count == 2 else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "a merge must name two tokens, not \(parts.count)")
            }
            left = parts[0]
            right = parts[1]
        }
    }

    var addedTokens: [AddedToken]?
    var normalizer: Component?
    var preTokenizer: Component?
    var decoder: Component?
    var model: Model

    enum CodingKeys: String, CodingKey {
        case normalizer, decoder, model
        case addedTokens = "added_tokens"
        case preTokenizer = "pre_tokenizer"
    }
}
