// SPDX-License-Identifier: Apache-2.0

/// How much better than expected each member of each group did.
///
/// All estimators work in `Double`, leave absent rewards out of every mean and deviation and give them the advantage 0, and give
/// exactly 0 where all rewards of a group are equal.
public protocol AdvantageEstimator: Sendable {
    /// The name it has in a configuration.
    var name: String { get }
    /// One advantage per member of each group, in the same order.
    func advantages(of groups: [RewardGroup]) -> [[Double]]
}

/// Credit per turn, and blame for single tokens within it.
public protocol TokenAdvantageEstimator: TurnAdvantageEstimator {
    /// What a fault's tokens lose, beside what their turn gets.
    func penalty(of fault: TokenFault) -> Double
    /// Whether it asks for `RewardGroup.novelty`.
    var usesNovelty: Bool { get }
}

/// Credit per turn instead of one number per episode.
public protocol TurnAdvantageEstimator: AdvantageEstimator {
    /// One advantage per user turn, of each member of each group.
    func turnAdvantages(of groups: [RewardGroup]) -> [[[Double]]]
}
