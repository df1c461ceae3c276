// SPDX-License-Identifier: Apache-2.0

/// What a chat model answered.
public struct ChatReply: Hashable, Sendable {
    /// What it says; empty where it only calls tools.
    public var text: String
    /// Tools that it calls, in order.
    public var toolCalls: [ChatToolCall]
    /// Why it ended.
    public var end: ChatEnd
    /// One per token; empty where none were asked for.
    public var logprobs: [ChatTokenLogprob]
    /// Tokens that it took; nil where the model does not say.
    public var usage: ChatUsage?

    /// A reply that ended by itself, unless told otherwise.
    public init(
        _ text: String, toolCalls: [ChatToolCall] = [], end: ChatEnd = .stop, logprobs: [ChatTokenLogprob] = [], usage: ChatUsage? = nil
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.end = end
        self.logprobs = logprobs
        self.usage = usage
    }

    /// The reply as a message of the conversation.
    public var message: ChatMessage { ChatMessage(.assistant, text, toolCalls: toolCalls) }
}

/// Why a chat reply ended.
public enum ChatEnd: String, Hashable, Sendable, Codable {
    /// By itself or at a stop sequence; at the limit of tokens or of the model's context; to call tools; because the provider's filter
    /// stepped in; or the model does not say.
    case stop, length, toolCalls, filtered, untold
}

/// A token of a chat reply. Chat models tell tokens by their text.
public struct ChatTokenLogprob: Hashable, Sendable {
    /// Its text; of a part of a character, what the model has for it.
    public var text: String
    /// Natural logarithm of its probability.
    public var logprob: Float
    /// The likeliest tokens at its place, in falling order; empty where none were asked for.
    public var likeliest: [Alternative]

    /// A token that could have stood there.
    public struct Alternative: Hashable, Sendable {
        /// Its text.
        public var text: String
        /// Natural logarithm of its probability.
        public var logprob: Float

        /// A token with its log-probability.
        public init(text: String, logprob: Float) {
            self.text = text
            self.logprob = logprob
        }
    }

    /// A token with its log-probability.
    public init(text: String, logprob: Float, likeliest: [Alternative] = []) {
        self.text = text
        self.logprob = logprob
        self.likeliest = likeliest
    }
}

/// Tokens that an answer took.
public struct ChatUsage: Hashable, Sendable, Codable {
    /// Tokens of the conversation.
    public var prompt: Int
    /// Tokens of the reply.
    public var completion: Int

    /// Tokens of conversation and reply.
    public init(prompt: Int, completion: Int) {
        self.prompt = prompt
        self.completion = completion
    }
}

/// A part of a reply that is told while it is written.
public enum ChatPiece: Hashable, Sendable {
    /// Some more text.
    case text(String)
    /// Some more of a tool call's arguments; the first piece of each call has its name.
    case toolCall(index: Int, name: String?, arguments: String)
}
