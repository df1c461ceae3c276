// SPDX-License-Identifier: Apache-2.0

/// What intervals are made from by resampling: numbers of the data and of each draw.
public protocol ResampledNumbers {
    /// A statistic with its interval.
    /// - Parameters:
    ///   - observations: how many observations it rests on, for the record.
    ///   - statistic: gets the numbers; nil where it cannot be had.
    /// - Returns: nil where the statistic of the data is nil or not finite.
    func estimate(observations: Int, _ statistic: ([Double]) -> Double?) -> Estimate?
}

extension ResampledTotals: ResampledNumbers {}

/// How often each cluster was drawn, for statistics that are no function of few sums: they get the weight of each cluster.
///
/// The draws are those of `ClusterResampling.totals`: equal clusters and equal seeds give equal draws.
public struct ClusterDraws: Sendable, ResampledNumbers {
    /// The clusters, in the order of the weights.
    public let clusters: [ClusterKey]
    private let plan: BootstrapPlan
    /// One draw after another; a weight above 255 would need as many equal numbers in a row.
    private var drawn: [UInt8] = []
    private let places: [ClusterKey: Int]

    /// - Parameter clusters: in any order; each counts once.
    public init(_ clusters: some Sequence<ClusterKey>, _ resampling: ClusterResampling) {
        let clusters = Set(clusters).sorted()
        self.clusters = clusters
        plan = resampling.plan
        places = Dictionary(uniqueKeysWithValues: clusters.enumerated().map { ($1, $0) })
        guard clusters.count > 1 else { return }
        drawn.reserveCapacity(plan.replicates * clusters.count)
        for replicate in 0..<plan.replicates {
            drawn += resampling.weights(of: replicate, clusters: clusters.count).map { UInt8(clamping: $0) }
        }
    }

    /// The place of a cluster among the weights.
    public func place(of cluster: ClusterKey) -> Int? { places[cluster] }

    /// A statistic of the weights, 1 each for the data, with its interval. With one cluster there is a value and no interval.
    public func estimate(observations: Int, _ statistic: ([Double]) -> Double?) -> Estimate? {
        var weights = [Double](repeating: 1, count: clusters.count)
        guard let value = statistic(weights), value.isFinite else { return nil }
        var result = Estimate(value: value, observations: observations)
        guard clusters.count > 1 else { return result }
        var replicates: [Double] = []
        for replicate in 0..<plan.replicates {
            for place in weights.indices { weights[place] = Double(drawn[replicate * clusters.count + place]) }
            if let value = statistic(weights), value.isFinite { replicates.append(value) }
        }
        guard !replicates.isEmpty else { return result }
        replicates.sort()
        let levels = BootstrapLevels(plan: plan, value: value, replicates: replicates) {
            clusters.indices.compactMap { left in
                var weights = [Double](repeating: 1, count: clusters.count)
                weights[left] = 0
                return statistic(weights)
            }
        }
        result.low = BootstrapLevels.quantile(levels.low, of: replicates)
        result.high = BootstrapLevels.quantile(levels.high, of: replicates)
        return result
    }
}
