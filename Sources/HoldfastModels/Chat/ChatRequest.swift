// SPDX-License-Identifier: Apache-2.0

/// A conversation to be continued by one message.
public struct ChatRequest: Hashable, Sendable {
    /// The conversation so far.
    public var messages: [ChatMessage]
    /// How the reply is drawn; `topLogprobs` above 0 asks for log-probabilities too.
    public var parameters: SamplingParameters
    /// Tools that the model may call.
    public var tools: [ChatTool]
    /// Whether it has to; without tools nothing but `automatic` and `none` makes sense.
    public var toolChoice: ChatToolChoice
    /// What form the reply has to have.
    public var format: ChatFormat
    /// Whether log-probabilities of the reply's tokens are wanted.
    public var logprobs: Bool
    /// Makes the reply repeatable where the model can; nil leaves it to the model.
    public var seed: Int?

    /// A conversation that is continued by plain text, unless told otherwise.
    public init(
        _ messages: [ChatMessage], parameters: SamplingParameters = SamplingParameters(), tools: [ChatTool] = [],
        toolChoice: ChatToolChoice = .automatic, format: ChatFormat = .text, logprobs: Bool = false, seed: Int? = nil
    ) {
        self.messages = messages
        self.parameters = parameters
        self.tools = tools
        self.toolChoice = toolChoice
        self.format = format
        self.logprobs = logprobs
        self.seed = seed
    }

    /// Whether log-probabilities are asked for, by themselves or with the likeliest tokens.
    public var wantsLogprobs: Bool { logprobs || parameters.topLogprobs > 0 }

    /// What a model needs to have to answer this.
    public var features: Set<ChatFeature> {
        let asked: [(ChatFeature, Bool)] = [
            (.tools, !tools.isEmpty), (.forcedTools, toolChoice.demandsCall), (.json, format != .text), (.logprobs, wantsLogprobs),
            (.topLogprobs, parameters.topLogprobs > 0),
        ]
        return Set(asked.lazy.filter(\.1).map(\.0))
    }
}

/// What not every chat model has.
public enum ChatFeature: String, Hashable, Sendable, Codable, CaseIterable {
    /// It calls tools; it obeys `ChatToolChoice.named`.
    case tools
    case forcedTools = "forced_tools"
    /// `ChatFormat.json` is obeyed.
    case json
    /// Log-probabilities of the reply's tokens, and of the likeliest ones at each place.
    case logprobs
    case topLogprobs = "top_logprobs"
    /// Equal requests with equal seeds get equal replies.
    case seed
    /// A reply comes in pieces while it is written.
    case streaming
}
