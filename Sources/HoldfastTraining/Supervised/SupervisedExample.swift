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
    /// - Returns: one example, or several where the template renders earlier lines anew: each line is learned in the context in which it
    ///   would be sampled.
    /// - Throws: `configuration` for an order of turns that the template has no place for.
    public static func examples(prompt: String, turns: [Turn], template: any SimulatorTemplate) throws -> [SupervisedExample] {
        var trace = TokenTrace()
        var lines: [DialogueLine] = []
        for turn in turns {
            switch turn.seat {
            case .agent: lines.append(.agent(turn.text))
            case .user:
                trace.read(try template.context(prompt: prompt, lines: lines, isAsked: true))
                let line = template.userLine(turn.text, ends: turn.finish == .endOfDialogue)
                try trace.appendSampled(line, logprobs: [Float](repeating: 0, count: line.count), turn: lines.count)
                lines.append(.user(line))
            }
        }
        trace.readRest(try template.context(prompt: prompt, lines: lines, isAsked: false))
        return trace.sequences.map { SupervisedExample(tokens: Array(trace.ids[$0]), trained: Array(trace.mask[$0])) }
    }

    /// Tokens that are predicted and trained on.
    public var trainedTokens: Int { trained.dropFirst().count { $0 } }

    /// - Parameter contextWeight: weight of the other tokens in the loss; 0 leaves them out of the mask.
    func sequence(contextWeight: Double) -> TrainingSequence {
        let weights = trained.dropFirst().map { $0 ? 1 : Float(contextWeight) }
        return TrainingSequence(tokens: tokens, mask: weights.map { $0 > 0 }, advantages: weights)
    }
}
