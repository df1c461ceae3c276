// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

private let quick = AnalysisOptions(bootstrap: BootstrapPlan(replicates: 200), rarefiedBigrams: 4)

@Suite struct ComparisonTableTests {
    private func episodes(_ values: [Double?], seeds: [UInt64]? = nil) -> [ScoredEpisode] {
        values.enumerated().map { index, value in
            .made(
                persona: index / 2, scenario: "s\(index)", seed: seeds?[index] ?? 0, lines: ["line number \(index)", "thanks a lot"],
                scores: [MetricName.promptToLine: value, MetricName.leaks: value.map { 2 - 2 * $0 }, MetricName.questionAndAnswer: nil])
        }
    }

    @Test func levelsAndEffectsByHand() throws {
        let table = ComparisonTable(before: episodes([0.4, 0.6, 0.8, 0.6]), after: episodes([0.8, 0.8, 0.8, 0.8]), options: quick)
        #expect(table.pairs == 4)
        let row = try #require(table[MetricName.promptToLine])
        #expect(abs(try #require(row.before?.value) - 0.6) < 1e-12)
        #expect(abs(try #require(row.after?.value) - 0.8) < 1e-12)
        #expect(abs(try #require(row.difference?.value) - 0.2) < 1e-12)
        #expect(abs(try #require(row.relativeChange) - 1.0 / 3) < 1e-12)
        #expect(abs(try #require(row.errorReduction?.value) - 0.5) < 1e-12)
        let leaks = try #require(table[MetricName.leaks])
        #expect(abs(try #require(leaks.relativeChange) + 0.5) < 1e-12)
        #expect(abs(try #require(leaks.errorReduction?.value) - 0.5) < 1e-12)
        #expect(table[MetricName.words]?.errorReduction == nil)
        #expect(table[MetricName.questionAndAnswer] == nil)
    }

    /// Personas differ much, the change is the same for all: only pairing shows it.
    @Test func pairingRemovesWhatPersonasShare() throws {
        let before = (0..<12).map { Optional(Double($0) / 20) }
        let table = ComparisonTable(before: episodes(before), after: episodes(before.map { $0! + 0.1 }), options: quick)
        let difference = try #require(table[MetricName.promptToLine]?.difference)
        #expect(abs(try #require(difference.low) - 0.1) < 1e-9)
        #expect(abs(try #require(difference.high) - 0.1) < 1e-9)
        #expect(difference.excludes(0))
    }

    @Test func pairsFollowSeedsThenRollouts() throws {
        // Equal scenario, two seeds, other order: paired by seed, each difference is 0.5.
        let before = [ScoredEpisode.made(seed: 1, scores: [MetricName.validity: 0]), .made(rollout: 1, seed: 2, scores: [MetricName.validity: 0.5])]
        let after = [ScoredEpisode.made(rollout: 1, seed: 2, scores: [MetricName.validity: 1]), .made(seed: 1, scores: [MetricName.validity: 0.5])]
        let table = ComparisonTable(before: before, after: after, options: quick)
        #expect(table[MetricName.validity]?.difference?.value == 0.5)
        let fresh = [ScoredEpisode.made(seed: 8, scores: [MetricName.validity: 0.25])]
        let loose = ComparisonTable(before: before, after: fresh, options: quick)
        #expect(loose.pairs == 1)
        #expect(loose[MetricName.validity]?.difference?.value == 0.25)
        #expect(ComparisonTable(before: before, after: [], options: quick).pairs == 0)
    }

    @Test func anAbsentSideIsADashAndNeverZero() throws {
        let table = ComparisonTable(before: episodes([nil, nil]), after: episodes([0.5, 1]), options: quick)
        let row = try #require(table[MetricName.promptToLine])
        #expect(row.before == nil && row.difference == nil && row.relativeChange == nil && row.errorReduction == nil)
        let line = try #require(table.text(width: 400).split(separator: "\n").first { $0.hasPrefix("prompt-to-line") })
        let cells = line.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        #expect(cells == ["prompt-to-line", "-", "0.750", "-", "-", "-"])
        #expect(table.markdown.contains("| prompt-to-line | - | 0.750 | - | - | - |"))
    }

    @Test func columnsAreAlignedOrStacked() throws {
        let table = ComparisonTable(before: episodes([0.4, 0.6, 0.8, 0.6]), after: episodes([0.8, 0.8, 0.8, 1]), options: quick)
        let wide = table.text(width: 400).split(separator: "\n")
        let place = try #require(wide[0].range(of: "after")?.lowerBound)
        let column = wide[0].distance(from: wide[0].startIndex, to: place)
        for line in wide[2..<(wide.count - 3)] { #expect(Array(line)[column - 1] == " " && Array(line)[column] != " ", "\(line)") }
        let short = table.text(width: 100).split(separator: "\n")
        #expect(short.allSatisfy { $0.count <= 100 } && short[0].hasPrefix("metric  "))
        #expect(table.text(width: 60).contains("\n    before: 0.600 ["))
    }

    @Test func roundTripsThroughJSON() throws {
        let table = ComparisonTable(before: episodes([0.4, nil, 0.8]), after: episodes([0.5, 0.5, 0.5]), options: quick)
        #expect(try JSONDecoder().decode(ComparisonTable.self, from: JSONEncoder().encode(table)) == table)
    }

    @Test func seedsArePooledAndPairsStayWithinTheirRun() throws {
        let runs = [0.0, 0.2].map { gain in
            EvaluatedRun(name: "seed \(gain)", before: episodes([0.4, 0.6, 0.6, 0.4]), after: episodes([0.4, 0.6, 0.6, 0.4].map { $0 + gain }))
        }
        let comparison = SeedComparison(runs, options: quick)
        #expect(comparison.pooled.pairs == 8)
        #expect(comparison.pooled.before.personas == 2)
        #expect(abs(try #require(comparison.pooled[MetricName.promptToLine]?.difference?.value) - 0.1) < 1e-12)
        let differences = comparison.runs.compactMap { $0.table[MetricName.promptToLine]?.difference?.value }
        #expect(abs(differences[0]) < 1e-12 && abs(differences[1] - 0.2) < 1e-12)
        #expect(comparison.markdown.contains("| seed 0.2: before | after | difference |"))
        #expect(comparison.text().contains("seed 0.2\n"))
    }
}
