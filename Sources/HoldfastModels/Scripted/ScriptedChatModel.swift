// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A chat model that answers by a rule or from a list, and remembers what it was asked.
public actor ScriptedChatModel: ChatModel {
    /// Answers the n-th conversation, counted from 0.
    public typealias Rule = @Sendable (_ messages: [ChatMessage], _ call: Int) throws -> String

    /// The name it was given.
    public nonisolated let identity: String
    private let rule: Rule
    /// The conversations of all calls, in order.
    public private(set) var conversations: [[ChatMessage]] = []

    /// Answers by a rule; what the rule throws, the call throws.
    public init(identity: String = "scripted", rule: @escaping Rule) {
        self.identity = identity
        self.rule = rule
    }

    /// Gives the replies one after the other; a call after the last one throws `server`.
    public init(identity: String = "scripted", replies: [String]) {
        self.init(identity: identity) { _, call in
            guard replies.indices.contains(call) else {
                throw HoldfastError(.server, "the script of \(identity) has \(replies.count) replies and was asked for one more")
            }
            return replies[call]
        }
    }

    /// What the rule answers; the conversation is kept.
    public func reply(to messages: [ChatMessage], parameters: SamplingParameters) async throws -> String {
        conversations.append(messages)
        return try rule(messages, conversations.count - 1)
    }
}
