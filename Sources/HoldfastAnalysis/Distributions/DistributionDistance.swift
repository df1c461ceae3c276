// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How far two distributions over the same categories are apart.
///
/// All take counts or shares of any total, place by place the same category, and none below 0; nil where one side has nothing. A distance of
/// two samples is never below 0, so noise alone makes it positive: compare it with what two samples of one source would give.
public enum DistributionDistance {
    /// Half the sum of the differences of the shares, from 0 to 1: how much of one would have to be moved to make the other.
    public static func totalVariation(_ first: [Double], _ second: [Double]) -> Double? {
        paired(first, second) { pairs in 0.5 * pairs.reduce(0) { $0 + abs($1.0 - $1.1) } }
    }

    /// The Jensen-Shannon divergence in bits, from 0 to 1.
    ///
    /// Source: Lin, "Divergence Measures Based on the Shannon Entropy" (1991). It is the divergence, not its square root, which is a metric.
    public static func jensenShannon(_ first: [Double], _ second: [Double]) -> Double? {
        paired(first, second) { pairs in
            let sum = pairs.reduce(0) { sum, pair in
                let middle = (pair.0 + pair.1) / 2
                return sum + [pair.0, pair.1].reduce(0) { $0 + ($1 > 0 ? $1 * log2($1 / middle) : 0) }
            }
            return max(0, sum / 2)
        }
    }

    /// Dice's overlap of the counts as they are, from 0 to 1 where both are equal: twice the common part over both totals.
    ///
    /// The totals count: of shares it is 1 minus the total variation, of counts less where one side has more.
    public static func dice(_ first: [Double], _ second: [Double]) -> Double? {
        let total = first.reduce(0, +) + second.reduce(0, +)
        return total > 0 ? 2 * zip(first, second).reduce(0) { $0 + min($1.0, $1.1) } / total : nil
    }

    /// The first Wasserstein distance over ordered categories: how far, on average, one must be moved to make the other, in places.
    /// - Parameter positions: where the categories lie, rising; 0, 1, 2, … where left out.
    public static func wasserstein(_ first: [Double], _ second: [Double], positions: [Double]? = nil) -> Double? {
        paired(first, second) { pairs in
            var (distance, behind) = (0.0, 0.0)
            for place in pairs.indices.dropLast() {
                behind += pairs[place].0 - pairs[place].1
                distance += abs(behind) * (positions.map { $0[place + 1] - $0[place] } ?? 1)
            }
            return distance
        }
    }

    /// The Kullback-Leibler divergence from the even distribution over all the categories, in nats: log k minus the entropy.
    public static func fromUniform(_ counts: [Double]) -> Double? {
        Entropy.plugIn(counts).map { max(0, log(Double(counts.count)) - $0) }
    }

    private static func paired(_ first: [Double], _ second: [Double], _ distance: ([(Double, Double)]) -> Double) -> Double? {
        let totals = (first.reduce(0, +), second.reduce(0, +))
        guard first.count == second.count, totals.0 > 0, totals.1 > 0 else { return nil }
        return distance(zip(first, second).map { ($0 / totals.0, $1 / totals.1) })
    }
}
