// SPDX-License-Identifier: Apache-2.0

/// The totals of a table's columns in the data and in each draw, from which any number of estimates can be made.
public struct ResampledTotals: Sendable {
    /// The names of the columns, in the order in which a statistic gets their totals.
    public let columns: [String]
    private let plan: BootstrapPlan
    private let places: [String: Int]
    private let data: [Double]
    private let drawn: [[Double]]
    private let matrix: ClusterMatrix
    /// Numbers that were computed from the totals without each cluster; nil where the columns are totals themselves.
    private let derivedLeftOut: [[Double]]?
    private var isDerived: Bool { derivedLeftOut != nil }

    init(
        plan: BootstrapPlan, columns: [String], data: [Double], drawn: [[Double]], matrix: ClusterMatrix, derivedLeftOut: [[Double]]? = nil
    ) {
        self.plan = plan
        self.columns = columns
        self.data = data
        self.drawn = drawn
        self.matrix = matrix
        self.derivedLeftOut = derivedLeftOut
        places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset) })
    }

    /// Number of clusters that were drawn from.
    public var clusterCount: Int { matrix.count }

    /// Index of a column, or nil where there is none of this name.
    public func column(_ name: String) -> Int? { places[name] }

    /// The total of a column in the data; 0 where there is none of this name.
    public func total(_ name: String) -> Double { places[name].map { data[$0] } ?? 0 }

    /// Share of the intervals.
    public var level: Double { plan.level }

    /// The totals of all columns in the data.
    public var totals: [Double] { data }

    /// Clusters that have something in a column: what an estimate from it rests on. 0 for a column of `derived`.
    public func clusters(with name: String) -> Int { clusters(withAny: [name]) }

    /// Clusters that have something in one column at least. 0 for columns of `derived`.
    public func clusters(withAny names: [String]) -> Int {
        guard !isDerived else { return 0 }
        let places = names.compactMap { self.places[$0] }
        return (0..<matrix.count).count { row in places.contains { matrix[row, $0] != 0 } }
    }

    /// A statistic of the totals, with its interval.
    ///
    /// A draw on which the statistic is nil or not finite does not count.
    /// - Parameters:
    ///   - observations: how many observations it rests on, for the record.
    ///   - statistic: gets totals in the order of the table's columns; nil where it cannot be had.
    /// - Returns: nil where the statistic of the data is nil or not finite. With one cluster there is a value and no interval.
    public func estimate(observations: Int, _ statistic: ([Double]) -> Double?) -> Estimate? {
        guard let value = statistic(data), value.isFinite else { return nil }
        var result = Estimate(value: value, observations: observations)
        guard matrix.count > 1 else { return result }
        let replicates = drawn.compactMap(statistic).filter(\.isFinite).sorted()
        guard !replicates.isEmpty else { return result }
        let levels = BootstrapLevels(plan: plan, value: value, replicates: replicates) { leftOut(statistic).filter(\.isFinite) }
        result.low = BootstrapLevels.quantile(levels.low, of: replicates)
        result.high = BootstrapLevels.quantile(levels.high, of: replicates)
        return result
    }

    /// One column's total over another's, such as words per line; nil where the second is 0.
    public func ratio(_ above: String, over below: String) -> Estimate? {
        guard let denominator = places[below] else { return nil }
        let numerator = places[above]
        return estimate(observations: Int(data[denominator])) { totals in
            totals[denominator] == 0 ? nil : (numerator.map { totals[$0] } ?? 0) / totals[denominator]
        }
    }

    /// A share of counts, such as failed among decided lines, whose interval has a width even at 0 and 1; nil where nothing was counted.
    ///
    /// Where nothing or everything was hit, all draws agree, and an interval without width would claim that the next persona is sure to be the
    /// same. There the interval is Wilson's for none (or all) of as many clusters as have something to count: right if all that a cluster
    /// does is one observation, and too wide otherwise.
    public func share(_ hits: String, of all: String) -> Estimate? {
        guard var estimate = ratio(hits, over: all) else { return nil }
        let clusters = clusters(with: all)
        guard clusters > 1, total(hits) == 0 || total(hits) == total(all) else { return estimate }
        let wilson = Wilson.share(total(hits) == 0 ? 0 : clusters, of: clusters, level: plan.level)
        estimate.low = wilson?.low
        estimate.high = wilson?.high
        return estimate
    }

    /// Numbers computed from the totals, once per draw, as columns of their own: for what is dear to compute or is reported in several rows.
    /// - Parameters:
    ///   - columns: names of the numbers.
    ///   - transform: gets totals in the order of `columns`, and gives one number per name; not finite where it cannot be had.
    public func derived(_ columns: [String], _ transform: ([Double]) -> [Double]) -> ResampledTotals {
        // Only one of the methods asks for the totals without each cluster.
        let left = plan.method == .bca ? leftOut(transform) : []
        return ResampledTotals(
            plan: plan, columns: columns, data: transform(data), drawn: drawn.map(transform), matrix: matrix, derivedLeftOut: left)
    }

    private func leftOut<Result>(_ statistic: ([Double]) -> Result?) -> [Result] {
        if let derivedLeftOut { return derivedLeftOut.compactMap(statistic) }
        return matrix.withoutEach(of: data, statistic)
    }
}
