// SPDX-License-Identifier: Apache-2.0

/// The weight of each component in the composed reward. A component that is not named has none.
///
/// Encoded as a table from the names of `RewardComponent` to numbers.
public struct RewardWeights: Hashable, Sendable, Codable {
    private var weights: [RewardComponent: Double]

    /// - Parameter weights: non-negative numbers; only their ratios matter.
    public init(_ weights: [RewardComponent: Double]) {
        // A weight of 0 and none are one thing, also where configurations are compared.
        self.weights = weights.filter { $0.value != 0 }
    }

    /// Consistency and goal in equal measure, kept honest by stopping, validity and diversity.
    public static let standard = RewardWeights([
        .promptToLine: 1, .lineToLine: 0.5, .questionAndAnswer: 0.5, .profile: 0.25, .policy: 0.25, .task: 0.5, .requirement: 0.5,
        .preference: 0.25, .stop: 0.5, .validity: 0.5, .diversity: 0.25,
    ])

    /// The weight of a component; 0 where none is set.
    public subscript(component: RewardComponent) -> Double {
        get { weights[component] ?? 0 }
        set { weights[component] = newValue == 0 ? nil : newValue }
    }

    /// The sum of all weights; 0 where nothing is rewarded.
    public var total: Double { weights.values.reduce(0, +) }

    /// The weight of a component over the sum of all weights.
    public func share(of component: RewardComponent) -> Double {
        let total = total
        return total > 0 ? self[component] / total : 0
    }

    /// The weighted mean over the parts that are present; nil where their weights add up to nothing.
    ///
    /// An absent part leaves the numerator and the denominator, so it neither pays nor costs.
    public func reward(of parts: [RewardPart]) -> Double? {
        let total = total(of: parts)
        guard total > 0 else { return nil }
        return parts.reduce(0) { $0 + self[$1.component] * $1.value } / total
    }

    /// Each user turn's share of the reward; the shares add up to `reward(of:)`. Empty where that is nil.
    public func turnRewards(of parts: [RewardPart]) -> [Double] {
        let total = total(of: parts)
        guard total > 0, let turns = parts.first?.shares.count else { return [] }
        return (0..<turns).map { turn in
            parts.reduce(0) { $0 + self[$1.component] * $1.shares[turn] } / total
        }
    }

    /// What each user turn's own failures cost: minus the weights of the components that the line failed, over all weights present.
    ///
    /// Unlike a share, it is not divided by the number of lines: a bad line costs the same in a short and in a long dialogue.
    /// Empty where `reward(of:)` is nil.
    public func lineRewards(of parts: [RewardPart]) -> [Double] {
        let total = total(of: parts)
        guard total > 0, let turns = parts.first?.shares.count else { return [] }
        return (0..<turns).map { turn in
            parts.reduce(0) { $0 - ($1.faults?[turn] == true ? self[$1.component] : 0) } / total
        }
    }

    /// What the components that judge no single line add to the reward; nil where `reward(of:)` is.
    public func outcome(of parts: [RewardPart]) -> Double? {
        let total = total(of: parts)
        guard total > 0 else { return nil }
        return parts.reduce(0) { $0 + ($1.faults == nil ? self[$1.component] * $1.value : 0) } / total
    }

    private func total(of parts: [RewardPart]) -> Double { parts.reduce(0) { $0 + self[$1.component] } }

    /// Reads weights by the components' names.
    /// - Throws: `DecodingError` for an unknown name, and for a weight that is negative or not finite.
    public init(from decoder: any Decoder) throws {
        self.init(try WeightTable.read(from: decoder, of: "reward component"))
    }

    /// Writes the weights by the components' names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Dictionary(uniqueKeysWithValues: weights.map { ($0.key.rawValue, $0.value) }))
    }
}
