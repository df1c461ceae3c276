// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// An episode as the arrays of a robomimic demonstration, one row a line of the user.
struct RobomimicDemo: Sendable {
    /// Lines of the user.
    var count: Int
    /// The sampled tokens of each line.
    var actions: [Float] = []
    /// What the line was sampled from: the last tokens of the simulator's context.
    var contexts: [Float] = []
    /// The same before the next line; behind the last line what was read and written until the end.
    var nextContexts: [Float] = []
    /// Number of the line from 0, tokens in the context, and the share of the goal that was reached before the line.
    var states: [Float] = []
    var rewards: [Float]
    var dones: [Int]

    /// Values of a state.
    static let stateWidth = 3

    /// What the arrays take on a disk, at most, but for what is the same for each demonstration: content that does not deflate grows a little.
    var bytes: Int { 5 * (actions.count + contexts.count + nextContexts.count + states.count + rewards.count) + 8 * dones.count }

    /// Nil where a line of the user has no tokens.
    init?(_ scored: ScoredEpisode, steps: MinariSteps, scale: TokenScale, actionWidth: Int, contextWidth: Int) {
        let (trace, turns) = (scored.episode.trace, scored.episode.userTurns)
        let sequences = trace.sequences
        count = turns.count
        rewards = steps.rewards.map(Float.init)
        dones = Array(repeating: 0, count: turns.count - 1) + [1]
        var reached = 0.0
        for (number, turn) in turns.enumerated() {
            guard !turn.tokens.isEmpty, turn.tokens.upperBound <= trace.count,
                let sequence = sequences.first(where: { $0.contains(turn.tokens.lowerBound) })
            else { return nil }
            let context = trace.ids[sequence.lowerBound..<turn.tokens.lowerBound]
            actions += scale.values(of: trace.ids[turn.tokens], width: actionWidth)
            contexts += scale.values(of: context.suffix(contextWidth), width: contextWidth, isPaddedInFront: true)
            states += [Float(number), Float(context.count), Float(reached)]
            reached += scored.scores.first { $0.name == MetricName.progress && $0.turn == turn.index }?.value ?? 0
        }
        let last = trace.ids[trace.newestSequence].suffix(contextWidth)
        nextContexts = Array(contexts.dropFirst(contextWidth)) + scale.values(of: last, width: contextWidth, isPaddedInFront: true)
    }
}
