// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct ChangeMatrixTests {
    private static func row(_ name: String, _ target: ReportedMetric.Target, _ value: Double, _ low: Double, _ high: Double) -> ComparisonRow {
        ComparisonRow(
            metric: ReportedMetric(name, title: name, target: target), before: Estimate(value: 0.5, observations: 9),
            after: Estimate(value: 0.5 + value, observations: 9), difference: Estimate(value: value, low: low, high: high, observations: 9))
    }

    private static let episodes = (0..<8).map { index in
        ScoredEpisode.made(persona: index, scenario: "s\(index)", scores: [MetricName.promptToLine: index < 4 ? 1 : 0.5])
    }

    @Test func `what got worse is what the interval says, the surest first`() {
        var table = ComparisonTable(before: Self.episodes, after: Self.episodes)
        table.rows = [
            Self.row("better", .one, 0.2, 0.1, 0.3), Self.row("worse", .one, -0.2, -0.3, -0.1), Self.row("unsure", .one, -0.2, -0.5, 0.1),
            Self.row("rises", .zero, 0.2, 0.15, 0.25), Self.row("falls", .zero, -0.2, -0.3, -0.1), Self.row("size", .none, -0.2, -0.3, -0.1),
        ]
        #expect(ChangeMatrix.worsened(table).map(\.metric.name) == ["rises", "worse"])
    }

    @Test func `a run is a row, a metric a column, and a sure change is bold`() {
        let worse = Self.episodes.map { scored in
            var scored = scored
            scored.scores = scored.scores.map { Score($0.name, ($0.value ?? 0) - 0.25) }
            return scored
        }
        let same = ComparisonTable(before: Self.episodes, after: Self.episodes)
        let table = ComparisonTable(before: Self.episodes, after: worse)
        let lines = ChangeMatrix(rows: [.init(name: "same", table: same), .init(name: "worse", table: table)]).markdown().split(separator: "\n")
        #expect(lines[0].hasPrefix("| run | prompt-to-line |"))
        #expect(lines[2].hasPrefix("| same | 0.000 |"))
        #expect(lines[3].hasPrefix("| worse | **-0.250** |") || lines[3].hasPrefix("| worse | -0.250 |"), "\(lines[3])")
        let split = ChangeMatrix(rows: [.init(name: "same", table: same)]).markdown(width: 1)
        #expect(split.split(separator: "\n").count { $0.hasPrefix("| run |") } > 1, "one metric a table")
    }
}
