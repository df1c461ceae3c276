// SPDX-License-Identifier: Apache-2.0

/// One message of a conversation that a chat template renders.
public struct TemplateMessage: Hashable, Sendable {
    /// Who speaks.
    public var role: ChatRole
    /// What is said; for a tool, what came back.
    public var content: String
    /// What an assistant thought before it spoke, where that is kept apart from the content.
    public var reasoning: String?
    /// What an assistant calls.
    public var toolCalls: [TemplateToolCall]
    /// The call that a tool answers.
    public var toolCallID: String?

    /// A message of a role.
    public init(
        _ role: ChatRole, _ content: String, reasoning: String? = nil, toolCalls: [TemplateToolCall] = [], toolCallID: String? = nil
    ) {
        self.role = role
        self.content = content
        self.reasoning = reasoning
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }
}

/// A call that an assistant's message makes.
public struct TemplateToolCall: Hashable, Sendable {
    /// The call's identifier; Mistral wants nine letters or digits, the other families none.
    public var id: String?
    /// The tool's name.
    public var name: String
    /// What it is called with, an object.
    public var arguments: ChatValue

    /// A call of a tool.
    public init(id: String? = nil, name: String, arguments: ChatValue) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
