// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// One line of a task agent with what it did for it.
public struct AgentReply: Hashable, Sendable {
    /// The line as the user hears it. One without a letter or digit fails the episode.
    public var text: String
    /// What the line does, as the agent reports it; goal judges and the reading of the user's answer rely on it.
    public var acts: [DialogueAct]
    /// What the agent did before it spoke; the user does not see it.
    public var toolCalls: [ToolCall]
    /// Whether the agent ends the conversation with this line.
    public var ends: Bool

    /// A line that goes on with the conversation, unless it ends it.
    public init(text: String, acts: [DialogueAct] = [], toolCalls: [ToolCall] = [], ends: Bool = false) {
        self.text = text
        self.acts = acts
        self.toolCalls = toolCalls
        self.ends = ends
    }
}

/// The frozen other side of a dialogue. A value, made for one episode and used once.
///
/// It sees the dialogue from its own seat: lines, never the user's prompt, goal or probes.
public protocol TaskAgent: Sendable {
    /// Who answers, as stored beside what it said.
    var identity: String { get }
    /// The line that opens the dialogue.
    mutating func open() async throws -> AgentReply
    /// Answers the newest line of `turns`, which is the user's. Turns hold both seats' lines from the start.
    mutating func reply(to turns: [Turn]) async throws -> AgentReply
}

/// Makes the agent of a scenario.
public protocol TaskAgentFactory: Sendable {
    /// A new agent, with nothing said yet.
    /// - Throws: where it cannot be made; that ends the episode as a failure of the agent.
    func agent(for scenario: Scenario) throws -> any TaskAgent
}
