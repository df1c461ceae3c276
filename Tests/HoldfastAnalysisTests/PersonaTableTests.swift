// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct PersonaTableTests {
    @Test func `too many personas leave the same part of them in any order, with all that is theirs`() {
        for seed in 0..<5 {
            var random = RandomKey(seed: UInt64(seed), purpose: .selection).stream
            var entries = (0..<900).map { (ClusterKey("person \($0 % 300)"), Double($0)) }
            func table(_ entries: some Sequence<(ClusterKey, Double)>) -> PersonaTable {
                var table = PersonaTable(columns: 2, most: 50)
                for (cluster, value) in entries {
                    guard let row = table.row(of: cluster) else { continue }
                    table.add(1, to: 0, at: row)
                    table.add(value, to: 1, at: row)
                }
                return table
            }
            let whole = table(entries)
            entries.shuffle(using: &random)
            var merged = table(entries[..<200])
            merged.merge(table(entries[200..<210]))
            merged.merge(table(entries[210...]))
            #expect(whole.clusters == merged.clusters && !whole.subset.isWhole && (20...50).contains(whole.clusters.count), "seed \(seed)")
            for cluster in whole.clusters {
                #expect(whole[cluster].map { Array($0) } == merged[cluster].map { Array($0) } && whole[cluster]?.first == 3, "seed \(seed)")
            }
        }
    }

    @Test func `too many counts leave the same part of the personas in any order`() {
        for seed in 0..<5 {
            var random = RandomKey(seed: UInt64(seed), purpose: .selection).stream
            var entries = (0..<900).map { (ClusterKey("person \($0 % 100)"), $0 % 2, UInt32($0 % 7)) }
            func counts(_ entries: some Sequence<(ClusterKey, Int, UInt32)>, flipped: Bool = false) -> PersonaCounts {
                var counts = PersonaCounts(most: 200)
                for (cluster, item, value) in entries { counts.add(cluster, item: flipped ? 1 - item : item, value: value) }
                return counts
            }
            let whole = counts(entries)
            entries.shuffle(using: &random)
            var merged = counts(entries[..<200])
            merged.merge(counts(entries[200...], flipped: true), items: [1, 0])
            func flat(_ counts: PersonaCounts) -> [String] {
                counts.byItem().flatMap { item, persons in
                    persons.flatMap { person in person.values.map { "\(item) \(person.cluster) \($0.value) \($0.count)" } }
                }.sorted()
            }
            #expect(flat(whole) == flat(merged) && !whole.subset.isWhole && !flat(whole).isEmpty, "seed \(seed)")
        }
    }

    @Test func `draws of clusters are those of their sums`() throws {
        var sums = ClusterSums(columns: ["hits", "count"])
        let clusters = (0..<20).map { ClusterKey("person \($0)") }
        for (number, cluster) in clusters.enumerated() {
            sums.add(Double(number), to: 0, of: cluster)
            sums.add(10, to: 1, of: cluster)
        }
        for method in BootstrapPlan.Method.allCases {
            let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 300, method: method))
            let known = try #require(resampling.totals(of: sums).ratio("hits", over: "count"))
            let draws = ClusterDraws(clusters + clusters, resampling)
            let values = Dictionary(uniqueKeysWithValues: clusters.enumerated().map { ($1, Double($0)) })
            let found = try #require(
                draws.estimate(observations: known.observations) { weights in
                    let above = zip(draws.clusters, weights).reduce(0) { $0 + (values[$1.0] ?? 0) * $1.1 }
                    return above / (10 * weights.reduce(0, +))
                })
            let ends = (try #require(found.low), try #require(found.high), try #require(known.low), try #require(known.high))
            #expect(abs(found.value - known.value) < 1e-12 && abs(ends.0 - ends.2) < 1e-12 && abs(ends.1 - ends.3) < 1e-12, "\(method)")
        }
    }
}
