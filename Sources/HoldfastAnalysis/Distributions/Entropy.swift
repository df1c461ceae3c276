// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Entropy of categories from their counts, in nats.
public enum Entropy {
    /// Of the shares as they are; nil without any count. It is too low in small samples.
    public static func plugIn(_ counts: [Double]) -> Double? {
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        return counts.reduce(0) { sum, count in count > 0 ? sum - count / total * log(count / total) : sum }
    }

    /// With the first-order correction of its bias: (m - 1) / 2n for m categories that occur among n counts.
    ///
    /// Source: Miller, "Note on the Bias of Information Estimates" (1955).
    public static func millerMadow(_ counts: [Double]) -> Double? {
        plugIn(counts).map { $0 + Double(counts.count { $0 > 0 } - 1) / (2 * counts.reduce(0, +)) }
    }
}

/// How much one category says of another, from a table of counts, in nats.
public struct MutualInformation: Hashable, Sendable {
    /// From the shares as they are: never below 0, too high in small samples.
    public let plugIn: Double
    /// H(row) + H(column) - H(both), each with Miller's and Madow's correction; it may fall below 0.
    public let millerMadow: Double
    /// What `plugIn` is on average where rows and columns have nothing to do with each other and have these totals.
    ///
    /// Source: Vinh, Epps and Bailey, "Information Theoretic Measures for Clusterings Comparison" (2010), equation 24.
    public let expected: Double
    /// Entropy of the columns, not corrected.
    public let columnEntropy: Double
    /// The same with the correction.
    public let columnEntropyMillerMadow: Double

    /// - Parameter table: counts by row and column, whole numbers; rows are equally long. Nil without any count.
    public init?(_ table: [[Double]]) {
        let rows = table.map { $0.reduce(0, +) }
        let columns = (table.first ?? []).indices.map { column in table.reduce(0) { $0 + $1[column] } }
        let cells = table.flatMap(\.self)
        guard let ofRows = Entropy.plugIn(rows), let ofColumns = Entropy.plugIn(columns), let ofCells = Entropy.plugIn(cells),
            let rowsCorrected = Entropy.millerMadow(rows), let columnsCorrected = Entropy.millerMadow(columns),
            let cellsCorrected = Entropy.millerMadow(cells)
        else { return nil }
        plugIn = max(0, ofRows + ofColumns - ofCells)
        millerMadow = rowsCorrected + columnsCorrected - cellsCorrected
        columnEntropy = ofColumns
        columnEntropyMillerMadow = columnsCorrected
        expected = Self.expected(rows: rows, columns: columns)
    }

    /// The expectation over all tables with these totals.
    static func expected(rows: [Double], columns: [Double]) -> Double {
        let total = rows.reduce(0, +)
        // Many personas have as many episodes as others: each pair of totals is worked out once.
        let rowSizes = Dictionary(grouping: rows.filter { $0 > 0 }, by: \.self).mapValues { Double($0.count) }
        let columnSizes = Dictionary(grouping: columns.filter { $0 > 0 }, by: \.self).mapValues { Double($0.count) }
        var factorials = [0.0]
        for number in 1...max(1, Int(total)) { factorials.append(factorials[number - 1] + log(Double(number))) }
        func factorial(_ number: Double) -> Double { factorials[Int(number)] }
        var sum = 0.0
        for (row, rowCount) in rowSizes.sorted(by: { $0.key < $1.key }) {
            for (column, columnCount) in columnSizes.sorted(by: { $0.key < $1.key }) {
                let common =
                    factorial(row) + factorial(column) + factorial(total - row) + factorial(total - column) - factorial(total)
                var cell = max(1, row + column - total)
                while cell <= min(row, column) {
                    let chance =
                        common - factorial(cell) - factorial(row - cell) - factorial(column - cell) - factorial(total - row - column + cell)
                    sum += rowCount * columnCount * cell / total * log(total * cell / (row * column)) * exp(chance)
                    cell += 1
                }
            }
        }
        return sum
    }
}
