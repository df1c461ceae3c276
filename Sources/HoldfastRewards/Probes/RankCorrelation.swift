// SPDX-License-Identifier: Apache-2.0

/// Spearman's rank correlation, ties ranked at their mean.
///
/// Source: the product-moment correlation of ranks (Spearman 1904), which with ties differs from the shortcut with squared differences.
public enum RankCorrelation {
    /// From -1 to 1; nil for fewer than two pairs, and where one side is constant.
    public static func spearman(_ pairs: [(Double, Double)]) -> Double? {
        let left = ranks(pairs.map(\.0))
        let right = ranks(pairs.map(\.1))
        // Ranks always have this mean, so that a constant side is one without any deviation.
        let mean = Double(pairs.count + 1) / 2
        var (product, squareLeft, squareRight) = (0.0, 0.0, 0.0)
        for (a, b) in zip(left, right) {
            product += (a - mean) * (b - mean)
            squareLeft += (a - mean) * (a - mean)
            squareRight += (b - mean) * (b - mean)
        }
        guard squareLeft > 0, squareRight > 0 else { return nil }
        return product / (squareLeft * squareRight).squareRoot()
    }

    /// The rank of each value from 1, equal values at the mean of their places.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
            start = end
        }
        return ranks
    }
}
