// SPDX-License-Identifier: Apache-2.0

/// The body of `POST /v1/completions`.
struct CompletionsRequest: Decodable, Sendable {
    var sampling: SamplingFields
    var prompt: Prompts
    /// How many of the likeliest tokens are told beside the sampled ones' own log-probabilities; nil tells none at all.
    var logprobs: Int?

    /// One prompt or several, as text or as token ids.
    enum Prompts: Decodable, Sendable, Hashable {
        case texts([String])
        case tokens([[Int32]])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let texts = try? value.decode(TextOrTexts.self).texts, !texts.isEmpty {
                self = .texts(texts)
            } else if let tokens = try? value.decode([Int32].self) {
                self = .tokens([tokens])
            } else if let several = try? value.decode([[Int32]].self) {
                self = .tokens(several)
            } else {
                throw OpenAIProblem.invalid("prompt", "`prompt` must be a string, a list of strings, a list of token ids, or a list of such lists")
            }
        }
    }

    private enum CodingKeys: String, CodingKey { case prompt, logprobs }

    init(from decoder: any Decoder) throws {
        sampling = try SamplingFields(from: decoder)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        prompt = try fields.decode(Prompts.self, forKey: .prompt)
        logprobs = try fields.decodeIfPresent(Int.self, forKey: .logprobs)
    }
}
