// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

struct PairedEpisodesTests {
    private func table(_ episodes: [ScoredEpisode]) -> EpisodeTable { EpisodeTable.taking(episodes) }

    @Test func `episodes are paired by scenario and seed, and the others by scenario and rollout`() {
        let before = table([
            .made(scenario: "a", seed: 1), .made(scenario: "a", rollout: 1, seed: 2), .made(scenario: "b", seed: 3), .made(scenario: "c", seed: 4),
        ])
        let after = table([
            .made(scenario: "b", seed: 9), .made(scenario: "a", rollout: 1, seed: 2), .made(scenario: "d", seed: 4), .made(scenario: "a", seed: 1),
        ])
        let pairs = EpisodeTable.pairs(before, after).map { [$0.before, $0.after] }
        #expect(Set(pairs) == [[0, 3], [1, 1], [2, 0]])
    }

    @Test func `repeats of one key are paired in their order`() {
        let before = table((0..<3).map { _ in ScoredEpisode.made(scenario: "a", seed: 1) })
        let after = table((0..<2).map { _ in ScoredEpisode.made(scenario: "a", seed: 1) })
        #expect(EpisodeTable.pairs(before, after).map { [$0.before, $0.after] } == [[0, 0], [1, 1]])
    }

    @Test func `levels and differences are those of the table that training prints`() throws {
        let names = [MetricName.promptToLine, MetricName.goalSuccess]
        func side(_ shift: Double) -> [ScoredEpisode] {
            (0..<30).map { index -> ScoredEpisode in
                let first = Double((index * 7) % 10) / 10 + shift
                let second: Double? = index % 3 == 0 ? nil : Double(index % 4) / 4 - shift
                return .made(persona: index % 6, scenario: "s\(index)", seed: UInt64(index), scores: [names[0]: first, names[1]: second])
            }
        }
        let (before, after) = (side(0), side(0.05))
        let expected = ComparisonTable(before: before, after: after)
        let section = try #require(
            PairedEpisodes(before: table(before), after: table(after)).section(ClusterResampling(plan: BootstrapPlan(replicates: 500))))
        for name in names {
            let row = try #require(section.row("paired/\(name)"))
            guard case .estimate(let difference, _, _) = row.cells[2] else {
                Issue.record("no difference")
                return
            }
            let reference = try #require(expected[name]?.difference)
            #expect(abs(difference.value - reference.value) < 1e-6, "\(name)")
            #expect(difference.observations == reference.observations)
            // Members are not drawn again, so the interval is no wider than the other by more than its noise.
            let widths = try [difference, reference].map { try #require($0.high) - (try #require($0.low)) }
            #expect(widths[0] < 1.2 * widths[1] + 1e-6, "\(name): \(widths)")
        }
    }

    @Test func `without a scenario on both sides there is nothing to pair`() {
        let paired = PairedEpisodes(before: table([.made(scenario: "a")]), after: table([.made(scenario: "b")]))
        #expect(paired.pairs == 0)
        #expect(paired.section(ClusterResampling()) == nil)
    }
}
