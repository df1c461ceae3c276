// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels

/// One dialogue to learn from.
public struct SupervisedExample: Sendable, Hashable {
    /// The whole dialogue as the simulator reads it, from the prompt on.
    public var tokens: [Int32]
    /// One per token: whether it is a user's token (its ending token included), which the simulator is to predict.
    public var trained: [Bool]

    /// A dialogue that is already rendered; both arrays have one length.
    public init(tokens: [Int32], trained: [Bool]) {
        self.tokens = tokens
        self.trained = trained
    }

    /// Renders a dialogue. User lines are trained on with the token that ends them; the prompt, the agent's lines and the user cue are
    /// context.
    /// - Parameter turns: a user turn whose finish is `endOfDialogue` ends with that token, any other with the end-of-turn token.
    public init(prompt: String, turns: [Turn], template: DialogueTemplate) {
        self.init(tokens: [], trained: [])
        append(template.prompt(prompt), trained: false)
        for turn in turns {
            switch turn.seat {
            case .agent: append(template.agentLine(turn.text), trained: false)
            case .user:
                append(template.userCue, trained: false)
                append(template.userLine(turn.text, ends: turn.finish == .endOfDialogue), trained: true)
            }
        }
    }

    private mutating func append(_ new: [Int32], trained flag: Bool) {
        tokens += new
        trained += [Bool](repeating: flag, count: new.count)
    }

    /// Tokens that are predicted and trained on.
    public var trainedTokens: Int { trained.dropFirst().count { $0 } }

    /// - Parameter contextWeight: weight of the other tokens in the loss; 0 leaves them out of the mask.
    func sequence(contextWeight: Double) -> TrainingSequence {
        let weights = trained.dropFirst().map { $0 ? 1 : Float(contextWeight) }
        return TrainingSequence(tokens: tokens, mask: weights.map { $0 > 0 }, advantages: weights)
    }
}
