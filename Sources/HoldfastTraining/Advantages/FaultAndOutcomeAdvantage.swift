// SPDX-License-Identifier: Apache-2.0

/// Credit where it is due, to the token: what went wrong is charged to the tokens that made it wrong, and every line answers for the
/// dialogue's outcome.
///
/// A token of member i gets `(o_i - mean(o)) - w c`, with `o` the outcomes of the group, `c` the costs of the faults it has a part in and
/// `w` their weight. Nothing is divided by a deviation, and costs have no baseline: at the tokens of a fault it would hardly change
/// the variance, everywhere else it would only add some.
///
/// The estimate leaves out what earlier words do to the chance of a fault. That is what keeps it from paying for silence: a line that
/// states a fact is not charged for having dared to, only for the words that get it wrong.
///
/// Source: dense rewards at the span that earns them follow Wu et al., "Fine-Grained Human Feedback Gives Better Rewards for Language
/// Model Training", arXiv:2306.01693, section 2. Departures: a reward is given at the first wrong token of a span and not at its end, there is
/// no value network, and nothing is added up over later tokens.
public struct FaultAndOutcomeAdvantage: TokenAdvantageEstimator {
    public let name = "fault_and_outcome"
    /// At least 0; 0 leaves the outcome alone.
    public let faultWeight: Double

    public init(faultWeight: Double = 1) {
        self.faultWeight = faultWeight
    }

    /// The outcome's advantage.
    public func advantages(of groups: [RewardGroup]) -> [[Double]] {
        groups.map { group in group.outcomeAdvantages.map { $0 ?? 0 } }
    }

    /// The outcome's advantage, the same for all turns of a member.
    public func turnAdvantages(of groups: [RewardGroup]) -> [[[Double]]] {
        groups.map { group in
            zip(group.turnRewards, group.outcomeAdvantages).map { rewards, outcome in rewards.lines.map { _ in outcome ?? 0 } }
        }
    }

    /// The fault's cost, weighted.
    public func penalty(of fault: TokenFault) -> Double { faultWeight * fault.cost }
}
