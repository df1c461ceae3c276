// SPDX-License-Identifier: Apache-2.0

/// How far the joint distribution of two attributes is from that of a reference population.
///
/// A population that is right attribute by attribute may still hold people who do not exist; tables of pairs show it. Source: the critique of
/// personas from marginals in arXiv:2503.16527, and the errors that population synthesis reports (total absolute error, its root mean square).
public struct JointTableError: Hashable, Sendable {
    /// Half the sum of the differences of the cells' shares, from 0 to 1.
    public let totalVariation: Double
    /// The sum of the differences of the cells' counts, simulated ones scaled to the reference's total: twice the total variation, in people.
    public let totalAbsolute: Double
    /// The root of the mean squared difference of the cells' shares.
    public let rootMeanSquare: Double
    /// How much more or less the one attribute says of the other than in the reference, in nats, without its sign.
    public let informationDifference: Double

    /// - Parameters: counts by value of the one and of the other attribute, both tables with the same values in the same order. Nil where one
    ///   is empty or their shapes differ.
    public init?(_ simulated: [[Double]], reference: [[Double]]) {
        let cells = (simulated: simulated.flatMap(\.self), reference: reference.flatMap(\.self))
        guard simulated.map(\.count) == reference.map(\.count), let distance = DistributionDistance.totalVariation(cells.simulated, cells.reference),
            let information = Self.information(simulated), let known = Self.information(reference)
        else { return nil }
        let totals = (cells.simulated.reduce(0, +), cells.reference.reduce(0, +))
        totalVariation = distance
        totalAbsolute = 2 * distance * totals.1
        let squares = zip(cells.simulated, cells.reference).reduce(0) { sum, pair in
            let difference = pair.0 / totals.0 - pair.1 / totals.1
            return sum + difference * difference
        }
        rootMeanSquare = (squares / Double(cells.reference.count)).squareRoot()
        informationDifference = abs(information - known)
    }

    /// The mutual information of the table's shares, which need not be whole numbers.
    private static func information(_ table: [[Double]]) -> Double? {
        let columns = (table.first ?? []).indices.map { column in table.reduce(0) { $0 + $1[column] } }
        guard let rows = Entropy.plugIn(table.map { $0.reduce(0, +) }), let other = Entropy.plugIn(columns),
            let both = Entropy.plugIn(table.flatMap(\.self))
        else { return nil }
        return max(0, rows + other - both)
    }
}
