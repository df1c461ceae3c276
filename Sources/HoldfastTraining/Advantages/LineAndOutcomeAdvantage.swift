// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Credit where it is due: a line answers for its own verdicts, and every line for the dialogue's outcome.
///
/// Turn k of member i gets `(o_i - mean(o)) + w (r_ik - mean(r))`, with `o` the outcomes of the group, `r` the line rewards of all its
/// lines and `w` the weight of lines. Nothing is divided by a deviation.
///
/// A contradiction is seen in the line that makes it. Credit by whole dialogue, or by the return to go, tells that line's tokens from
/// their neighbours' only through the noise of everything that follows; this estimator has none of that noise. It stays honest as long
/// as what a line does to later turns shows in an outcome: a line that says nothing has no fault, and loses the goals.
///
/// Source: the split of reward into an immediate part per turn and a part per trajectory follows "Turn-level credit assignment",
/// arXiv:2505.11821 (MT-GRPO), section 3. Departures: no deviation divides either part, and the line part's baseline is one mean over all
/// lines of the group, not one per turn index, since dialogues of one scenario do not run in step.
public struct LineAndOutcomeAdvantage: TurnAdvantageEstimator {
    /// Its `trainer.advantage.type` in a configuration.
    public let name = "line_and_outcome"
    /// At least 0; 0 leaves the outcome alone.
    public let lineWeight: Double

    /// By default a line's own reward counts in full beside the outcome.
    public init(lineWeight: Double = 1) {
        self.lineWeight = lineWeight
    }

    /// The outcome's advantage plus the mean of the lines' own.
    public func advantages(of groups: [RewardGroup]) -> [[Double]] {
        turnAdvantages(of: groups).map { $0.map { $0.isEmpty ? 0 : $0.reduce(0, +) / Double($0.count) } }
    }

    /// The advantages of the formula above, one per turn of each member of each group.
    public func turnAdvantages(of groups: [RewardGroup]) -> [[[Double]]] {
        groups.map(turnAdvantages(of:))
    }

    private func turnAdvantages(of group: RewardGroup) -> [[Double]] {
        let outcomes = group.outcomeAdvantages
        let lines = SampleStatistics(outcomes.indices.filter { outcomes[$0] != nil }.flatMap { group.turnRewards[$0].lines })
        return group.turnRewards.indices.map { index in
            let rewards = group.turnRewards[index].lines
            guard let outcome = outcomes[index] else { return rewards.map { _ in 0 } }
            return rewards.map { outcome + (lines.isConstant ? 0 : lineWeight * ($0 - lines.mean)) }
        }
    }
}
