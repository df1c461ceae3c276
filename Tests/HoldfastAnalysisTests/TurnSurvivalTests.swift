// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct TurnSurvivalTests {
    private func drawn(_ count: Int, seed: UInt64, longest: Int) -> [(turn: Int, isEvent: Bool, cluster: ClusterKey)] {
        var random = RandomKey(seed: seed, purpose: .bootstrap).stream
        return (0..<count).map { _ in
            (1 + Int(random.next() % UInt64(longest)), random.uniform() < 0.4, ClusterKey("persona \(random.next() % 9)"))
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `sums by turn are the table of the items`(seed: UInt64) {
        let items = drawn(300, seed: seed, longest: 15)
        var counts = TurnSurvival()
        for item in items { counts.add(turn: item.turn, isEvent: item.isEvent, of: item.cluster) }
        #expect(counts.table == LifeTable(items.map { (Double($0.turn), $0.isEvent) }), "seed \(seed)")
        #expect(counts.items == 300 && counts.events == items.count { $0.isEvent })
    }

    @Test func `what comes late counts at the last turn that is told apart`() {
        var counts = TurnSurvival()
        counts.add(turn: 64, isEvent: true, of: ClusterKey("a"))
        counts.add(turn: 1_000, isEvent: true, of: ClusterKey("a"))
        counts.add(turn: 70, isEvent: false, of: ClusterKey("b"))
        #expect(counts.turns == 64)
        #expect(counts.table.rows == [LifeTable.Row(time: 64, atRisk: 3, events: 2, censored: 1)])
    }

    @Test func `a shorter table merges into a longer one and the other way round`() {
        let (long, short) = (drawn(50, seed: 1, longest: 12), drawn(50, seed: 2, longest: 3))
        func filled(_ items: [(turn: Int, isEvent: Bool, cluster: ClusterKey)]) -> TurnSurvival {
            var counts = TurnSurvival()
            for item in items { counts.add(turn: item.turn, isEvent: item.isEvent, of: item.cluster) }
            return counts
        }
        var (left, right) = (filled(long), filled(short))
        left.merge(filled(short))
        right.merge(filled(long))
        #expect(left.table == right.table && left.table == filled(long + short).table)
    }

    /// Where every cluster is one item, the robust variance is nearly the plain one.
    @Test func `the test with clusters is near the plain one for independent items`() {
        var random = RandomKey(seed: 4, purpose: .bootstrap).stream
        var (first, second) = (TurnSurvival(), TurnSurvival())
        for item in 0..<600 {
            let isFirst = item % 2 == 0
            let failed = (1...10).first { _ in random.uniform() < (isFirst ? 0.1 : 0.12) }
            if isFirst {
                first.add(turn: failed ?? 10, isEvent: failed != nil, of: ClusterKey("\(item)"))
            } else {
                second.add(turn: failed ?? 10, isEvent: failed != nil, of: ClusterKey("\(item)"))
            }
        }
        let (plain, clustered) = (LogRank([first.table, second.table]), ClusteredLogRank(first, second))
        #expect(abs(plain.chiSquared - clustered.chiSquared) < 0.1 * max(1, plain.chiSquared), "\(plain), \(clustered)")
        #expect(abs(clustered.excess - (plain.observed[0] - plain.expected[0])) < 1e-9)
    }

    @Test func `there is nothing to compare without failures or without a second group`() {
        var one = TurnSurvival()
        one.add(turn: 3, isEvent: false, of: ClusterKey("a"))
        #expect(LogRank([one.table, one.table]).p == 1 && ClusteredLogRank(one, one).p == 1)
        #expect(LogRank([]).p == 1 && LogRank([one.table]).degreesOfFreedom == 0)
        #expect(ClusteredLogRank(one, TurnSurvival()).p == 1)
    }

    @Test func `the median is the first time at which half are gone`() {
        let curve = KaplanMeier(LifeTable([(1, true), (2, true), (3, false), (4, true)]))
        #expect(curve.median == 2 && curve.survival(at: 2) == 0.5 && curve.survival(at: 0.5) == 1 && curve.survival(at: 99) == 0)
        #expect(KaplanMeier(LifeTable([(1, true), (2, false), (3, false)])).median == nil)
    }
}
