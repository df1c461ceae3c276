// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// A message in OpenAI's form.
struct ChatMessageBody: Encodable, Sendable, Hashable {
    let role: ChatRole
    /// Left out beside tool calls where there is no text: some servers mind an empty one, and some null.
    let content: String?
    let toolCalls: [ToolCallBody]?
    let toolCallID: String?

    init(_ message: ChatMessage) {
        role = message.role
        content = message.content.isEmpty && !message.toolCalls.isEmpty ? nil : message.content
        toolCalls = message.toolCalls.isEmpty ? nil : message.toolCalls.map(ToolCallBody.init)
        toolCallID = message.toolCallID
    }

    private enum CodingKeys: String, CodingKey {
        case role, content
        case toolCalls = "tool_calls"
        case toolCallID = "tool_call_id"
    }
}

/// A tool call in OpenAI's form, whole.
struct ToolCallBody: Codable, Sendable, Hashable {
    struct Function: Codable, Sendable, Hashable {
        var name: String
        var arguments: String
    }
    var id: String
    var type: String
    var function: Function

    init(_ call: ChatToolCall) {
        id = call.id
        type = "function"
        function = Function(name: call.name, arguments: call.arguments)
    }
}
