// SPDX-License-Identifier: Apache-2.0

/// DPPO: likelihood weighted by the detached, capped ratio, over the tokens whose probability has not left a trust region in the
/// direction that the advantage pushes it.
///
/// `l = -A sg(min(r, cap)) current`, and 0 for a token with A > 0 that has grown, or A < 0 that has shrunk, by more than its bound.
/// Source: "Divergence Proximal Policy Optimization", in the form of verl 0.9.1 (`dppo_tv`, `dppo_kl`).
public struct TrustRegionSurrogate: Surrogate {
    /// How far a token's probability has moved.
    public enum Divergence: String, Sendable, Hashable, CaseIterable {
        /// The difference of the two probabilities.
        case totalVariation
        /// Kullback-Leibler divergence of the token against all others.
        case binaryKL
    }

    /// How the distance from the old probability is measured.
    public var divergence: Divergence
    /// Largest distance of a token with A < 0 that has become less likely.
    public var low: Double
    /// Largest distance of a token with A > 0 that has become more likely.
    public var high: Double
    /// Largest detached ratio.
    public var cap: Double

    /// The default constants are those that verl's configuration sets.
    public init(divergence: Divergence = .totalVariation, low: Double = 0.2, high: Double = 0.2, cap: Double = 3) {
        self.divergence = divergence
        self.low = low
        self.high = high
        self.cap = cap
    }

    /// The KL term is corrected by each token's own ratio.
    public var ratioLevel: RatioLevel { .token }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        for t in 0..<row.count {
            let new = exp(row.current[t])
            let old = exp(row.old[t])
            let advantage = row.advantages[t]
            if advantage > 0, new > old, distance(new, old) > high {
                terms.clippedHigh += 1
            } else if advantage < 0, new < old, distance(new, old) > low {
                terms.clippedLow += 1
            } else {
                let ratio = BoundedRatio(current: row.current[t], old: row.old[t], limit: 20).value
                let weight = -row.factors[t] * advantage * min(ratio, cap)
                terms.losses[t] = weight * row.current[t]
                terms.gradient[t] = weight
            }
        }
        return terms
    }

    private func distance(_ new: Double, _ old: Double) -> Double {
        switch divergence {
        case .totalVariation: abs(new - old)
        case .binaryKL: old * log(old / new) + (1 - old) * log((1 - old + 1e-8) / (1 - new + 1e-8))
        }
    }
}
