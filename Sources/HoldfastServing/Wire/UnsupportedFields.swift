// SPDX-License-Identifier: Apache-2.0

/// Keys that would change what is sampled in ways this server cannot. Their neutral values are accepted.
struct UnsupportedFields: Decodable {
    private var logitBias: [String: Double]?
    private var bestOf: Int?
    private var echo: Bool?
    private var suffix: String?
    private var responseFormat: ResponseFormat?
    private var includesStop: Bool?

    private struct ResponseFormat: Decodable { var type: String }

    private enum CodingKeys: String, CodingKey {
        case echo, suffix
        case logitBias = "logit_bias"
        case bestOf = "best_of"
        case responseFormat = "response_format"
        case includesStop = "include_stop_str_in_output"
    }

    /// - Throws: `OpenAIProblem` for the first that has another value than its neutral one.
    func refuse() throws {
        let asked: [(Bool, String, String)] = [
            (logitBias.map { !$0.isEmpty } ?? false, "logit_bias", "is not supported"),
            (bestOf.map { $0 > 1 } ?? false, "best_of", "is not supported; ask for n completions"),
            (echo ?? false, "echo", "is not supported"),
            (suffix.map { !$0.isEmpty } ?? false, "suffix", "is not supported"),
            (includesStop ?? false, "include_stop_str_in_output", "a text ends before its stop sequence; return_token_ids gives the tokens"),
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
