// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// How to draw tokens.
public struct SamplingParameters: Hashable, Sendable, Codable {
    /// Logits are divided by this; 0 means greedy.
    public var temperature: Float
    /// Smallest set of tokens whose probability reaches this; 1 keeps all.
    public var topP: Float
    /// Tokens of a completion at most, the ending token included.
    public var maxTokens: Int
    /// Tokens that end a completion; the ending token is part of it.
    public var stopTokens: [Int32]

    /// Plain sampling of up to 64 tokens, which no token ends, unless told otherwise.
    public init(temperature: Float = 1, topP: Float = 1, maxTokens: Int = 64, stopTokens: [Int32] = []) {
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
        self.stopTokens = stopTokens
    }
}

/// One prompt to continue.
public struct SampleRequest: Sendable, Hashable {
    /// The whole prompt, from the first token; a server that still has its beginning cached computes only the rest.
    public var prompt: [Int32]
    /// How its tokens are drawn.
    public var parameters: SamplingParameters
    /// Names the random stream of this completion: token i uses draw i.
    public var randomKey: RandomKey
    /// A dialogue whose key-value cache should live on, or nil for a one-off prompt.
    public var session: String?
    /// Whether the completion becomes part of the session. False makes it a fork that leaves no trace.
    public var extendsSession: Bool

    /// A one-off prompt, unless it names a session.
    public init(
        prompt: [Int32], parameters: SamplingParameters, randomKey: RandomKey, session: String? = nil, extendsSession: Bool = true
    ) {
        self.prompt = prompt
        self.parameters = parameters
        self.randomKey = randomKey
        self.session = session
        self.extendsSession = extendsSession
    }
}

/// Why a completion ended.
public enum CompletionEnd: String, Sendable, Codable {
    /// By one of the request's stop tokens, or because the token limit or the model's context was reached.
    case stopToken, length
}

/// A sampled continuation.
public struct SampleReply: Sendable, Hashable {
    /// Sampled tokens, the stop token included.
    public var tokens: [Int32]
    /// One per token: log-probability under the distribution it was sampled from.
    public var logprobs: [Float]
    /// Why it ended.
    public var end: CompletionEnd
    /// Version of the weights used.
    public var version: Int

    /// A continuation and the weights' version it was sampled with.
    public init(tokens: [Int32], logprobs: [Float], end: CompletionEnd, version: Int) {
        self.tokens = tokens
        self.logprobs = logprobs
        self.end = end
        self.version = version
    }
}
