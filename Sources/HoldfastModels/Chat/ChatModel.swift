// SPDX-License-Identifier: Apache-2.0

/// The role of a chat message, in the words of the OpenAI protocol.
public enum ChatRole: String, Sendable, Codable {
    case system, user, assistant, tool
}

/// One chat message.
public struct ChatMessage: Hashable, Sendable, Codable {
    public var role: ChatRole
    public var content: String

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
