// SPDX-License-Identifier: Apache-2.0

/// The role of a chat message, in the words of the OpenAI protocol.
public enum ChatRole: String, Sendable, Codable {
    /// The task, the side that asks, the side that answers, and what a tool returned.
    case system, user, assistant, tool
}

/// One chat message.
public struct ChatMessage: Hashable, Sendable, Codable {
    /// Who speaks. Holdfast's own user seat speaks as `assistant` where a simulator is served.
    public var role: ChatRole
    /// What is said.
    public var content: String

    /// A message of a role.
    public init(_ role: ChatRole, _ content: String) {
        self.role = role
        self.content = content
    }
}

/// A model that is spoken to in messages: task agents, judges and frozen simulators.
public protocol ChatModel: Sendable {
    /// Who answers, as stored beside what it said.
    var identity: String { get }
    /// One reply to the conversation so far.
    func reply(to messages: [ChatMessage], parameters: SamplingParameters) async throws -> String
}
