// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Agreement of a constant number of raters beyond chance, who need not be the same ones from item to item.
///
/// Source: Fleiss, "Measuring nominal scale agreement among many raters" (1971): P_i = (sum_j n_ij² - m) / (m(m - 1)),
/// P_e = sum_j p_j², kappa = (mean P - P_e) / (1 - P_e).
public enum FleissKappa {
    /// Kappa from how many raters put each item into each category.
    ///
    /// - Parameter counts: one row per item, one column per category.
    /// - Returns: nil without items, and where all raters put all items into one category.
    /// - Throws: `reward` where the rows are not equally long, a count is negative, fewer than two raters judged an item, or the number of
    ///   raters changes between items. Nothing is left out silently: drop such items first, or compare raters pair by pair (`CohenKappa`).
    public static func value(_ counts: [[Int]]) throws -> Double? {
        guard let first = counts.first else { return nil }
        let raters = first.reduce(0, +)
        for (item, row) in counts.enumerated() {
            guard row.count == first.count, row.allSatisfy({ $0 >= 0 }) else {
                throw HoldfastError(.reward, "item \(item) has counts \(row); each item needs \(first.count) counts of 0 or more")
            }
            guard row.reduce(0, +) == raters, raters > 1 else {
                throw HoldfastError(
                    .reward,
                    "item \(item) has \(row.reduce(0, +)) raters and item 0 has \(raters); Fleiss' kappa needs the same number, at least 2, for all items"
                )
            }
        }
        let m = Double(raters)
        let agreement =
            counts.reduce(0) { sum, row in sum + (row.reduce(0) { $0 + Double($1 * $1) } - m) / (m * (m - 1)) } / Double(counts.count)
        let totals = first.indices.map { category in counts.reduce(0) { $0 + $1[category] } }
        guard totals.count(where: { $0 > 0 }) > 1 else { return nil }
        let expected = totals.map { Double($0) / (m * Double(counts.count)) }.reduce(0) { $0 + $1 * $1 }
        return (agreement - expected) / (1 - expected)
    }

    /// Kappa from each item's list of ratings; see `value(_:)`.
    public static func value<Category: Hashable>(ratings: [[Category]]) throws -> Double? {
        var places: [Category: Int] = [:]
        for category in ratings.joined() where places[category] == nil { places[category] = places.count }
        return try value(
            ratings.map { item in
                var row = [Int](repeating: 0, count: places.count)
                for category in item { row[places[category, default: 0]] += 1 }
                return row
            })
    }
}
