// SPDX-License-Identifier: Apache-2.0
import Foundation

extension ComponentSurvival {
    /// Restricted means and survival before and after, log-rank tests, and the curves side by side.
    public static func comparison(before: ComponentSurvival, after: ComponentSurvival, _ resampling: ClusterResampling) -> ReportSection? {
        let horizon = max(before.horizon, after.horizon)
        let pairs = Whole.allCases.compactMap { whole in
            SurvivalPair(before.wholes[whole.rawValue], after.wholes[whole.rawValue], horizon: horizon, resampling).map { (whole, $0) }
        }
        guard !pairs.isEmpty else { return nil }
        var changes = pairs.flatMap { whole, pair in
            pair.rows(whole.name, whole.title, after.earliest[whole.rawValue].references)
        }
        var tests = pairs.compactMap { whole, pair in pair.test(whole.name, whole.title) }
        let told = Array(Set(before.told + after.told)).sorted().prefix(mostRows)
        for part in told {
            guard let first = before.parts.parts[part], let second = after.parts.parts[part],
                let pair = SurvivalPair(first, second, horizon: horizon, resampling)
            else { continue }
            if let row = pair.mean(part.rowName, part.title, []) { changes.append(row) }
            if let row = pair.test(part.rowName, part.title) { tests.append(row) }
        }
        return ReportSection(
            id: "survival", title: "How long profile and policy last", lead: after.lead,
            tables: [
                ReportTable(headings: ReportTable.changeHeadings, rows: changes),
                ReportTable(title: "do both fail at the same pace?", headings: testHeadings, rows: tests),
            ],
            figures: pairs.map { whole, pair in figure(whole, pair.series) })
    }

    /// Headings of the log-rank tests.
    static let testHeadings = ["", "failed before", "failed after", "p, personas as clusters", "p, items independent"]
}

/// One curve before and after, over personas that are resampled together.
struct SurvivalPair {
    private let before: TurnSurvival
    private let after: TurnSurvival
    private let horizon: Int
    private let resampling: ClusterResampling
    private let totals: ResampledTotals
    private let derived: ResampledTotals

    /// Nil where neither side has an item.
    init?(_ before: TurnSurvival, _ after: TurnSurvival, horizon: Int, _ resampling: ClusterResampling) {
        guard before.turns > 0 || after.turns > 0 else { return nil }
        (self.before, self.after, self.horizon, self.resampling) = (before, after, horizon, resampling)
        totals = resampling.totals(of: ClusterSums.joined(before.sums, as: "before ", after.sums, as: "after "))
        let split = before.sums.columns.count
        let turns = (before.turns, after.turns)
        derived = totals.derived(
            SurvivalCurve.names(turns.0).map { "before \($0)" } + SurvivalCurve.names(turns.1).map { "after \($0)" }
        ) { totals in
            SurvivalCurve.values(totals[..<split], turns: turns.0, horizon: horizon)
                + SurvivalCurve.values(totals[split...], turns: turns.1, horizon: horizon)
        }
    }

    /// The restricted mean, then the survival beyond lines 5 and 10.
    func rows(_ name: String, _ title: String, _ episodes: [EpisodeReference]) -> [ReportRow] {
        let marks = [5, 10].filter { $0 <= horizon && $0 <= max(before.turns, after.turns) }
        let beyond = marks.map { change("\(name)/turn_\($0)", "  beyond line \($0)", .one, digits: 3, at: $0, []) }
        return ([mean(name, title, episodes)] + beyond).compactMap(\.self)
    }

    func mean(_ name: String, _ title: String, _ episodes: [EpisodeReference]) -> ReportRow? {
        change(
            "\(name)/restricted_mean", "\(title): mean line of the failure, none as line \(horizon)", .none, digits: 2, at: 0, episodes)
    }

    /// The log-rank tests; nil where one side has no item.
    func test(_ name: String, _ title: String) -> ReportRow? {
        guard before.turns > 0, after.turns > 0 else { return nil }
        let clustered = ClusteredLogRank(before, after)
        let plain = LogRank([before.table, after.table])
        return ReportRow(
            name: "survival/\(name)/log_rank", title: title,
            cells: [.count(before.events), .count(after.events), Self.cell(clustered.p), Self.cell(plain.p)], personas: totals.clusterCount,
            note: "items of one persona fail together: the first p is the one to go by")
    }

    /// Curves of both sides.
    var series: [FigureSeries] {
        [("before", before), ("after", after)].compactMap { name, counts in
            counts.turns > 0 ? FigureSeries(name: name, points: SurvivalCurve(counts, horizon: horizon, resampling).points) : nil
        }
    }

    private func change(
        _ name: String, _ title: String, _ target: ReportedMetric.Target, digits: Int, at turn: Int, _ episodes: [EpisodeReference]
    ) -> ReportRow? {
        let (first, second) = (min(turn, before.turns), before.turns + 1 + min(turn, after.turns))
        func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
        return ReportRow.change(
            "survival/\(name)", title: title, target: target, digits: digits, totals: derived, personas: totals.clusterCount,
            observations: (before.items, after.items),
            note: "\(before.events) of \(before.items) failed before, \(after.events) of \(after.items) after",
            episodes: episodes, before: { finite($0[first]) }, after: { finite($0[second]) })
    }

    private static func cell(_ p: Double) -> ReportCell { .text(p < 0.0001 ? "< 0.0001" : String(format: "%.4f", p)) }
}
