// SPDX-License-Identifier: Apache-2.0

/// Score intervals for shares of independent items.
///
/// Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927). They stay within 0...1 and have a
/// width where the share is 0 or 1, which the usual normal interval has not.
public enum Wilson {
    /// The share of hits, with its interval at `level`; nil for no items.
    public static func share(_ hits: Int, of count: Int, level: Double = 0.95) -> Estimate? {
        guard count > 0 else { return nil }
        let z = Normal.quantile((1 + level) / 2)
        let n = Double(count)
        let share = Double(hits) / n
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        // Rounding must not put an end beyond the share itself, where the two are equal in exact arithmetic.
        return Estimate(
            value: share, low: hits == 0 ? 0 : max(0, middle - reach), high: hits == count ? 1 : min(1, middle + reach), observations: count)
    }
}
