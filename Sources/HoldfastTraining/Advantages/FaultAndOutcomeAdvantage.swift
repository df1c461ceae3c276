// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Credit where it is due, to the token: what went wrong is charged to the tokens that made it wrong, and every line answers for the
/// dialogue's outcome.
///
/// A token of line k of member i gets `(o_i - mean(o)) + v (n_ik - mean(n)) - w c`, with `o` the outcomes of the group, `n` the novelty of its
/// lines (`GroupNovelty`) and `v` its weight, `c` the costs of the faults the token has a part in and `w` their weight. Nothing is divided by a deviation, and costs have no baseline: at the tokens of a fault it would hardly change
/// the variance, everywhere else it would only add some.
///
/// The estimate leaves out what earlier words do to the chance of a fault. That is what keeps it from paying for silence: a line that
/// states a fact is not charged for having dared to, only for the words that get it wrong.
///
/// Source: dense rewards at the span that earns them follow Wu et al., "Fine-Grained Human Feedback Gives Better Rewards for Language
/// Model Training", arXiv:2306.01693, section 2. Departures: a reward is given at the first wrong token of a span and not at its end, there is
/// no value network, and nothing is added up over later tokens.
public struct FaultAndOutcomeAdvantage: TokenAdvantageEstimator {
    /// Its `trainer.advantage.type` in a configuration.
    public let name = "fault_and_outcome"
    /// At least 0; 0 leaves the outcome alone.
    public let faultWeight: Double
    /// At least 0; 0 leaves novelty out.
    public let noveltyWeight: Double

    /// By default faults count at their cost and novelty not at all.
    public init(faultWeight: Double = 1, noveltyWeight: Double = 0) {
        self.faultWeight = faultWeight
        self.noveltyWeight = noveltyWeight
    }

    /// Only where novelty weighs anything; without it no line is compared with its siblings'.
    public var usesNovelty: Bool { noveltyWeight > 0 }

    /// The outcome's advantage alone.
    public func advantages(of groups: [RewardGroup]) -> [[Double]] {
        groups.map { group in group.outcomeAdvantages.map { $0 ?? 0 } }
    }

    /// The outcome's advantage and the line's novelty. A line with a fault gets no credit for novelty: a garbled code is always new.
    public func turnAdvantages(of groups: [RewardGroup]) -> [[[Double]]] {
        groups.map { group in
            let outcomes = group.outcomeAdvantages
            let novelty = outcomes.indices.map { outcomes[$0] == nil ? [] : self.novelty(of: group, $0) }
            let statistics = SampleStatistics(novelty.flatMap { $0.compactMap(\.self) })
            return outcomes.indices.map { member in
                group.turnRewards[member].lines.indices.map { line in
                    guard let outcome = outcomes[member] else { return 0 }
                    guard let value = novelty[member].indices.contains(line) ? novelty[member][line] : nil, !statistics.isConstant else {
                        return outcome
                    }
                    return outcome + noveltyWeight * (value - statistics.mean)
                }
            }
        }
    }

    private func novelty(of group: RewardGroup, _ member: Int) -> [Double?] {
        guard group.novelty.indices.contains(member) else { return [] }
        return zip(group.novelty[member], group.turnRewards[member].lines).map { $1 < 0 ? nil : $0 }
    }

    /// The fault's cost, weighted.
    public func penalty(of fault: TokenFault) -> Double { faultWeight * fault.cost }
}
