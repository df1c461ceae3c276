// SPDX-License-Identifier: Apache-2.0

/// The clipped surrogate of PPO, with separate bounds and the two known caps for negative advantages.
///
/// `l = -min(r A, clip(r, 1 - low, 1 + high) A)` with `r = exp(current - old)`.
///
/// Sources: Schulman et al., arXiv:1707.06347 equation 7; clip-higher: DAPO, arXiv:2503.14476 section 3.1; `delta` (two-sided
/// clipping: the unclipped branch uses min(r, delta)): INTELLECT-2, arXiv:2505.07291; `dual` (for A < 0 the loss is at
/// most -c A): arXiv:1912.09729, as in verl.
public struct ClippedSurrogate: Surrogate {
    /// The ratio's lower bound is `1 - low`; it acts where A < 0.
    public var low: Double
    /// The ratio's upper bound is `1 + high`; it acts where A > 0.
    public var high: Double
    /// Cap of the ratio in the unclipped branch, above `1 + high`; nil for none.
    public var delta: Double?
    /// The c of the cap for A < 0, above 1 (verl: 3); nil for none.
    public var dual: Double?
    /// Bound on |log r|, beyond which the gradient is 0 (verl: 20); nil for none (TRL).
    public var logRatioLimit: Double?

    /// By default PPO's range of 0.2 to both sides, without caps.
    public init(low: Double = 0.2, high: Double = 0.2, delta: Double? = nil, dual: Double? = nil, logRatioLimit: Double? = nil) {
        self.low = low
        self.high = high
        self.delta = delta
        self.dual = dual
        self.logRatioLimit = logRatioLimit
    }

    /// The KL term is corrected by each token's own ratio.
    public var ratioLevel: RatioLevel { .token }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        for t in 0..<row.count {
            let ratio = BoundedRatio(current: row.current[t], old: row.old[t], limit: logRatioLimit)
            let (loss, slope, side) = branch(ratio.value, row.advantages[t])
            terms.losses[t] = row.factors[t] * loss
            terms.gradient[t] = row.factors[t] * slope * ratio.derivative
            if side < 0 { terms.clippedLow += 1 }
            if side > 0 { terms.clippedHigh += 1 }
        }
        return terms
    }

    /// The loss at ratio `r`, its derivative by `r`, and -1 or +1 where a bound of the clip decided.
    func branch(_ r: Double, _ advantage: Double) -> (loss: Double, slope: Double, side: Int) {
        let capped = delta.map { min(r, $0) } ?? r
        let clipped = r.clamped(1 - low, 1 + high)
        let side = capped < 1 - low && advantage < 0 ? -1 : capped > 1 + high && advantage > 0 ? 1 : 0
        let free = capped * advantage <= clipped * advantage
        let loss = free ? -capped * advantage : -clipped * advantage
        let follows = free ? capped == r : clipped == r
        if let dual, advantage < 0, loss > -dual * advantage { return (-dual * advantage, 0, side) }
        return (loss, follows ? -advantage : 0, side)
    }
}

/// exp of a log-ratio that may be bounded, with its derivative by the current log-probability.
struct BoundedRatio {
    let value: Double
    let derivative: Double

    init(current: Double, old: Double, limit: Double?) {
        let difference = current - old
        let bounded = limit.map { difference.clamped(-$0, $0) } ?? difference
        value = exp(bounded)
        derivative = bounded == difference ? value : 0
    }
}
