// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What each user turn added to goal success.
///
/// Source: potential-based shaping (Ng, Harada, Russell 1999) with the potential Φ = share of components in a success status and
/// gamma = 1: F_k = Φ(before line k + 1) - Φ(before line k), so that a user line is credited with what it and the agent's answer
/// changed. Φ before the first line is taken as 0; the turns of an episode therefore add up to its final goal success, and nothing
/// is paid twice. The level-based rewards of arXiv:2507.20152 would pay a finished component again each turn.
///
/// Components count when they apply at the end of the episode.
public struct GoalProgress: Hashable, Sendable {
    private let components: [GoalComponent]
    /// Statuses of the counted components after each user turn and its answer.
    private let statuses: [[ComponentStatus]]
    /// Goal success by kind; asked for by parts and scores alike.
    private let byKind: [ComponentKind: [Double]]

    /// Replays the moves of a goal.
    /// - Parameters:
    ///   - goal: the state at the end of the episode; its moves must be in the order of their turns.
    ///   - userTurns: indices of the user's turns in the dialogue, ascending.
    public init(goal: GoalState, userTurns: [Int]) {
        let counted = goal.components.indices.filter { goal.applies[$0] }
        self.components = counted.map { goal.components[$0] }
        let position = Dictionary(components.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var current = components.map(\.kind.initialStatus)
        var rest = goal.changes[...]
        var statuses: [[ComponentStatus]] = []
        for index in userTurns.indices {
            let end = index + 1 < userTurns.count ? userTurns[index + 1] : Int.max
            while let change = rest.first, change.turn < end {
                if let place = position[change.component] { current[place] = change.to }
                rest = rest.dropFirst()
            }
            statuses.append(current)
        }
        self.statuses = statuses
        var byKind: [ComponentKind: [Double]] = [:]
        for kind in ComponentKind.allCases { byKind[kind] = Self.success(of: kind, components, statuses) }
        self.byKind = byKind
    }

    /// Goal success after each user turn and its answer; nil where no component of the kind applies.
    public func success(of kind: ComponentKind? = nil) -> [Double]? {
        guard let kind else { return Self.success(of: nil, components, statuses) }
        return byKind[kind]
    }

    private static func success(
        of kind: ComponentKind?, _ components: [GoalComponent], _ statuses: [[ComponentStatus]]
    ) -> [Double]? {
        let counted = components.indices.filter { kind == nil || components[$0].kind == kind }
        guard !counted.isEmpty else { return nil }
        return statuses.map { statuses in
            Double(counted.count { components[$0].kind.isSuccess(statuses[$0]) }) / Double(counted.count)
        }
    }

    /// Goal success after each user turn and its answer, each component by the weight of its kind; nil where nothing that weighs applies.
    public func success(weights: GoalWeights) -> [Double]? {
        let total = components.reduce(0) { $0 + weights[$1.kind] }
        guard total > 0 else { return nil }
        return statuses.map { statuses in
            zip(components, statuses).reduce(0) { $0 + ($1.0.kind.isSuccess($1.1) ? weights[$1.0.kind] : 0) } / total
        }
    }

    /// What each user turn added, each component by the weight of its kind; the sum is the final success.
    public func differences(weights: GoalWeights) -> [Double]? { success(weights: weights).map(Self.differences) }

    /// What each user turn added; the sum is the final success.
    public func differences(of kind: ComponentKind? = nil) -> [Double]? {
        success(of: kind).map(Self.differences)
    }

    private static func differences(_ success: [Double]) -> [Double] {
        success.indices.map { success[$0] - ($0 == 0 ? 0 : success[$0 - 1]) }
    }
}
