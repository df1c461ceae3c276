// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The published reward of goal alignment, for comparison with `GoalProgress`.
///
/// Source: "Goal Alignment in LLM-Based User Simulators" (arXiv:2507.20152): a reply is worth R = sum over the five kinds of .5 I, where I
/// says whether the kind is aligned, so R is in [0, 2.5]. The paper does not say how several components of one kind make one I, nor whether
/// I is the level or its change. Our reading: I is the share of the kind's applying components in a success status after the turn; a kind
/// without a component leaves the sum and the maximum. The mean over turns is divided by the maximum, so that 1 is all aligned all along.
///
/// What is aligned pays again each turn, so a long dialogue with an early success is worth more than a short one: that is why it is not
/// the default.
public struct GoalLevel: Hashable, Sendable {
    /// The level after each user turn and its answer, from 0 to 1.
    public let turns: [Double]

    /// - Parameter weights: how much each kind counts; equal ones are the published reward.
    public init?(_ progress: GoalProgress, weights: GoalWeights = .equal) {
        let kinds = ComponentKind.allCases.compactMap { kind in progress.success(of: kind).map { (weights[kind], $0) } }
        let total = kinds.reduce(0) { $0 + $1.0 }
        guard total > 0, let count = kinds.first?.1.count, count > 0 else { return nil }
        turns = (0..<count).map { turn in kinds.reduce(0) { $0 + $1.0 * $1.1[turn] } / total }
    }

    /// Mean over the turns.
    public var mean: Double { turns.reduce(0, +) / Double(turns.count) }
}

/// How much each kind of goal component counts in `progress` and `goal_level`.
///
/// Encoded as a table from the names of `ComponentKind` to numbers.
public struct GoalWeights: Hashable, Sendable, Codable {
    private var weights: [ComponentKind: Double]

    /// - Parameter weights: non-negative numbers; a kind that is not named counts 1.
    public init(_ weights: [ComponentKind: Double] = [:]) {
        self.weights = Dictionary(uniqueKeysWithValues: ComponentKind.allCases.map { ($0, weights[$0] ?? 1) })
    }

    /// All kinds alike.
    public static let equal = GoalWeights()

    /// The weight of a kind.
    public subscript(kind: ComponentKind) -> Double { weights[kind] ?? 1 }

    /// Reads weights by the kinds' names.
    /// - Throws: `DecodingError` for an unknown name, and for a weight that is negative or not finite.
    public init(from decoder: any Decoder) throws {
        self.init(try WeightTable.read(from: decoder, of: "kind of goal component"))
    }

    /// Writes the weights of all kinds by their names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: ComponentKind.allCases.map { ($0.rawValue, self[$0]) }))
    }
}
