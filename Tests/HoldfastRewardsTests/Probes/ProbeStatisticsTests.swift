// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct ProbeStatisticsTests {
    /// From `scipy.stats.spearmanr(a, b).statistic`, scipy 1.17.1.
    @Test(
        arguments: [
            ([1, 2, 3, 4, 5], [5, 6, 7, 8, 7], 0.8207826816681233),
            ([1, 1, 2, 2, 3, 3, 0], [2, 1, 2, 3, 3, 3, 0], 0.9040133315325639),
            ([0, 1, 1, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 1, 1, 1], 0.4666666666666667),
            ([3, 3, 4, 10, 2, 7], [4, 3, 3, 8, 5, 5], 0.40302996796790913),
            ([1, 2, 3], [3, 2, 1], -1.0),
            ([1.5, 2.5, -3, 0, 0], [0, 0, 0, 1, 2], -0.2867696673382022),
            ([1, 1, 1], [1, 2, 3], nil), ([1, 2], [4, 4], nil), ([1], [2], nil), ([], [], nil),
        ] as [([Double], [Double], Double?)]) func `Spearman's correlation as SciPy has it`(left: [Double], right: [Double], expected: Double?)
    {
        #expect(isClose(RankCorrelation.spearman(Array(zip(left, right))), expected), "\(left) \(right)")
        #expect(isClose(RankCorrelation.spearman(Array(zip(right, left))), expected), "it is symmetric")
    }

    /// From `scipy.stats.binomtest(k, n).proportion_ci(method='wilson')`, scipy 1.17.1.
    @Test(arguments: [
        (5, 7, 0.3589344518326193, 0.9177810759959432), (8, 8, 0.6755924351161198, 1.0), (4, 4, 0.5101091635454027, 1.0),
        (3, 3, 0.4385029682449546, 1.0), (0, 5, 0.0, 0.43448246478317476), (1, 2, 0.09453120573423074, 0.9054687942657693),
        (7, 8, 0.5291118177871464, 0.9775825085499433), (6, 8, 0.40927543031016883, 0.9285207872478909),
        (50, 100, 0.4038315303659956, 0.5961684696340044),
    ]) func `Wilson's interval as SciPy has it`(hits: Int, count: Int, low: Double, high: Double) throws {
        let interval = try #require(WilsonInterval(hits, of: count))
        #expect(isClose(interval.low, low) && isClose(interval.high, high), "\(hits) of \(count): \(interval)")
        #expect(interval.share == Double(hits) / Double(count))
    }

    @Test func `there is no share of nothing`() {
        #expect(WilsonInterval(0, of: 0) == nil)
        #expect(WilsonInterval(3, of: 2) == nil)
    }
}
