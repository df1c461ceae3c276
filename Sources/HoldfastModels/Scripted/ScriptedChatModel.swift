// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A chat model that answers by a rule or from a list, and remembers what it was asked.
public actor ScriptedChatModel: ChatModel {
    /// Answers the n-th conversation, counted from 0.
    public typealias Rule = @Sendable (_ messages: [ChatMessage], _ call: Int) throws -> String
    /// Answers the n-th request, counted from 0, with whatever a reply can hold.
    public typealias ReplyRule = @Sendable (_ request: ChatRequest, _ call: Int) throws -> ChatReply

    /// The name it was given.
    public nonisolated let identity: String
    /// What its rule can do.
    public nonisolated let features: Set<ChatFeature>
    private let rule: ReplyRule
    /// All requests, in order.
    public private(set) var requests: [ChatRequest] = []

    /// The conversations of all calls, in order.
    public var conversations: [[ChatMessage]] { requests.map(\.messages) }

    /// Answers by a rule; what the rule throws, the call throws.
    /// - Parameter features: what the rule can do; requests for more are refused.
    public init(identity: String = "scripted", features: Set<ChatFeature>, replies rule: @escaping ReplyRule) {
        self.identity = identity
        self.features = features
        self.rule = rule
    }

    /// Answers with the texts of a rule; what the rule throws, the call throws.
    public init(identity: String = "scripted", rule: @escaping Rule) {
        self.init(identity: identity, features: []) { request, call in ChatReply(try rule(request.messages, call)) }
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

    /// What the rule answers; the request is kept.
    /// - Throws: `model` for what the rule cannot do, and what the rule throws.
    public func reply(to request: ChatRequest) async throws -> ChatReply {
        try Task.checkCancellation()
        try request.validate(for: features, of: identity)
        requests.append(request)
        return try rule(request, requests.count - 1)
    }
}
