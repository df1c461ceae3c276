// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One distribution on two sides: counts by persona of a population, and those of a reference or its fixed figures.
struct DistributionPair {
    /// By persona, in the order of the weights.
    let own, known: [[(category: Int, count: Double)]]
    /// The reference's counts where they are published figures.
    let fixed: [Double]?
    /// Number of categories.
    let width: Int

    /// A distance between both sides.
    func distance(_ weights: [Double], _ distance: ([Double], [Double]) -> Double?) -> Double? {
        distance(counts(own, weights), fixed ?? counts(known, weights))
    }

    /// What the distance is on average where both sides are of one source: each persona's sides are exchanged by a coin, fifty times over.
    /// Nil against fixed figures.
    func byChance(_ distance: ([Double], [Double]) -> Double?) -> Double? {
        guard fixed == nil else { return nil }
        var random = RandomKey(seed: 0, purpose: .bootstrap).stream
        let found = (0..<50).compactMap { _ -> Double? in
            let first = own.indices.map { _ in random.chance(0.5) ? 1.0 : 0 }
            let second = first.map { 1 - $0 }
            return distance(sum(counts(own, first), counts(known, second)), sum(counts(own, second), counts(known, first)))
        }
        return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
    }

    private func counts(_ rows: [[(category: Int, count: Double)]], _ weights: [Double]) -> [Double] {
        var counts = [Double](repeating: 0, count: width)
        for place in rows.indices where weights[place] > 0 {
            for entry in rows[place] { counts[entry.category] += weights[place] * entry.count }
        }
        return counts
    }

    private func sum(_ first: [Double], _ second: [Double]) -> [Double] { zip(first, second).map { $0 + $1 } }
}
