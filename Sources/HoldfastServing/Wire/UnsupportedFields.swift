// SPDX-License-Identifier: Apache-2.0

/// Keys that would change what is sampled in ways this server cannot. Their neutral values are accepted.
struct UnsupportedFields: Decodable {
    private var stop: TextOrTexts?
    private var topK: Int?
    private var minP: Double?
    private var presencePenalty: Double?
    private var frequencyPenalty: Double?
    private var repetitionPenalty: Double?
    private var logitBias: [String: Double]?
    private var bestOf: Int?
    private var echo: Bool?
    private var suffix: String?
    private var responseFormat: ResponseFormat?

    private struct ResponseFormat: Decodable { var type: String }

    private enum CodingKeys: String, CodingKey {
        case stop, echo, suffix
        case topK = "top_k"
        case minP = "min_p"
        case presencePenalty = "presence_penalty"
        case frequencyPenalty = "frequency_penalty"
        case repetitionPenalty = "repetition_penalty"
        case logitBias = "logit_bias"
        case bestOf = "best_of"
        case responseFormat = "response_format"
    }

    /// - Throws: `OpenAIProblem` for the first that has another value than its neutral one.
    func refuse() throws {
        let asked: [(Bool, String, String)] = [
            (stop?.texts.contains { !$0.isEmpty } ?? false, "stop", "lines end at tokens; give stop_token_ids instead"),
            (topK.map { $0 > 0 } ?? false, "top_k", "is not supported; use top_p"),
            (minP.map { $0 != 0 } ?? false, "min_p", "is not supported; use top_p"),
            (presencePenalty.map { $0 != 0 } ?? false, "presence_penalty", "is not supported"),
            (frequencyPenalty.map { $0 != 0 } ?? false, "frequency_penalty", "is not supported"),
            (repetitionPenalty.map { $0 != 1 } ?? false, "repetition_penalty", "is not supported"),
            (logitBias.map { !$0.isEmpty } ?? false, "logit_bias", "is not supported"),
            (bestOf.map { $0 > 1 } ?? false, "best_of", "is not supported; ask for n completions"),
            (echo ?? false, "echo", "is not supported"),
            (suffix.map { !$0.isEmpty } ?? false, "suffix", "is not supported"),
            (responseFormat.map { $0.type != "text" } ?? false, "response_format", "a simulated user answers in plain text"),
        ]
        if let first = asked.first(where: \.0) { throw OpenAIProblem.unsupported(first.1, first.2) }
    }
}

/// A string or a list of them.
struct TextOrTexts: Decodable, Sendable, Hashable {
    var texts: [String]

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) { texts = [text] } else { texts = try value.decode([String].self) }
    }
}
