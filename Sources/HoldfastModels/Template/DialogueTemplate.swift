// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Renders a dialogue into the token sequence the simulator reads. Append-only: rendering a longer dialogue
/// begins with the rendering of its prefix, so a cache and a training sequence stay valid from turn to turn.
///
/// Layout: `<|system|>` prompt `<|agent|>` line `<|user|>` line `<|end_of_turn|>` `<|agent|>` line `<|user|>` ...
public struct DialogueTemplate: Sendable {
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

    /// Tokens of the persona and goal.
    public func prompt(_ text: String) -> [Int32] { [system] + tokenizer.encode(text) }

    /// Tokens of a line of the agent.
    public func agentLine(_ text: String) -> [Int32] { [agent] + tokenizer.encode(text) }

    /// The token after which the simulator writes its line.
    public var userCue: [Int32] { [user] }

    /// Tokens a sampled line may end with.
    public var stopTokens: [Int32] { [endOfTurn, endOfDialogue] }

    /// Text of a sampled line, without its ending token.
    public func text(of sampled: [Int32]) -> String {
        tokenizer.decode(sampled).trimmingSpaces
    }

    /// Where each token of a sampled line stands in `text(of:)`, in UTF-8 bytes; tokens that add nothing to it have an empty place.
    /// Nil where the tokens do not spell valid UTF-8, so that the text has characters that no token wrote.
    public func places(of sampled: [Int32]) -> [Range<Int>]? {
        let bytes = sampled.map(tokenizer.bytes(of:))
        guard let whole = String(validating: bytes.joined(), as: UTF8.self) else { return nil }
        let leading = whole.prefix { $0.isWhitespace }.utf8.count
        let length = whole.trimmingSpaces.utf8.count
        var end = -leading
        return bytes.map { token in
            let start = end
            end += token.count
            return min(max(start, 0), length)..<min(max(end, 0), length)
        }
    }

    /// How a sampled line ended.
    public func finish(of sampled: [Int32]) -> FinishReason {
        switch sampled.last {
        case endOfTurn: .endOfTurn
        case endOfDialogue: .endOfDialogue
        default: .length
        }
    }

    /// Tokens of a user line written by somebody else than the simulator, for supervised data.
    public func userLine(_ text: String, ends: Bool) -> [Int32] {
        tokenizer.encode(text) + [ends ? endOfDialogue : endOfTurn]
    }
}

extension String {
    package var trimmingSpaces: String {
        let kept = drop { $0.isWhitespace }
        guard let last = kept.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(kept[...last])
    }
}
