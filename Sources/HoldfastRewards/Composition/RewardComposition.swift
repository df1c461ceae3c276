// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// How the components of a reward come together.
public struct RewardComposition: Sendable, Hashable {
    /// What each component weighs.
    public var weights: RewardWeights
    /// What each kind of goal component weighs within `progress` and `goal_level`.
    public var goalWeights: GoalWeights
    /// Whether components count as they are, or against the other dialogues of their group.
    public var normalization: RewardNormalization
    /// Components that decide whether a group carries a signal: where their weighted mean is the same in all of its dialogues, the group is
    /// left out of training, whatever the other components say. Empty: the composed reward decides.
    public var gate: [RewardComponent]
    /// What numbers of lines people need; nil leaves `length` absent.
    public var lengths: LengthMatching?

    /// Absolute rewards without a gate, unless told otherwise.
    public init(
        weights: RewardWeights = .standard, goalWeights: GoalWeights = .equal, normalization: RewardNormalization = .absolute,
        gate: [RewardComponent] = [], lengths: LengthMatching? = nil
    ) {
        self.weights = weights
        self.goalWeights = goalWeights
        self.normalization = normalization
        self.gate = gate
        self.lengths = lengths
    }

    /// The mean over the gate's components that are present, by their weights (equal ones where all are 0); nil where none is.
    func gate(of parts: [RewardPart]) -> Double? {
        let present = parts.filter { gate.contains($0.component) }
        let total = present.reduce(0) { $0 + weights[$1.component] }
        guard !present.isEmpty else { return nil }
        guard total > 0 else { return present.reduce(0) { $0 + $1.value } / Double(present.count) }
        return present.reduce(0) { $0 + weights[$1.component] * $1.value } / total
    }
}

/// What a component's value is before it is weighed.
public enum RewardNormalization: String, Sendable, Codable, CaseIterable {
    /// Its value, between 0 and 1.
    case absolute
    /// Its distance from the group's mean in the group's standard deviations; 0 where all are equal. A component with a wide range then
    /// cannot drown the others. Source: "GDPO", arXiv:2601.05242, without its second normalisation over the batch, which is the advantage
    /// estimator's affair.
    case group
}
