// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The role of a chat message, in the words of the OpenAI protocol.
public enum ChatRole: String, Sendable, Codable {
    /// The task, the side that asks, the side that answers, and what a tool returned.
    case system, user, assistant, tool
}

/// One chat message.
public struct ChatMessage: Hashable, Sendable, Codable {
    /// Who speaks. Holdfast's own user seat speaks as `assistant` where a simulator is served.
    public var role: ChatRole
    /// What is said; may be empty beside tool calls.
    public var content: String
    /// Tools that an `assistant` called in this message.
    public var toolCalls: [ChatToolCall]
    /// Which call a `tool` message answers, by its id; nil for other roles.
    public var toolCallID: String?

    /// A message of a role.
    public init(_ role: ChatRole, _ content: String, toolCalls: [ChatToolCall] = [], toolCallID: String? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }

    /// What a tool returned for a call.
    public static func result(_ content: String, of call: ChatToolCall) -> ChatMessage {
        ChatMessage(.tool, content, toolCallID: call.id)
    }

    private enum CodingKeys: String, CodingKey { case role, content, toolCalls, toolCallID }

    /// Reads a message; one that was written before there were tools has none.
    /// - Throws: what the decoder throws.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try fields.decode(ChatRole.self, forKey: .role), try fields.decode(String.self, forKey: .content),
            toolCalls: try fields.decodeIfPresent([ChatToolCall].self, forKey: .toolCalls) ?? [],
            toolCallID: try fields.decodeIfPresent(String.self, forKey: .toolCallID))
    }
}
