// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Renders a dialogue into the token sequence that simulators trained here from scratch read. Append-only: rendering a longer dialogue
/// begins with the rendering of its prefix, so a cache and a training sequence stay valid from turn to turn.
///
/// Layout: `<|system|>` prompt `<|agent|>` line `<|user|>` line `<|end_of_turn|>` `<|agent|>` line `<|user|>` ...
public struct DialogueTemplate: SimulatorTemplate {
    /// Spellings of the special tokens, in id order when a tokenizer is trained with them.
    public static let specialTokens = ["<|pad|>", "<|system|>", "<|agent|>", "<|user|>", "<|end_of_turn|>", "<|end_of_dialogue|>"]

    /// Begins the prompt of persona and goal.
    public let system: Int32
    /// Begins a line of the agent.
    public let agent: Int32
    /// Begins a line of the user; given to the simulator, which must not write it.
    public let user: Int32
    /// Ends a line of the user.
    public let endOfTurn: Int32
    /// Ends the conversation: the user's decision, an action and not a string in the text.
    public let endOfDialogue: Int32
    private let tokenizer: any Tokenizer

    /// - Throws: `model` where the tokenizer lacks one of the special tokens.
    public init(tokenizer: any Tokenizer) throws {
        func id(_ spelling: String) throws -> Int32 {
            guard let id = tokenizer.specialToken(spelling) else {
                throw HoldfastError(
                    .model,
                    "the tokenizer has no special token \(spelling), which the dialogue template needs; use the simulator's own tokenizer.json")
            }
            return id
        }
        self.system = try id("<|system|>")
        self.agent = try id("<|agent|>")
        self.user = try id("<|user|>")
        self.endOfTurn = try id("<|end_of_turn|>")
        self.endOfDialogue = try id("<|end_of_dialogue|>")
        self.tokenizer = tokenizer
    }

    /// Whether a tokenizer has all special tokens of this layout.
    public static func fits(_ tokenizer: some Tokenizer) -> Bool { specialTokens.allSatisfy { tokenizer.specialToken($0) != nil } }

    /// The tokens that begin something.
    public var markers: [Int32] { [system, agent, user] }

    /// Tokens of the persona and goal.
    public func prompt(_ text: String) -> [Int32] { [system] + tokenizer.encode(text) }

    /// Tokens of a line of the agent.
    public func agentLine(_ text: String) -> [Int32] { [agent] + tokenizer.encode(text) }

    /// The token after which the simulator writes its line.
    public var userCue: [Int32] { [user] }

    /// The dialogue so far; lines may come in any order.
    public func context(prompt text: String, lines: [DialogueLine], isAsked: Bool) -> DialogueContext {
        var parts = [DialogueContext.Part(prompt(text), line: nil)]
        for (index, line) in lines.enumerated() {
            switch line {
            case .agent(let text): parts.append(DialogueContext.Part(agentLine(text), line: index))
            case .user(let sampled): parts.append(DialogueContext.Part(userCue + ended(sampled), line: index))
            }
        }
        if isAsked { parts.append(DialogueContext.Part(userCue, line: lines.count)) }
        return DialogueContext(parts: parts)
    }

    /// Text of a sampled line, without its ending token.
    public func text(of sampled: [Int32]) -> String {
        tokenizer.decode(sampled).trimmingSpaces
    }

    /// Where each token of a sampled line stands in `text(of:)`, in UTF-8 bytes; tokens that add nothing to it have an empty place.
    /// Nil where the tokens do not spell valid UTF-8, so that the text has characters that no token wrote.
    public func places(of sampled: [Int32]) -> [Range<Int>]? {
        places(of: sampled.map(tokenizer.bytes(of:))) { $0.trimmedRange }
    }

    /// Tokens of a user line written by somebody else than the simulator, for supervised data.
    public func userLine(_ text: String, ends: Bool) -> [Int32] {
        tokenizer.encode(text) + [ends ? endOfDialogue : endOfTurn]
    }

    /// How a token is spelled, special ones included.
    public func spelling(of token: Int32) -> String { tokenizer.decode([token], includingSpecial: true) }
}
