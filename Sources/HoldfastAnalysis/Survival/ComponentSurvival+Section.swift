// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension ComponentSurvival {
    /// Parts with fewer failures have no curve of their own.
    static let fewestEvents = 10
    /// Parts with a row, and curves of a figure beside that of the whole kind.
    static let mostRows = 24
    static let mostCurves = 7

    /// Restricted means, survival beyond lines 5 and 10, and the curves.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let curves = Whole.allCases.map { whole in
            (whole: whole, curve: wholes[whole.rawValue].turns > 0 ? SurvivalCurve(wholes[whole.rawValue], horizon: horizon, resampling) : nil)
        }
        guard curves.contains(where: { $0.curve != nil }) else { return nil }
        let parts = told.map { ($0, SurvivalCurve(self.parts.parts[$0] ?? TurnSurvival(), horizon: horizon, resampling)) }
        var tables = [
            ReportTable(
                headings: ReportTable.levelHeadings,
                rows: curves.flatMap { whole, curve in
                    curve.map { Self.rows(of: $0, whole.name, whole.title, earliest[whole.rawValue].references) } ?? []
                })
        ]
        if !parts.isEmpty {
            tables.append(
                ReportTable(
                    title: "by component", headings: ReportTable.levelHeadings,
                    rows: parts.flatMap { part, curve in Self.meanRow(of: curve, part.rowName, part.title, []).map { [$0] } ?? [] }))
        }
        return ReportSection(
            id: "survival", title: "How long profile and policy last", lead: lead, tables: tables,
            figures: curves.compactMap { whole, curve in curve.map { figure(whole, $0, parts) } })
    }

    /// Parts that failed often enough, most failures first.
    var told: [GoalPart] {
        let counted = parts.parts.map { ($0.key, $0.value.events) }.filter { $0.1 >= Self.fewestEvents }
        return counted.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(Self.mostRows).map(\.0)
    }

    var lead: String {
        """
        Time is the user's line, from 1. Kaplan-Meier: components and dialogues without a failure are lost from sight at the user's last line. The mean \
        line counts those that last to line \(horizon) as \(horizon). A user that stops early hides what it would have done: see the length of dialogues \
        beside this.\(parts.isCut ? " Of many components \(PartSurvival.mostParts) were kept." : "")
        """
    }

    static func rows(of curve: SurvivalCurve, _ name: String, _ title: String, _ episodes: [EpisodeReference]) -> [ReportRow] {
        let mean = meanRow(of: curve, name, title, episodes)
        let marks = [5, 10].filter { $0 <= curve.horizon && $0 <= curve.counts.turns }
        let beyond = marks.compactMap { turn in
            ReportRow.level("survival/\(name)/turn_\(turn)", title: "  beyond line \(turn)", curve.survival(at: turn), personas: curve.personas)
        }
        return (mean.map { [$0] } ?? []) + beyond
    }

    static func meanRow(of curve: SurvivalCurve, _ name: String, _ title: String, _ episodes: [EpisodeReference]) -> ReportRow? {
        let failed = "\(curve.events) of \(curve.items) failed"
        let note = curve.events == 0 ? "\(failed); the interval is Wilson's for none of \(curve.personas) personas" : failed
        return ReportRow.level(
            "survival/\(name)/restricted_mean", title: "\(title): mean line of the failure, none as line \(curve.horizon)", curve.restrictedMean,
            digits: 2, personas: curve.personas, note: note, episodes: episodes)
    }

    private func figure(_ whole: Whole, _ curve: SurvivalCurve, _ parts: [(GoalPart, SurvivalCurve)]) -> ReportFigure {
        let own = parts.filter { $0.0.kind.rawValue == whole.name }.prefix(Self.mostCurves)
        return Self.figure(
            whole, [FigureSeries(name: "all", points: curve.points)] + own.map { FigureSeries(name: $0.0.name, points: $0.1.points) })
    }

    static func figure(_ whole: Whole, _ series: [FigureSeries]) -> ReportFigure {
        ReportFigure(
            id: "survival-\(whole.name)", title: whole.figureTitle, kind: .step, x: FigureAxis("line of the user", low: 0),
            y: FigureAxis("share not failed yet", low: 0, high: 1, isShare: true), series: series,
            note: "dialogues that ended count up to their end")
    }
}

extension ComponentSurvival.Whole {
    /// Part of row and figure names.
    var name: String { "\(self)" }

    /// For people.
    var title: String {
        switch self {
        case .violation: "first violation of anything"
        case .profile: "profile components"
        case .policy: "policy components"
        }
    }

    var figureTitle: String {
        switch self {
        case .violation: "Dialogues without a violation"
        case .profile: "Profile components that are still kept"
        case .policy: "Policy components that are still kept"
        }
    }
}

extension GoalPart {
    /// Part of row names.
    var rowName: String { "\(kind.rawValue)/\(name)" }
    /// For people.
    var title: String { "\(kind.rawValue) \(name)" }
}
