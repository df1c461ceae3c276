// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Score intervals for shares of independent items.
///
/// Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927). They stay within 0...1 and have a
/// width where the share is 0 or 1, which the usual normal interval has not.
public enum Wilson {
    /// The share of hits, with its interval at `level`; nil for no items.
    public static func share(_ hits: Int, of count: Int, level: Double = 0.95) -> Estimate? {
        WilsonInterval(hits, of: count, deviate: Normal.quantile((1 + level) / 2)).map {
            Estimate(value: $0.share, low: $0.low, high: $0.high, observations: count)
        }
    }
}
