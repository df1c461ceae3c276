// SPDX-License-Identifier: Apache-2.0
import Foundation

extension PersonaSignal {
    private static let id = "persona"
    private static let title = "Persona signal"
    private static let lead =
        "How much of what users do comes from who they are. An ICC of 1 says that a persona does the same every time and others do otherwise, 0 "
        + "that personas do not matter; a ratio within over between of 1 and more, that repeated dialogues of one persona differ as much as personas do."

    /// The answer, or nil where no episode was taken.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let draws = ClusterDraws(clusters, resampling)
        let statistics = statistics(draws)
        var tables = statistics.compactMap { $0.levels(draws) }
        guard !tables.isEmpty else { return nil }
        if let place = tables.firstIndex(where: { $0.rows.contains { $0.name.hasPrefix("persona/icc/") } }) {
            tables.insert(Self.ratios(of: tables[place]), at: place + 1)
        }
        return ReportSection(
            id: Self.id, title: Self.title, lead: [Self.lead, multiplicity(draws)].filter { !$0.isEmpty }.joined(separator: " "), tables: tables,
            figures: figures(draws))
    }

    /// What changed between two sets of episodes, or nil where neither has any.
    public static func comparison(before: PersonaSignal, after: PersonaSignal, _ resampling: ClusterResampling) -> ReportSection? {
        let draws = ClusterDraws(before.clusters + after.clusters, resampling)
        let tables = PersonaStatistics.changes(before.statistics(draws), after.statistics(draws), draws)
        guard !tables.isEmpty else { return nil }
        let count = tables.reduce(0) { $0 + $1.rows.count }
        let note = String(
            format: "%d differences are given; where nothing changed, about %.0f of their intervals miss 0 by chance.", count,
            (Double(count) * (1 - resampling.plan.level)).rounded(.up))
        return ReportSection(id: id, title: title, lead: "\(lead) \(note)", tables: tables)
    }

    /// The same as within over between: (1 - ICC) / ICC, which has no upper end where the interval reaches 0.
    private static func ratios(of table: ReportTable) -> ReportTable {
        let rows = table.rows.compactMap { row -> ReportRow? in
            guard let correlation = row.estimate else { return nil }
            func ratio(_ correlation: Double) -> Double? { correlation > 0 ? (1 - correlation) / correlation : nil }
            var known = row
            known.name = row.name.replacingOccurrences(of: "persona/icc/", with: "persona/ratio/")
            known.note = ""
            let low = correlation.high.flatMap(ratio)
            if let value = ratio(correlation.value), let low, let high = correlation.low.flatMap(ratio) {
                known.cells[0] = .estimate(
                    Estimate(value: value, low: low, high: high, observations: correlation.observations), digits: 2, signed: false)
            } else {
                known.cells[0] = .text(low.map { String(format: "at least %.2f: nothing surely lies between personas", $0) } ?? "without bound")
            }
            return known
        }
        return ReportTable(title: "Variance within over variance between personas", headings: table.headings, rows: rows)
    }

    private func multiplicity(_ draws: ClusterDraws) -> String {
        let splits = splits(draws)
        guard !splits.isEmpty else { return "" }
        let found = splits.count { $0.adjusted < 0.05 }
        return "Of \(splits.count) F tests of no persona signal, \(found) stay below 0.05 after Holm's correction for their number."
    }

    private func figures(_ draws: ClusterDraws) -> [ReportFigure] {
        let commitment = ReportFigure(
            id: "commitment-by-turn", title: "Commitment along the dialogue", kind: .line, x: FigureAxis("line of the user"),
            y: FigureAxis("share of the commonest of the regenerated answers", low: 0, high: 1, isShare: true),
            series: ProbeColumn.Ground.allCases.compactMap { ground in
                curve(
                    ground.title, draws, of: { .commitment(.agreement, ground, line: $0) }, over: { .commitment(.places, ground, line: $0) })
            })
        let similarity = ReportFigure(
            id: "no-persona-similarity", title: "Likeness to the line without persona", kind: .line, x: FigureAxis("line of the user"),
            y: FigureAxis("chrF", low: 0, high: 1),
            series: [curve("all dialogues", draws, of: { .similarity(line: $0) }, over: { .compared(line: $0) })].compactMap(\.self),
            note: "Dialogues that end early leave the curve; the slope within dialogues does not depend on them.")
        return [commitment, similarity].filter { !$0.series.isEmpty }
    }

    private func curve(
        _ name: String, _ draws: ClusterDraws, of above: (Int) -> ProbeColumn, over below: (Int) -> ProbeColumn
    ) -> FigureSeries? {
        let points = (1...ProbeColumn.lines).compactMap { line in
            PersonaStatistic.ratio("", title: "", column(above(line), draws), over: column(below(line), draws))?.estimate(draws)
                .map { FigurePoint(x: Double(line), y: $0) }
        }
        return points.isEmpty ? nil : FigureSeries(name: name, points: points)
    }
}
