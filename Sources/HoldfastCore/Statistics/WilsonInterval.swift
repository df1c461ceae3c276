// SPDX-License-Identifier: Apache-2.0

/// A share of a count, with the interval that it can be told to.
///
/// Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927), without continuity correction.
public struct WilsonInterval: Hashable, Sendable {
    /// How many of them.
    public let hits: Int
    /// How many there are, at least 1.
    public let count: Int
    /// Ends of the interval, from 0 to 1.
    public let low, high: Double

    /// The share itself.
    public var share: Double { Double(hits) / Double(count) }

    /// Nil where there is nothing to take a share of.
    /// - Parameter deviate: of the standard normal distribution; the default makes it an interval of 95 %.
    public init?(_ hits: Int, of count: Int, deviate: Double = 1.959963984540054) {
        guard count > 0, (0...count).contains(hits) else { return nil }
        self.hits = hits
        self.count = count
        let (n, share, square) = (Double(count), Double(hits) / Double(count), deviate * deviate)
        let centre = (share + square / (2 * n)) / (1 + square / n)
        let half = deviate * (share * (1 - share) / n + square / (4 * n * n)).squareRoot() / (1 + square / n)
        // Rounding must not lead past what the share can be.
        low = hits == 0 ? 0 : max(0, centre - half)
        high = hits == count ? 1 : min(1, centre + half)
    }
}
