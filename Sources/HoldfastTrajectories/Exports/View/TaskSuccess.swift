// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension Episode {
    /// Whether the agent served the user: every errand that applies is done and everything said or learned that it needs. Where the world
    /// cannot grant the goal, an errand that was attempted counts too. Nil where the goal has no errand.
    ///
    /// What the user did wrong does not enter it: profile, policy and preferences are the user's own business.
    var isServed: Bool? {
        let errands = goal.components.indices.filter { index in
            goal.applies[index] && (goal.components[index].kind == .task || goal.components[index].kind == .requirement)
        }
        guard errands.contains(where: { goal.components[$0].kind == .task }) else { return nil }
        return errands.allSatisfy { index in
            goal.statuses[index] == .complete || (!scenario.goal.isPossible && goal.statuses[index] == .attempted)
        }
    }
}

extension ScoredEpisode {
    /// What the seat earned: the user its composed reward, the agent 1 where it served the user and else 0.
    func reward(of seat: Seat) -> Double? {
        switch seat {
        case .user: reward.flatMap { $0.isFinite ? $0 : nil }
        case .agent: episode.isServed.map { $0 ? 1 : 0 }
        }
    }
}
