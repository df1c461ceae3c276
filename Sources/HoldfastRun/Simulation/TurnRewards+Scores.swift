// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import HoldfastTraining

extension TurnRewards {
    /// The stored turn, line and outcome rewards; nil for an episode without a reward.
    init?(_ scored: ScoredEpisode) {
        guard let outcome = scored.outcomeReward else { return nil }
        self.init(shares: scored.turnRewards, lines: scored.lineRewards, outcome: outcome)
    }
}
