// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Intervals for statistics of sums: clusters are drawn whole, with replacement.
///
/// Equal sets of clusters and equal seeds give equal draws, so two tables over the same personas are resampled alike.
///
/// Source: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), section 3.8: groups with replacement, their members as they
/// are. Where all groups have one member it is the same as `ClusterBootstrap`, which draws members again and so errs on the wide side.
public struct ClusterResampling: Sendable {
    /// How many draws are made and how intervals follow from them.
    public let plan: BootstrapPlan

    /// Nothing is drawn yet.
    public init(plan: BootstrapPlan = BootstrapPlan()) {
        self.plan = plan
    }

    /// The totals of a table, of each draw, and without each cluster.
    public func totals(of sums: ClusterSums) -> ResampledTotals {
        let matrix = sums.matrix
        let width = sums.columns.count
        var drawn: [[Double]] = []
        if matrix.count > 1 {
            drawn.reserveCapacity(plan.replicates)
            var weights = [Double](repeating: 0, count: matrix.count)
            var remaining = matrix.count
            eachDraw(of: matrix.count) { _, cluster in
                weights[cluster] += 1
                remaining -= 1
                guard remaining == 0 else { return }
                drawn.append(Self.weighted(matrix, weights, width: width))
                for place in weights.indices { weights[place] = 0 }
                remaining = matrix.count
            }
        }
        return ResampledTotals(plan: plan, columns: sums.columns, data: sums.totals, drawn: drawn, matrix: matrix)
    }

    /// Names the clusters that are drawn, draw after draw.
    func eachDraw(of clusters: Int, _ body: (_ replicate: Int, _ cluster: Int) -> Void) {
        var random = RandomKey(seed: plan.seed, purpose: .bootstrap).stream
        for replicate in 0..<plan.replicates {
            for _ in 0..<clusters { body(replicate, Int(random.next() % UInt64(clusters))) }
        }
    }

    private static func weighted(_ matrix: [[Double]], _ weights: [Double], width: Int) -> [Double] {
        var totals = [Double](repeating: 0, count: width)
        totals.withUnsafeMutableBufferPointer { totals in
            for (row, weight) in zip(matrix, weights) where weight > 0 {
                row.withUnsafeBufferPointer { row in
                    for column in 0..<width { totals[column] += weight * row[column] }
                }
            }
        }
        return totals
    }
}

/// The totals of a table's columns in the data and in each draw, from which any number of estimates can be made.
public struct ResampledTotals: Sendable {
    private let plan: BootstrapPlan
    private let columns: [String]
    private let places: [String: Int]
    private let data: [Double]
    private let drawn: [[Double]]
    private let matrix: [[Double]]

    init(plan: BootstrapPlan, columns: [String], data: [Double], drawn: [[Double]], matrix: [[Double]]) {
        self.plan = plan
        self.columns = columns
        self.data = data
        self.drawn = drawn
        self.matrix = matrix
        places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset) })
    }

    /// Number of clusters that were drawn from.
    public var clusterCount: Int { matrix.count }

    /// Index of a column, or nil where there is none of this name.
    public func column(_ name: String) -> Int? { places[name] }

    /// The total of a column in the data; 0 where there is none of this name.
    public func total(_ name: String) -> Double { places[name].map { data[$0] } ?? 0 }

    /// Clusters that have something in a column: what an estimate from it rests on.
    public func clusters(with name: String) -> Int {
        guard let place = places[name] else { return 0 }
        return matrix.count { $0[place] != 0 }
    }

    /// A statistic of the totals, with its interval.
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
        let levels = BootstrapLevels(plan: plan, value: value, replicates: replicates) { leftOut.compactMap(statistic) }
        result.low = BootstrapLevels.quantile(levels.low, of: replicates)
        result.high = BootstrapLevels.quantile(levels.high, of: replicates)
        return result
    }

    /// One column's total over another's, such as failed over decided lines; nil where the second is 0.
    public func ratio(_ above: String, over below: String) -> Estimate? {
        guard let denominator = places[below] else { return nil }
        let numerator = places[above]
        return estimate(observations: Int(data[denominator])) { totals in
            totals[denominator] == 0 ? nil : (numerator.map { totals[$0] } ?? 0) / totals[denominator]
        }
    }

    private var leftOut: [[Double]] { matrix.map { row in zip(data, row).map { $0 - $1 } } }
}
