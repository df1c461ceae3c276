// SPDX-License-Identifier: Apache-2.0

/// What completions and chat completions have in common: how to sample. Keys that are not listed here are ignored, as servers of this
/// protocol do; those that would change what is sampled and cannot be honoured are refused.
struct SamplingFields: Decodable, Sendable {
    var model: String?
    var n: Int?
    var maxTokens: Int?
    var temperature: Double?
    var topP: Double?
    /// vLLM's; there -1 keeps all, as 0 does.
    var topK: Int?
    /// vLLM's.
    var minP: Double?
    /// vLLM's.
    var repetitionPenalty: Double?
    var presencePenalty: Double?
    var frequencyPenalty: Double?
    /// Texts that end a completion.
    var stop: [String]
    var seed: Int64?
    var stopTokenIDs: [Int32]?
    var stream: Bool?
    var streamOptions: StreamOptions?
    var returnTokenIDs: Bool?
    /// vLLM's: whether tokens are spelled `token_id:7` beside their log-probabilities.
    var spellsTokensAsIDs: Bool?

    struct StreamOptions: Decodable, Sendable {
        var includeUsage: Bool?
        private enum CodingKeys: String, CodingKey { case includeUsage = "include_usage" }
    }

    private enum CodingKeys: String, CodingKey {
        case model, n, temperature, seed, stream, stop
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case topP = "top_p"
        case topK = "top_k"
        case minP = "min_p"
        case repetitionPenalty = "repetition_penalty"
        case presencePenalty = "presence_penalty"
        case frequencyPenalty = "frequency_penalty"
        case stopTokenIDs = "stop_token_ids"
        case streamOptions = "stream_options"
        case returnTokenIDs = "return_token_ids"
        case spellsTokensAsIDs = "return_tokens_as_token_ids"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        model = try fields.decodeIfPresent(String.self, forKey: .model)
        n = try fields.decodeIfPresent(Int.self, forKey: .n)
        // The newer name wins, as at OpenAI.
        maxTokens =
            try fields.decodeIfPresent(Int.self, forKey: .maxCompletionTokens) ?? fields.decodeIfPresent(Int.self, forKey: .maxTokens)
        temperature = try fields.decodeIfPresent(Double.self, forKey: .temperature)
        topP = try fields.decodeIfPresent(Double.self, forKey: .topP)
        topK = try fields.decodeIfPresent(Int.self, forKey: .topK)
        minP = try fields.decodeIfPresent(Double.self, forKey: .minP)
        repetitionPenalty = try fields.decodeIfPresent(Double.self, forKey: .repetitionPenalty)
        presencePenalty = try fields.decodeIfPresent(Double.self, forKey: .presencePenalty)
        frequencyPenalty = try fields.decodeIfPresent(Double.self, forKey: .frequencyPenalty)
        // An empty text stands for none, as at OpenAI.
        stop = try fields.decodeIfPresent(TextOrTexts.self, forKey: .stop)?.texts.filter { !$0.isEmpty } ?? []
        seed = try fields.decodeIfPresent(Int64.self, forKey: .seed)
        stopTokenIDs = try fields.decodeIfPresent([Int32].self, forKey: .stopTokenIDs)
        stream = try fields.decodeIfPresent(Bool.self, forKey: .stream)
        streamOptions = try fields.decodeIfPresent(StreamOptions.self, forKey: .streamOptions)
        returnTokenIDs = try fields.decodeIfPresent(Bool.self, forKey: .returnTokenIDs)
        spellsTokensAsIDs = try fields.decodeIfPresent(Bool.self, forKey: .spellsTokensAsIDs)
        try UnsupportedFields(from: decoder).refuse()
    }
}
