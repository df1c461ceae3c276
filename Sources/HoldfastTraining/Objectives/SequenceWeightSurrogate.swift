// SPDX-License-Identifier: Apache-2.0

/// VESPO: likelihood weighted by a smooth, detached function of the whole row's importance weight.
///
/// `log w = sum of clamp(current - old, +-20)`, bounded to [log 1e-8, 20]; `phi = exp(lambda + k log w - lambda w)`;
/// `l = -sg(phi) A current`. At w = 1 phi is 1. (k, lambda) is (2, 3) for A >= 0 and (3, 2) for A < 0.
/// Source: "VESPO: Variational Sequence-Level Soft Policy Optimization", in the form of trl 1.16 (`loss_type: vespo`). A mismatch
/// correction, at least 1e-8 per token, enters w and is no factor of the loss.
public struct SequenceWeightSurrogate: Surrogate {
    /// The constants are those of the formula above.
    public init() {}

    /// The KL term is corrected by each token's own ratio, although the loss has one weight for the row.
    public var ratioLevel: RatioLevel { .token }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        let update = (0..<row.count).reduce(0) { $0 + (row.current[$1] - row.old[$1]).clamped(-20, 20) }
        let correction = row.factors.reduce(0) { $0 + log($1.clamped(1e-8, .infinity)).clamped(-20, 20) }
        let logWeight = (update + correction).clamped(log(1e-8), 20)
        for t in 0..<row.count {
            let (power, rate) = row.advantages[t] >= 0 ? (2.0, 3.0) : (3.0, 2.0)
            let phi = exp(rate + power * logWeight - rate * exp(logWeight))
            terms.losses[t] = -phi * row.advantages[t] * row.current[t]
            terms.gradient[t] = -phi * row.advantages[t]
        }
        return terms
    }
}
