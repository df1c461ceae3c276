// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastRewards
import HoldfastTraining

extension TurnRewards {
    /// The stored turn, line and outcome rewards, and the faults where they stand in the token traces; nil for an episode without a reward.
    init?(_ scored: ScoredEpisode, weights: RewardWeights, template: any SimulatorTemplate) {
        guard let outcome = scored.outcomeReward else { return nil }
        let episode = scored.episode
        self.init(
            shares: scored.turnRewards, lines: scored.lineRewards, outcome: outcome,
            faults: scored.faults(weights: weights).compactMap { fault in
                episode.turns.first { $0.index == fault.turn }.flatMap {
                    TokenFault(fault, sampled: $0.tokens, of: episode.trace, template: template)
                }
            })
        for (index, faults) in scored.probeFaults(weights: weights) {
            let trace = episode.probes[index].trace
            let sampled = (trace.mask.firstIndex(of: true) ?? trace.count)..<trace.count
            probeFaults[index] = faults.compactMap { TokenFault($0, sampled: sampled, of: trace, template: template) }
        }
    }
}

extension TokenFault {
    /// The token with which a line leaves what is true, or all that was sampled where the fault has no place in it.
    ///
    /// What comes after the first wrong token follows from it and may well be right by itself, as the other digits of a code are.
    init?(_ fault: PlacedFault, sampled: Range<Int>, of trace: TokenTrace, template: any SimulatorTemplate) {
        guard !sampled.isEmpty else { return nil }
        let places = fault.place == nil ? nil : template.places(of: Array(trace.ids[sampled]))
        guard let place = fault.place, let first = places?.firstIndex(where: { $0.upperBound > place.lowerBound }) else {
            self.init(tokens: sampled, cost: fault.cost)
            return
        }
        let token = sampled.lowerBound + first
        self.init(tokens: token..<token + 1, cost: fault.cost)
    }
}
