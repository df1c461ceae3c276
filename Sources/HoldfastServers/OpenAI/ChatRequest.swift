// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// The body of `POST /v1/chat/completions`.
struct ChatRequest: Encodable, Sendable, Hashable {
    let model: String
    let messages: [ChatMessage]
    let maxTokens: Int
    let temperature: Float
    let topP: Float
    let seed: Int
    /// vLLM's; left out where there are none, because other servers do not know it.
    let stopTokenIDs: [Int32]?
    /// The rest is left out where it is off, because not every server knows all of it.
    let topK: Int?
    let minP: Float?
    let repetitionPenalty: Float?
    let presencePenalty: Float?
    let frequencyPenalty: Float?
    let stop: [String]?

    private enum CodingKeys: String, CodingKey {
        case model, messages, temperature, seed, stop
        case maxTokens = "max_tokens"
        case topP = "top_p"
        case stopTokenIDs = "stop_token_ids"
        case topK = "top_k"
        case minP = "min_p"
        case repetitionPenalty = "repetition_penalty"
        case presencePenalty = "presence_penalty"
        case frequencyPenalty = "frequency_penalty"
    }

    init(_ messages: [ChatMessage], parameters: SamplingParameters, model: String, seed: Int) {
        self.model = model
        self.messages = messages
        maxTokens = parameters.maxTokens
        temperature = parameters.temperature
        topP = parameters.topP
        self.seed = seed
        stopTokenIDs = parameters.stopTokens.isEmpty ? nil : parameters.stopTokens
        let options = parameters.options
        topK = options.contains(.topK) ? parameters.topK : nil
        minP = options.contains(.minP) ? parameters.minP : nil
        repetitionPenalty = options.contains(.repetitionPenalty) ? parameters.repetitionPenalty : nil
        presencePenalty = options.contains(.presencePenalty) ? parameters.presencePenalty : nil
        frequencyPenalty = options.contains(.frequencyPenalty) ? parameters.frequencyPenalty : nil
        stop = options.contains(.stopSequences) ? parameters.stopSequences : nil
    }
}

/// What `POST /v1/chat/completions` answers, as far as text is concerned.
struct ChatReply: Decodable, Sendable, Hashable {
    struct Choice: Decodable, Sendable, Hashable {
        struct Message: Decodable, Sendable, Hashable {
            var content: String?
        }
        var message: Message
        var finishReason: String?

        private enum CodingKeys: String, CodingKey {
            case message
            case finishReason = "finish_reason"
        }
    }

    var choices: [Choice]

    /// - Throws: `server` where there is no text.
    func text(server: String) throws -> String {
        guard let choice = choices.first else { throw HoldfastError(.server, "the model server at \(server) gave no reply in its answer") }
        guard let text = choice.message.content else {
            throw HoldfastError(
                .server, "the model server at \(server) replied without text (finish reason `\(choice.finishReason ?? "none")`)")
        }
        return text
    }
}
