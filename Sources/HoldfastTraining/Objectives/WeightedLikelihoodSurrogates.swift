// SPDX-License-Identifier: Apache-2.0

/// CISPO: the ratio is clipped and detached, so every token keeps a gradient.
///
/// `l = -sg(clip(r, lower, upper)) A current`.
/// Source: MiniMax-M1, arXiv:2506.13585 section 3.1, which caps above only (`lower` 0). TRL's `epsilon_high` is the cap itself, with
/// no "1 +"; so is `upper` here.
public struct DetachedClipSurrogate: Surrogate {
    /// Smallest detached ratio; 0 for no lower bound.
    public var lower: Double
    /// Largest detached ratio.
    public var upper: Double
    /// Bound on |log r| before the clip (verl: 20); nil for none. The ratio is detached, so the gradient goes on beyond it.
    public var logRatioLimit: Double?

    /// By default capped above alone, at 5.
    public init(lower: Double = 0, upper: Double = 5, logRatioLimit: Double? = nil) {
        self.lower = lower
        self.upper = upper
        self.logRatioLimit = logRatioLimit
    }

    /// The KL term is corrected by each token's own ratio.
    public var ratioLevel: RatioLevel { .token }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        for t in 0..<row.count {
            let ratio = BoundedRatio(current: row.current[t], old: row.old[t], limit: logRatioLimit).value
            let weight = -row.factors[t] * ratio.clamped(lower, upper) * row.advantages[t]
            terms.losses[t] = weight * row.current[t]
            terms.gradient[t] = weight
            if ratio < lower { terms.clippedLow += 1 }
            if ratio > upper { terms.clippedHigh += 1 }
        }
        return terms
    }
}

/// REINFORCE: `l = -A current`, with no ratio at all; right only for the first update after sampling.
///
/// Source: Williams, "Simple statistical gradient-following algorithms" (1992).
public struct LikelihoodSurrogate: Surrogate {
    /// The surrogate has no constants.
    public init() {}

    /// The KL term is corrected by each token's own ratio, which the loss itself does without.
    public var ratioLevel: RatioLevel { .token }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        for t in 0..<row.count {
            let weight = -row.factors[t] * row.advantages[t]
            terms.losses[t] = weight * row.current[t]
            terms.gradient[t] = weight
        }
        return terms
    }
}

/// DRO: likelihood with a quadratic pull to the old log-probability, `l = -(A current - beta / 2 (current - old)^2)`.
///
/// Source: "Offline Regularised RL", arXiv:2405.19107, in the form of verl's `dro` loss.
public struct QuadraticPullSurrogate: Surrogate {
    /// Strength of the pull; 0 leaves the likelihood alone.
    public var beta: Double

    /// By default a pull of 0.1.
    public init(beta: Double = 0.1) {
        self.beta = beta
    }

    /// The KL term is corrected by each token's own ratio.
    public var ratioLevel: RatioLevel { .token }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        for t in 0..<row.count {
            let change = row.current[t] - row.old[t]
            terms.losses[t] = -row.factors[t] * (row.advantages[t] * row.current[t] - beta / 2 * change * change)
            terms.gradient[t] = -row.factors[t] * (row.advantages[t] - beta * change)
        }
        return terms
    }
}
