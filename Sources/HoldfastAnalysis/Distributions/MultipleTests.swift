// SPDX-License-Identifier: Apache-2.0

/// Probabilities of many tests at once, adjusted for their number; each is compared with the level as one alone would be.
public enum MultipleTests {
    /// Holds the chance of any false finding, however the tests hang together.
    ///
    /// Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure" (1979).
    public static func holm(_ probabilities: [Double]) -> [Double] {
        var adjusted = probabilities
        var highest = 0.0
        for (rank, place) in order(probabilities).enumerated() {
            highest = max(highest, min(1, Double(probabilities.count - rank) * probabilities[place]))
            adjusted[place] = highest
        }
        return adjusted
    }

    /// Holds the expected share of false ones among the findings, for tests that are independent or hang together positively.
    ///
    /// Source: Benjamini and Hochberg, "Controlling the False Discovery Rate" (1995).
    public static func benjaminiHochberg(_ probabilities: [Double]) -> [Double] {
        var adjusted = probabilities
        var lowest = 1.0
        for (rank, place) in order(probabilities).enumerated().reversed() {
            lowest = min(lowest, probabilities[place] * Double(probabilities.count) / Double(rank + 1))
            adjusted[place] = lowest
        }
        return adjusted
    }

    private static func order(_ probabilities: [Double]) -> [Int] {
        probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
    }
}
