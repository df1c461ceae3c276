// SPDX-License-Identifier: Apache-2.0

/// Exact intervals for shares of independent items.
///
/// Source: Clopper and Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial" (1934). They cover at least
/// as often as they say, so they are wide; `Wilson` covers as often on average.
enum ClopperPearson {
    /// Nil for no items.
    static func interval(_ hits: Double, of count: Double, level: Double = 0.95) -> (low: Double, high: Double)? {
        guard count > 0 else { return nil }
        let tail = (1 - level) / 2
        return (
            hits == 0 ? 0 : BetaDistribution.quantile(tail, hits, count - hits + 1),
            hits == count ? 1 : BetaDistribution.quantile(1 - tail, hits + 1, count - hits)
        )
    }
}
