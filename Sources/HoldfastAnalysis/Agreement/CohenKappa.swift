// SPDX-License-Identifier: Apache-2.0

/// Agreement of two raters beyond what their habits alone would give, over any number of categories.
///
/// Sources: Cohen, "A Coefficient of Agreement for Nominal Scales" (1960); the variance is that of Fleiss, Cohen and Everitt, "Large
/// sample standard errors of kappa and weighted kappa" (1969), equation 13. An abstention may be a category of its own, or the caller
/// leaves such items out: the two answer different questions, so say which.
public enum CohenKappa {
    /// Kappa with its normal interval, from -1 to 1; 0 is what chance gives.
    ///
    /// - Parameter ratings: what the first and the second rater said of each item.
    /// - Returns: nil without items, and where both raters put all items into one and the same category: then there is nothing to agree on
    ///   by more than habit. No interval for fewer than two items.
    public static func estimate<Category: Hashable>(_ ratings: [(first: Category, second: Category)], level: Double = 0.95) -> Estimate? {
        var places: [Category: Int] = [:]
        for rating in ratings {
            for category in [rating.first, rating.second] where places[category] == nil { places[category] = places.count }
        }
        let size = places.count
        var shares = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
        for rating in ratings { shares[places[rating.first, default: 0]][places[rating.second, default: 0]] += 1 / Double(ratings.count) }
        let rows = shares.map { $0.reduce(0, +) }
        let columns = (0..<size).map { column in shares.reduce(0) { $0 + $1[column] } }
        let observed = (0..<size).reduce(0) { $0 + shares[$1][$1] }
        let expected = zip(rows, columns).reduce(0) { $0 + $1.0 * $1.1 }
        guard size > 1 else { return nil }
        let kappa = (observed - expected) / (1 - expected)
        var result = Estimate(value: kappa, observations: ratings.count)
        guard ratings.count > 1 else { return result }
        var sum = -(kappa - expected * (1 - kappa)) * (kappa - expected * (1 - kappa))
        for row in 0..<size {
            for column in 0..<size {
                let both = columns[row] + rows[column]
                let factor = row == column ? 1 - (rows[row] + columns[row]) * (1 - kappa) : (1 - kappa) * both
                sum += shares[row][column] * factor * factor
            }
        }
        let error = (max(0, sum) / Double(ratings.count)).squareRoot() / (1 - expected)
        let reach = Normal.quantile((1 + level) / 2) * error
        result.low = max(-1, kappa - reach)
        result.high = min(1, kappa + reach)
        return result
    }
}
