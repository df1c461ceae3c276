// SPDX-License-Identifier: Apache-2.0

/// The clipped surrogate on a ratio of whole rows.
///
/// GSPO: `s = exp(mean over tokens of (current - old))`, `l = -min(s A, clip(s, 1 - low, 1 + high) A)` for each token.
/// Sources: GSPO, arXiv:2507.18071 section 4.1 (`mean`) and 4.3 (`detachedMean`, GSPO-token: the value of the row's ratio with the
/// gradient of the token's own, so that advantages may differ within a row); RLOO, arXiv:2402.14740 (`sum`, the
/// probability ratio of the whole row).
public struct SequenceSurrogate: Surrogate {
    /// How token log-ratios make the row's ratio.
    public enum Pooling: Sendable, Hashable { case mean, detachedMean, sum }

    /// Bounds of the row's ratio; its `logRatioLimit` has no effect here.
    public var clip: ClippedSurrogate
    /// Default `mean`: GSPO.
    public var pooling: Pooling

    /// The default bounds are those of the GSPO paper, section 5.1; a bound of 0.2 would never act on a mean.
    public init(low: Double = 3e-4, high: Double = 4e-4, pooling: Pooling = .mean) {
        clip = ClippedSurrogate(low: low, high: high)
        self.pooling = pooling
    }

    /// The KL term is corrected by one ratio per row, `exp` of the mean log-ratio whatever the pooling.
    public var ratioLevel: RatioLevel { .sequence }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        let sum = (0..<row.count).reduce(0) { $0 + row.current[$1] - row.old[$1] }
        let pooled = pooling == .sum ? sum : sum / Double(row.count)
        // verl bounds the log-ratio of GSPO-token at 10 and lets no gradient through beyond.
        let limited = pooling == .detachedMean && pooled > 10
        let ratio = exp(limited ? 10 : pooled)
        var shared = 0.0
        for t in 0..<row.count {
            let (loss, slope, side) = clip.branch(ratio, row.advantages[t])
            let derivative = row.factors[t] * slope * ratio
            terms.losses[t] = row.factors[t] * loss
            switch pooling {
            case .detachedMean: terms.gradient[t] = limited ? 0 : derivative
            case .mean: shared += derivative / Double(row.count)
            case .sum: shared += derivative
            }
            if side < 0 { terms.clippedLow += 1 }
            if side > 0 { terms.clippedHigh += 1 }
        }
        if pooling != .detachedMean { terms.gradient = [Double](repeating: shared, count: row.count) }
        return terms
    }
}
