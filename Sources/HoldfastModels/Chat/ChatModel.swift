// SPDX-License-Identifier: Apache-2.0

/// A model that is spoken to in messages: task agents, judges and frozen simulators.
public protocol ChatModel: Sendable {
    /// Who answers, as stored beside what it said.
    var identity: String { get }

    /// What it has beside plain replies. A request for something else is refused by name, never answered without it.
    var features: Set<ChatFeature> { get }

    /// One reply to the conversation so far.
    func reply(to request: ChatRequest) async throws -> ChatReply

    /// The same reply, told in pieces while it is written.
    /// - Parameter piece: called in order, before this returns; the pieces together are the reply. Never called for an attempt that is
    ///   repeated: what was told is not told again.
    func reply(to request: ChatRequest, telling piece: @Sendable (ChatPiece) async -> Void) async throws -> ChatReply
}

extension ChatModel {
    /// Nothing beside plain replies.
    public var features: Set<ChatFeature> { [] }

    /// Tells the whole reply at its end: what a model without streaming can do.
    public func reply(to request: ChatRequest, telling piece: @Sendable (ChatPiece) async -> Void) async throws -> ChatReply {
        let reply = try await reply(to: request)
        if !reply.text.isEmpty { await piece(.text(reply.text)) }
        for (index, call) in reply.toolCalls.enumerated() { await piece(.toolCall(index: index, name: call.name, arguments: call.arguments)) }
        return reply
    }

    /// The text of one reply to the conversation so far.
    /// - Throws: what the model throws.
    public func reply(to messages: [ChatMessage], parameters: SamplingParameters) async throws -> String {
        try await reply(to: ChatRequest(messages, parameters: parameters)).text
    }
}
