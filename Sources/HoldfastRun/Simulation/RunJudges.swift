// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards

/// The judges of a run: who rewards, who evaluates, and who follows the goal.
struct RunJudges: Sendable {
    /// Nil is the ledger.
    let rewarding: (any DriftJudge)?
    /// Nil where nobody evaluates beside the judge that rewards.
    let evaluating: (any DriftJudge)?
    let goal: any GoalJudge

    init(_ configuration: RunConfiguration, world: SimulatedWorld) async throws {
        rewarding = nil
        evaluating = nil
        goal = LedgerGoalJudge(lexicon: world.lexicon)
    }
}
