// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// How a dialogue becomes the tokens that a simulator reads, and how its own tokens become lines.
///
/// The simulator sits in the user's seat. Its lines are kept as the tokens it sampled, never encoded anew.
public protocol SimulatorTemplate: Sendable {
    /// Ends a line of the user.
    var endOfTurn: Int32 { get }
    /// Ends the conversation: the user's decision, an action and not a string in the text.
    var endOfDialogue: Int32 { get }
    /// Tokens that begin or surround lines: given to the simulator, which must not write them.
    var markers: [Int32] { get }

    /// The dialogue so far.
    /// - Parameters:
    ///   - prompt: the text of persona and goal.
    ///   - lines: of both seats, in order; a line of the user with the tokens that were sampled.
    ///   - isAsked: whether the user's next line is asked for.
    /// - Throws: `configuration` for an order of lines that the template has no place for.
    func context(prompt: String, lines: [DialogueLine], isAsked: Bool) throws -> DialogueContext
    /// Tokens of a user line written by somebody else than the simulator, for supervised data.
    func userLine(_ text: String, ends: Bool) -> [Int32]
    /// Text of a sampled line as the agent hears it, without its ending token.
    func text(of sampled: [Int32]) -> String
    /// Text of a line that is being sampled, as far as no token that comes can take it back, but for spaces at its end.
    func certainText(of sampled: [Int32]) -> String
    /// Where each token of a sampled line stands in `text(of:)`, in UTF-8 bytes; tokens that add nothing to it have an empty place.
    /// Nil where the tokens do not spell valid UTF-8, so that the text has characters that no token wrote.
    func places(of sampled: [Int32]) -> [Range<Int>]?
    /// How a token is spelled, special ones included.
    func spelling(of token: Int32) -> String
}

extension SimulatorTemplate {
    /// Tokens a sampled line may end with.
    public var stopTokens: [Int32] { [endOfTurn, endOfDialogue] }

    /// For templates that hide nothing of a line.
    public func certainText(of sampled: [Int32]) -> String { text(of: sampled) }

    /// How a sampled line ended.
    public func finish(of sampled: [Int32]) -> FinishReason {
        switch sampled.last {
        case endOfTurn: .endOfTurn
        case endOfDialogue: .endOfDialogue
        default: .length
        }
    }

    /// The tokens of a line with the one that ends it, which a line that ran into its limit is given.
    func ended(_ sampled: [Int32]) -> [Int32] { finish(of: sampled) == .length ? sampled + [endOfTurn] : sampled }

    /// The places of tokens in the part of their text that is kept.
    /// - Parameter kept: the kept part of the whole text, in UTF-8 bytes.
    func places(of bytes: [[UInt8]], kept: (String) -> Range<Int>) -> [Range<Int>]? {
        guard let whole = String(validating: bytes.joined(), as: UTF8.self) else { return nil }
        let kept = kept(whole)
        var end = -kept.lowerBound
        return bytes.map { token in
            let start = end
            end += token.count
            return min(max(start, 0), kept.count)..<min(max(end, 0), kept.count)
        }
    }
}

extension String {
    /// Without whitespace at both ends.
    package var trimmingSpaces: String {
        let kept = drop { $0.isWhitespace }
        guard let last = kept.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(kept[...last])
    }

    /// Where `trimmingSpaces` stands, in UTF-8 bytes.
    var trimmedRange: Range<Int> {
        let leading = prefix { $0.isWhitespace }.utf8.count
        return leading..<leading + trimmingSpaces.utf8.count
    }
}
