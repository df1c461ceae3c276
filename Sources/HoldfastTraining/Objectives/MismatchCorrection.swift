// SPDX-License-Identifier: Apache-2.0

/// Detached factors for sequences whose sampler and trainer disagree (different kernels or stale weights): truncated importance
/// sampling on `exp(old - sampler)`.
///
/// Sources: Yao et al., "Your Efficient RL Framework Secretly Brings You Off-Policy RL Training" (2025) (truncation);
/// IcePop, arXiv:2510.18855 (masking). The sequence modes use the product over the row, as TRL does.
/// An embedded engine samples and trains with the same kernels; there the factors are 1, unless what it sampled from was reshaped by
/// penalties or truncation: then they are the model's probability over the sampler's. With penalties that makes the update that of the
/// model's own samples. Tokens that truncation left out are never seen, so of these the update learns nothing: with a kept mass Z every
/// factor is Z. To train the truncated distribution itself, both of its probabilities would have to be taken over the kept set, which
/// is not recorded.
public struct MismatchCorrection: Sendable, Hashable {
    /// Whether each token or the whole row is corrected, and whether a factor out of bounds is cut to the bound or to 0.
    public enum Mode: String, Sendable, Codable, CaseIterable {
        /// Each token's ratio, cut to the bound.
        case tokenTruncate = "token_truncate"
        /// Each token's ratio, 0 outside the bounds.
        case tokenMask = "token_mask"
        /// The row's ratio for all its tokens, cut to the bound.
        case sequenceTruncate = "sequence_truncate"
        /// The row's ratio for all its tokens, 0 outside the bounds: the whole row leaves the policy loss.
        case sequenceMask = "sequence_mask"
    }

    /// What is corrected, and what becomes of a factor out of bounds.
    public var mode: Mode
    /// Smallest factor, not above `maximum`; nil for 0.
    public var minimum: Double?
    /// Largest factor; nil for none.
    public var maximum: Double?

    /// By default factors go up to 3, TRL's cap, and have no lower bound.
    public init(mode: Mode, minimum: Double? = nil, maximum: Double? = 3) {
        self.mode = mode
        self.minimum = minimum
        self.maximum = maximum
    }

    /// One factor per token of a row.
    public func factors(old: [Double], sampler: [Double]) -> [Double] {
        let differences = zip(old, sampler).map { $0 - $1 }
        switch mode {
        case .tokenTruncate, .tokenMask: return differences.map { bounded(exp($0)) }
        case .sequenceTruncate, .sequenceMask:
            return [Double](repeating: bounded(exp(differences.reduce(0, +))), count: differences.count)
        }
    }

    private func bounded(_ ratio: Double) -> Double {
        let low = minimum ?? 0
        let high = maximum ?? .infinity
        switch mode {
        case .tokenTruncate, .sequenceTruncate: return ratio.clamped(low, high)
        case .tokenMask, .sequenceMask: return (low...high).contains(ratio) ? ratio : 0
        }
    }
}
