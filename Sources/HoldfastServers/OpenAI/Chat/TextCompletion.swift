// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// The body of `POST /v1/completions` for one prompt of text.
struct TextCompletionBody: Encodable, Sendable, Hashable {
    let model: String
    let prompt: String
    let maxTokens: Int
    let temperature: Float
    let topP: Float
    let seed: Int
    let stop: [String]?
    let stream: Bool?
    let streamOptions: [String: Bool]?

    private enum CodingKeys: String, CodingKey {
        case model, prompt, temperature, seed, stop, stream
        case maxTokens = "max_tokens"
        case topP = "top_p"
        case streamOptions = "stream_options"
    }

    init(_ prompt: String, parameters: SamplingParameters, model: String, seed: Int, streams: Bool) {
        self.model = model
        self.prompt = prompt
        maxTokens = parameters.maxTokens
        temperature = parameters.temperature
        topP = parameters.topP
        self.seed = seed
        stop = parameters.stopSequences.isEmpty ? nil : parameters.stopSequences
        stream = streams ? true : nil
        streamOptions = streams ? ["include_usage": true] : nil
    }
}

/// What `POST /v1/completions` answers, as far as text is concerned.
struct TextCompletion: Decodable, Sendable, Hashable {
    struct Choice: Decodable, Sendable, Hashable {
        var index: Int?
        var text: String?
        var finishReason: String?

        private enum CodingKeys: String, CodingKey {
            case index, text
            case finishReason = "finish_reason"
        }
    }
    var choices: [Choice]
    var usage: ChatCompletion.Usage?

    /// The same in the form of chats.
    var asChat: ChatCompletion {
        ChatCompletion(
            choices: choices.map {
                ChatCompletion.Choice(index: $0.index, message: .init(content: $0.text), finishReason: $0.finishReason)
            }, usage: usage)
    }
}
