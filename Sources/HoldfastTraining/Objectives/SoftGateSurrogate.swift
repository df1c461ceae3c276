// SPDX-License-Identifier: Apache-2.0

/// SAPO: a smooth gate instead of a clip, `l = -A (4 / tau) sigmoid(tau (r - 1))`, whose slope at r = 1 is exactly -A.
///
/// Source: "Soft Adaptive Policy Optimization", arXiv:2511.20347. Negative advantages get the larger `tau` and so decay
/// faster; the defaults 1 and 1.05 are the paper's.
public struct SoftGateSurrogate: Surrogate {
    /// The tau of tokens with A > 0; positive. The larger, the narrower the gate around r = 1.
    public var positive: Double
    /// The tau of all other tokens; positive.
    public var negative: Double
    /// Bound on |log r|, beyond which the gradient is 0 (verl: 20); nil for none (TRL).
    public var logRatioLimit: Double?

    /// By default the paper's temperatures, and no bound on the ratio.
    public init(positive: Double = 1, negative: Double = 1.05, logRatioLimit: Double? = nil) {
        self.positive = positive
        self.negative = negative
        self.logRatioLimit = logRatioLimit
    }

    /// The KL term is corrected by each token's own ratio.
    public var ratioLevel: RatioLevel { .token }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        for t in 0..<row.count {
            let ratio = BoundedRatio(current: row.current[t], old: row.old[t], limit: logRatioLimit)
            let tau = row.advantages[t] > 0 ? positive : negative
            let gate = sigmoid(tau * (ratio.value - 1))
            let weight = -row.factors[t] * row.advantages[t] * 4
            terms.losses[t] = weight / tau * gate
            // The gate closes to exactly 0 before the derivative can overflow.
            let slope = gate * (1 - gate)
            terms.gradient[t] = slope == 0 ? 0 : weight * slope * ratio.derivative
        }
        return terms
    }
}
