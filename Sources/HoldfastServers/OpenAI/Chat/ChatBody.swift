// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// The body of `POST /v1/chat/completions`.
struct ChatBody: Encodable, Sendable, Hashable {
    let model: String
    let messages: [ChatMessageBody]
    let maxTokens: Int?
    let maxCompletionTokens: Int?
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
    let tools: [AnyJSON]?
    let toolChoice: AnyJSON?
    let responseFormat: AnyJSON?
    let logprobs: Bool?
    let topLogprobs: Int?
    let stream: Bool?
    let streamOptions: [String: Bool]?

    private enum CodingKeys: String, CodingKey {
        case model, messages, temperature, seed, stop, tools, logprobs, stream
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case topP = "top_p"
        case stopTokenIDs = "stop_token_ids"
        case topK = "top_k"
        case minP = "min_p"
        case repetitionPenalty = "repetition_penalty"
        case presencePenalty = "presence_penalty"
        case frequencyPenalty = "frequency_penalty"
        case toolChoice = "tool_choice"
        case responseFormat = "response_format"
        case topLogprobs = "top_logprobs"
        case streamOptions = "stream_options"
    }

    init(_ request: ChatRequest, model: String, seed: Int, dialect: ChatDialect, streams: Bool) {
        let parameters = request.parameters
        self.model = model
        maxTokens = dialect.tokenLimit == .maxTokens ? parameters.maxTokens : nil
        maxCompletionTokens = dialect.tokenLimit == .maxCompletionTokens ? parameters.maxTokens : nil
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
        tools = request.tools.isEmpty ? nil : request.tools.map(\.body)
        toolChoice = request.tools.isEmpty ? nil : request.toolChoice.body
        switch request.format {
        case .text:
            messages = request.messages.map(ChatMessageBody.init)
            responseFormat = nil
        case .json(let schema):
            messages = dialect.json.telling(schema, in: request.messages).map(ChatMessageBody.init)
            responseFormat = dialect.json.body(schema)
        }
        logprobs = request.wantsLogprobs ? true : nil
        topLogprobs = parameters.topLogprobs > 0 ? parameters.topLogprobs : nil
        stream = streams ? true : nil
        streamOptions = streams ? ["include_usage": true] : nil
    }
}
