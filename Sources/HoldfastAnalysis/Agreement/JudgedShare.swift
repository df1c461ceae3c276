// SPDX-License-Identifier: Apache-2.0

/// The share of items that a judge passed, with how much it would vary from sample to sample.
///
/// Verdicts of one conversation resemble each other, so their number alone would make the share look more certain than it is. What is kept
/// is the *effective* number of items: of how many independent ones the share has the variance.
public struct JudgedShare: Hashable, Sendable, Codable {
    /// From 0 to 1.
    public let share: Double
    /// Number of independent items that would have the same variance; more than 0.
    public let effectiveCount: Double
    /// How many items were judged.
    public let observations: Int

    /// The share of independent items; nil for none.
    public init?(passes: Int, of count: Int) {
        guard count > 0, (0...count).contains(passes) else { return nil }
        share = Double(passes) / Double(count)
        effectiveCount = Double(count)
        observations = count
    }

    /// A share whose variance is known otherwise, for instance from a bootstrap over personas; nil where it is no share, or of nothing.
    ///
    /// - Parameters:
    ///   - variance: of the share. Where it is 0 (all conversations alike, or a share of 0 or 1) it says nothing about the population, and
    ///     `clusters` is taken as the effective number of items.
    ///   - clusters: how many independent clusters (personas, conversations) the items come from.
    ///   - observations: how many items were judged.
    public init?(share: Double, variance: Double, clusters: Int, observations: Int) {
        guard (0...1).contains(share), variance >= 0, clusters > 0, observations > 0 else { return nil }
        self.share = share
        self.observations = observations
        let size = share * (1 - share) / variance
        effectiveCount = size.isFinite && size > 0 ? size : Double(clusters)
    }

    /// Variance of the share.
    public var variance: Double { share * (1 - share) / effectiveCount }
}
