// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct ClusterSumsTests {
    /// Whole numbers in some clusters and columns.
    private static func entries(_ count: Int, clusters: Int, seed: UInt64) -> [(value: Double, column: String, cluster: ClusterKey)] {
        var random = RandomKey(seed: seed, purpose: .bootstrap).stream
        return (0..<count).map { _ in
            (Double(random.next() % 9), "column \(random.next() % 7)", ClusterKey("persona \(random.next() % UInt64(clusters))"))
        }
    }

    private static func filled(_ entries: some Sequence<(value: Double, column: String, cluster: ClusterKey)>) -> ClusterSums {
        var sums = ClusterSums()
        for entry in entries { sums.add(entry.value, to: entry.column, of: entry.cluster) }
        return sums
    }

    private static func totals(_ sums: ClusterSums) -> [String: Double] { Dictionary(uniqueKeysWithValues: zip(sums.columns, sums.totals)) }

    @Test func `values are added by cluster and column`() {
        var sums = ClusterSums(columns: ["a"])
        let (first, second) = (ClusterKey("first"), ClusterKey("second"))
        sums.add(1, to: 0, of: first)
        sums.add(2, to: "b", of: second)
        sums.add(4, to: "a", of: second)
        sums.add(8, to: "a", of: first)
        #expect(sums.columns == ["a", "b"] && sums.totals == [13, 2] && sums.clusterCount == 2)
        #expect(sums.existingColumn("b") == 1 && sums.existingColumn("c") == nil)
    }

    /// The same numbers in one table, or in several that are merged in either order, are the same to the last bit of every estimate.
    @Test(arguments: [UInt64(1), 2, 3], [40, 9_000])
    func `what is merged does not depend on the order`(seed: UInt64, clusters: Int) {
        let entries = Self.entries(30_000, clusters: clusters, seed: seed)
        let parts = (0..<3).map { part in Self.filled(entries.enumerated().filter { $0.offset % 3 == part }.map(\.element)) }
        let whole = Self.filled(entries)
        var forward = parts[0]
        forward.merge(parts[1])
        forward.merge(parts[2])
        var backward = parts[2]
        backward.merge(parts[1])
        backward.merge(parts[0])
        let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 20))
        func estimate(_ sums: ClusterSums) -> Estimate? { resampling.totals(of: sums).ratio("column 3", over: "column 5") }
        #expect(estimate(whole) != nil, "seed \(seed)")
        for merged in [forward, backward] {
            #expect(Self.totals(merged) == Self.totals(whole) && merged.clusterCount == whole.clusterCount, "seed \(seed)")
            #expect(estimate(merged) == estimate(whole), "seed \(seed)")
        }
    }

    @Test func `more than eight thousand clusters are pooled and nothing is lost`() {
        var sums = ClusterSums()
        for cluster in 0..<20_000 { sums.add(1, to: "n", of: ClusterKey("persona \(cluster)")) }
        #expect(sums.totals == [20_000])
        #expect(sums.clusterCount <= ClusterSums.pooledClusters && sums.clusterCount > 4_000)
        sums.add(1, to: "n", of: ClusterKey("persona 7"))
        #expect(sums.totals == [20_001])
    }

    /// Pools of four or five personas each: the interval of a mean is as wide as the one over personas.
    @Test func `pooled clusters give the intervals that single ones would`() throws {
        var random = RandomKey(seed: 5, purpose: .bootstrap).stream
        let values = (0..<20_000).map { _ in random.uniform() }
        var sums = ClusterSums()
        for (cluster, value) in values.enumerated() {
            sums.add(value, to: "sum", of: ClusterKey("persona \(cluster)"))
            sums.add(1, to: "n", of: ClusterKey("persona \(cluster)"))
        }
        let estimate = try #require(ClusterResampling(plan: BootstrapPlan(replicates: 400)).totals(of: sums).ratio("sum", over: "n"))
        let width = try #require(estimate.high) - (try #require(estimate.low))
        // A uniform number has the deviation 1 / √12.
        let expected = 2 * 1.96 / (12.0 * 20_000).squareRoot()
        #expect((0.85...1.15).contains(width / expected), "\(width / expected)")
    }

    @Test func `joined tables have the clusters of both and keep columns apart`() {
        let (a, b, c) = (ClusterKey("a"), ClusterKey("b"), ClusterKey("c"))
        var first = ClusterSums()
        first.add(1, to: "x", of: a)
        first.add(2, to: "x", of: b)
        var second = ClusterSums()
        second.add(4, to: "y", of: b)
        second.add(8, to: "x", of: c)
        let joined = ClusterSums.joined(first, as: "before ", second, as: "after ")
        #expect(joined.columns == ["before x", "after y", "after x"] && joined.totals == [3, 4, 8] && joined.clusterCount == 3)
    }
}
