// SPDX-License-Identifier: Apache-2.0

/// The two seats of a dialogue.
public enum Seat: String, Sendable, Codable, CaseIterable {
    /// The simulated user: the trained seat.
    case user
    /// The task agent: frozen.
    case agent

    /// The seat across the table.
    public var other: Seat { self == .user ? .agent : .user }
}

/// Why a model stopped writing a line.
public enum FinishReason: String, Sendable, Codable, CaseIterable {
    /// It wrote its end-of-turn token.
    case endOfTurn
    /// It decided to end the conversation (the end-of-dialogue token).
    case endOfDialogue
    /// It ran into its token limit.
    case length
    /// Not written by a model.
    case scripted
}

/// A tool call of the agent and what came back.
public struct ToolCall: Hashable, Sendable, Codable {
    /// The tool's name, such as `find_train`.
    public var name: String
    /// Canonical values by the names of what they are about; what the agent did not know is left out.
    public var arguments: [String: String]
    /// What came back, as text; the message where the tool failed.
    public var result: String
    /// Whether the tool failed or did not know what it was given; a search without a match is no failure.
    public var isError: Bool

    /// A call and its result; one that went well unless told otherwise.
    public init(name: String, arguments: [String: String], result: String, isError: Bool = false) {
        self.name = name
        self.arguments = arguments
        self.result = result
        self.isError = isError
    }
}

/// One line of a dialogue, in the one ordered record from which each seat's view is derived.
public struct Turn: Hashable, Sendable, Codable {
    /// Position in the dialogue, from 0, both seats counted.
    public var index: Int
    /// Who speaks.
    public var seat: Seat
    /// The line as the other seat hears it, without special tokens.
    public var text: String
    /// What the line does, where its speaker reports it (scripted agents do); private to the record.
    public var acts: [DialogueAct]
    /// Tool calls the agent made before this line; private to the agent's view.
    public var toolCalls: [ToolCall]
    /// Why its writer stopped.
    public var finish: FinishReason
    /// Where the tokens of this line lie in the episode's token trace; empty for lines no model wrote.
    public var tokens: Range<Int>

    /// A line that no model wrote, unless `finish` and `tokens` say otherwise.
    public init(
        index: Int, seat: Seat, text: String, acts: [DialogueAct] = [], toolCalls: [ToolCall] = [],
        finish: FinishReason = .scripted, tokens: Range<Int> = 0..<0
    ) {
        self.index = index
        self.seat = seat
        self.text = text
        self.acts = acts
        self.toolCalls = toolCalls
        self.finish = finish
        self.tokens = tokens
    }
}
