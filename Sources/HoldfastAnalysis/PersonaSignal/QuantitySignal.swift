// SPDX-License-Identifier: Apache-2.0

/// The variance split of one quantity, from each persona's count, sum and sum of squares.
struct QuantitySignal {
    let quantity: SignalQuantity
    /// Number and sum of the values, by persona.
    let counts, totals: [Double]
    private let sums: [Double]
    private let squares: [Double]

    init(_ number: Int, of table: PersonaTable, _ draws: ClusterDraws) {
        quantity = SignalQuantity.all[number]
        let rows = draws.clusters.map { table[$0].map { Array($0.dropFirst(3 * number).prefix(3)) } ?? [0, 0, 0] }
        counts = rows.map { $0[0] }
        totals = rows.map { $0[1] }
        let count = counts.reduce(0, +)
        let mean = count > 0 ? rows.reduce(0) { $0 + $1[1] } / count : 0
        // About the mean of all, so that little is lost where a mean is large and its spread small.
        sums = rows.map { $0[1] - mean * $0[0] }
        squares = rows.map { max(0, $0[2] - 2 * mean * $0[1] + mean * mean * $0[0]) }
    }

    var personas: Int { counts.count { $0 > 0 } }
    var observations: Int { Int(counts.reduce(0, +)) }

    func split(_ weights: [Double]) -> VarianceSplit? {
        var (groups, count, squaredCounts, sum, scaled, square) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for place in weights.indices where weights[place] > 0 && counts[place] > 0 {
            let weight = weights[place]
            groups += weight
            count += weight * counts[place]
            squaredCounts += weight * counts[place] * counts[place]
            sum += weight * sums[place]
            scaled += weight * sums[place] * sums[place] / counts[place]
            square += weight * squares[place]
        }
        return VarianceSplit(groups: groups, count: count, squaredCounts: squaredCounts, sum: sum, scaledSquares: scaled, squares: square)
    }

    /// Of the data itself.
    var split: VarianceSplit? { split([Double](repeating: 1, count: counts.count)) }
}
