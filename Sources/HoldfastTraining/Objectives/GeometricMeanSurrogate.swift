// SPDX-License-Identifier: Apache-2.0

/// GMPO: the geometric mean of token ratios, each clipped in log space on the side its advantage would exploit.
///
/// `c = exp(mean over tokens of clipped (current - old))`, `l = -c A` with A the row's mean advantage; the clip is
/// `min(d, high)` for A > 0 and `max(d, -low)` otherwise. Aggregate with `seq_mean_token_mean`.
/// Source: "Geometric-Mean Policy Optimization", arXiv:2507.20673; 0.4 is the paper's range.
public struct GeometricMeanSurrogate: Surrogate {
    /// Where A is not positive, log-ratios count as at least `-low`.
    public var low: Double
    /// Where A is positive, log-ratios count as at most `high`.
    public var high: Double

    /// By default the paper's range in log space.
    public init(low: Double = 0.4, high: Double = 0.4) {
        self.low = low
        self.high = high
    }

    /// The KL term is corrected by each token's own ratio, although the loss has one for the row.
    public var ratioLevel: RatioLevel { .token }

    /// The token losses of the formula above and their derivative.
    public func evaluate(_ row: SurrogateRow) -> SurrogateTerms {
        var terms = SurrogateTerms(count: row.count)
        let advantage = row.advantages.reduce(0, +) / Double(row.count)
        var follows = [Bool](repeating: true, count: row.count)
        var sum = 0.0
        for t in 0..<row.count {
            let difference = row.current[t] - row.old[t]
            let clipped = row.advantages[t] > 0 ? min(difference, high) : max(difference, -low)
            sum += clipped
            follows[t] = clipped == difference
            if !follows[t] {
                if row.advantages[t] > 0 { terms.clippedHigh += 1 } else { terms.clippedLow += 1 }
            }
        }
        let loss = -exp(sum / Double(row.count)) * advantage
        let slope = loss * row.factors.reduce(0, +) / Double(row.count)
        for t in 0..<row.count {
            terms.losses[t] = row.factors[t] * loss
            terms.gradient[t] = follows[t] ? slope : 0
        }
        return terms
    }
}
