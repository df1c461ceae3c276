// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct ClusterResamplingTests {
    private static func sums(_ rows: [[Double]], columns: [String] = ["a", "b"]) -> ClusterSums {
        var sums = ClusterSums(columns: columns)
        for (cluster, row) in rows.enumerated() {
            for (column, value) in row.enumerated() { sums.add(value, to: column, of: ClusterKey("persona \(cluster)")) }
        }
        return sums
    }

    /// Two clusters: a draw has the first twice, both, or the second twice, with chances 1/4, 1/2, 1/4.
    @Test func `clusters are what is drawn`() throws {
        let sums = Self.sums([[0, 2], [4, 2]])
        func estimate(_ level: Double) -> Estimate? {
            ClusterResampling(plan: BootstrapPlan(replicates: 4_000, level: level)).totals(of: sums).ratio("a", over: "b")
        }
        #expect(estimate(0.4) == Estimate(value: 1, low: 1, high: 1, observations: 4))
        #expect(estimate(0.6) == Estimate(value: 1, low: 0, high: 2, observations: 4))
    }

    /// With one value per cluster the mean of a draw has the variance of the values over their number.
    @Test func `an interval is as wide as theory says`() throws {
        let values = (0..<200).map { Double($0 * $0 % 101) }
        let totals = ClusterResampling(plan: BootstrapPlan(replicates: 4_000)).totals(of: Self.sums(values.map { [$0, 1] }))
        let estimate = try #require(totals.ratio("a", over: "b"))
        let mean = values.reduce(0, +) / 200
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200).squareRoot()
        #expect(abs(estimate.value - mean) < 1e-12)
        let (low, high) = (try #require(estimate.low), try #require(estimate.high))
        let reach = 1.96 * deviation / 200.0.squareRoot()
        #expect(abs(low - (mean - reach)) < 0.06 * reach && abs(high - (mean + reach)) < 0.06 * reach, "\(low), \(high), \(mean) ± \(reach)")
    }

    @Test func `the seed decides, and a second time changes nothing`() {
        let sums = Self.sums((0..<30).map { [Double($0 * $0 % 17), 1] })
        func estimate(_ seed: UInt64) -> Estimate? {
            ClusterResampling(plan: BootstrapPlan(replicates: 200, seed: seed)).totals(of: sums).ratio("a", over: "b")
        }
        #expect(estimate(1) == estimate(1) && estimate(1) != estimate(2))
    }

    /// The first draws do not depend on how many follow, as they would if they came from one stream.
    @Test func `more draws begin with the same ones`() {
        let sums = Self.sums((0..<30).map { [Double($0 * $0 % 17), 1] })
        func draws(_ count: Int) -> [Double] {
            var seen: [Double] = []
            _ = ClusterResampling(plan: BootstrapPlan(replicates: count)).totals(of: sums).estimate(observations: 1) {
                seen.append($0[0])
                return $0[0]
            }
            return seen
        }
        #expect(draws(100).count == 101 && Array(draws(100).prefix(38)) == draws(37))
    }

    @Test func `one cluster has a value and no interval`() {
        let totals = ClusterResampling().totals(of: Self.sums([[3, 4]]))
        #expect(totals.ratio("a", over: "b") == Estimate(value: 0.75, observations: 4))
        #expect(totals.share("a", of: "b") == Estimate(value: 0.75, observations: 4))
        #expect(totals.ratio("a", over: "none") == nil && totals.total("none") == 0)
    }

    @Test(arguments: BootstrapPlan.Method.allCases)
    func `derived numbers have the intervals of their statistic`(method: BootstrapPlan.Method) {
        let rows: [[Double]] = (0..<40).map { (place: Int) -> [Double] in [Double(place * place % 23), Double(1 + place % 5)] }
        let totals = ClusterResampling(plan: BootstrapPlan(replicates: 300, method: method)).totals(of: Self.sums(rows))
        let derived = totals.derived(["logarithm", "ratio"]) { (sums: [Double]) -> [Double] in [log(sums[0]), sums[0] / sums[1]] }
        #expect(derived.estimate(observations: 120) { $0[1] } == totals.ratio("a", over: "b"))
        #expect(derived.estimate(observations: 7) { $0[0] } == totals.estimate(observations: 7) { log($0[0]) })
        #expect(derived.ratio("ratio", over: "none") == nil && derived.clusters(with: "ratio") == 0 && totals.clusters(with: "a") == 38)
    }

    /// BCa by hand: 300 replicates, bias and acceleration computed here apart from the code.
    @Test func `BCa intervals follow from bias and acceleration`() throws {
        let values = (0..<25).map { exp(Double($0) / 6) }
        let sums = Self.sums(values.map { [$0, 1] })
        var replicates: [Double] = []
        let plan = BootstrapPlan(replicates: 1_500, method: .bca)
        let percentile = ClusterResampling(plan: BootstrapPlan(replicates: 1_500)).totals(of: sums)
        _ = percentile.estimate(observations: 1) {
            replicates.append($0[0] / $0[1])
            return 0
        }
        let mean = replicates.removeFirst()
        replicates.sort()
        let left = values.map { (values.reduce(0, +) - $0) / 24 }
        let center = left.reduce(0, +) / 25
        let squares = left.reduce(0.0) { $0 + (center - $1) * (center - $1) }
        let cubes = left.reduce(0.0) { $0 + (center - $1) * (center - $1) * (center - $1) }
        let acceleration = cubes / (6 * squares * squares.squareRoot())
        func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
        func deviate(_ p: Double) -> Double {
            var (low, high) = (-8.0, 8.0)
            for _ in 0..<80 { if normal((low + high) / 2) < p { low = (low + high) / 2 } else { high = (low + high) / 2 } }
            return low
        }
        let bias = deviate(Double(replicates.count { $0 < mean }) / 1_500)
        let estimate = try #require(ClusterResampling(plan: plan).totals(of: sums).ratio("a", over: "b"))
        for (end, z) in [(estimate.low, -1.959964), (estimate.high, 1.959964)] {
            let level = normal(bias + (bias + z) / (1 - acceleration * (bias + z)))
            let place = level * 1_499
            let expected = replicates[Int(place)] + (place - place.rounded(.down)) * (replicates[Int(place) + 1] - replicates[Int(place)])
            let end = try #require(end)
            #expect(abs(end - expected) < 1e-3, "\(estimate), \(expected)")
        }
        #expect(acceleration > 0.02)
    }

    @Test func `a share of nothing has an interval with a width`() throws {
        let none = try #require(ClusterResampling().totals(of: Self.sums((0..<20).map { _ in [0, 50] })).share("a", of: "b"))
        // Wilson's interval for none of twenty: z² / (n + z²).
        let most = 1.959964 * 1.959964 / (20 + 1.959964 * 1.959964)
        let high = try #require(none.high)
        #expect(none.value == 0 && none.low == 0 && abs(high - most) < 1e-6)
        let all = try #require(ClusterResampling().totals(of: Self.sums((0..<20).map { _ in [50, 50] })).share("a", of: "b"))
        let low = try #require(all.low)
        #expect(all.value == 1 && abs(low - (1 - most)) < 1e-6 && all.high == 1)
        let some = ClusterResampling().totals(of: Self.sums((0..<20).map { [Double($0 % 3), 50] }))
        #expect(some.share("a", of: "b") == some.ratio("a", over: "b"))
    }

    /// Eight thousand clusters, three hundred columns, two thousand draws.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
    func `resampling a large table takes seconds`() throws {
        let columns = (0..<300).map { "column \($0)" }
        var sums = ClusterSums(columns: columns)
        let clock = ContinuousClock()
        let filling = clock.measure {
            for cluster in 0..<ClusterSums.mostClusters {
                let key = ClusterKey("persona \(cluster)")
                for column in columns.indices { sums.add(Double((cluster + column) % 7), to: column, of: key) }
            }
        }
        let clusters = sums.clusterCount
        var totals: ResampledTotals?
        let drawing = clock.measure { totals = ClusterResampling().totals(of: sums) }
        var estimate: Estimate?
        let estimating = clock.measure { estimate = totals?.ratio("column 1", over: "column 2") }
        print("\(clusters) clusters: filling \(filling), drawing \(drawing), one estimate \(estimating)")
        #expect(estimate != nil)
        #expect(drawing < .seconds(10))
    }
}
