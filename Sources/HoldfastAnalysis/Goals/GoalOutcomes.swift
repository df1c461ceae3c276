// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What becomes of goals, kind by kind, with the agent's fault told from the user's.
///
/// A task or requirement that is not complete has one of three reasons. *Attempted*: the user did its part and was let down, the agent's or the
/// world's fault. *Given up*: it was open when the user ended the dialogue or ran into the limit, the user's fault. *Cut short*: it was open when
/// the agent ended the dialogue or something failed, nobody's decision. Where the user ended a dialogue and the decision to stop could not be
/// judged, as in trajectories of others, it is *undecided* who is at fault. Profile, policy and preference are the user's alone.
///
/// Source of kinds and statuses: "Goal Alignment in LLM-Based User Simulators" (arXiv:2507.20152); the split of open ones by who ended the
/// dialogue is ours.
public struct GoalOutcomes: Question {
    private var sums = ClusterSums(columns: Self.columnNames)
    private var episodes: [EpisodeSample] = Self.columnNames.map { _ in EpisodeSample() }

    /// Nothing taken yet.
    public init() {}

    enum Outcome: String, CaseIterable {
        case complete, attempted, givenUp, cutShort, undecided, aligned, misaligned

        static func of(_ kind: ComponentKind, _ status: ComponentStatus, _ ending: Ending) -> Outcome {
            switch status {
            case .complete: .complete
            case .attempted: .attempted
            case .aligned: .aligned
            case .misaligned: .misaligned
            case .incomplete:
                switch ending.reason {
                case .agentStop, .failure: .cutShort
                case .userStop where ending.stop == nil: .undecided
                case .userStop, .turnLimit, .contextLimit, .invalidUser: .givenUp
                }
            }
        }
    }

    private static let columnNames = ComponentKind.allCases.flatMap { kind in
        ["\(kind.rawValue)|all"] + Outcome.allCases.map { "\(kind.rawValue)|\($0.rawValue)" }
    }
    private static let stride = 1 + Outcome.allCases.count
    private static let kinds = Dictionary(uniqueKeysWithValues: ComponentKind.allCases.enumerated().map { ($0.element, $0.offset * stride) })
    private static let outcomes = Dictionary(uniqueKeysWithValues: Outcome.allCases.enumerated().map { ($0.element, $0.offset + 1) })

    /// Takes the components of one episode that came to apply; those of a failed one too, as cut short.
    public mutating func add(_ stored: StoredEpisode) {
        let goal = stored.episode.goal
        let ending = stored.episode.ending
        for index in goal.components.indices where goal.applies[index] {
            let outcome = Outcome.of(goal.components[index].kind, goal.statuses[index], ending)
            guard let kind = Self.kinds[goal.components[index].kind], let place = Self.outcomes[outcome] else { continue }
            sums.add(1, to: kind, of: stored.cluster)
            sums.add(1, to: kind + place, of: stored.cluster)
            if outcome != .complete, outcome != .aligned { episodes[kind + place].add(stored.reference) }
        }
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: GoalOutcomes) {
        sums.merge(other.sums)
        for index in episodes.indices { episodes[index].merge(other.episodes[index]) }
    }

    private struct Row {
        var kind: ComponentKind
        var outcome: Outcome
        var name: String
        var title: String
        var target: ReportedMetric.Target
    }

    private static let rows: [Row] = ComponentKind.allCases.flatMap { kind -> [Row] in
        func row(_ outcome: Outcome, _ name: String, _ title: String, _ target: ReportedMetric.Target) -> Row {
            Row(kind: kind, outcome: outcome, name: "goal/\(kind.rawValue)/\(name)_ratio", title: title, target: target)
        }
        switch kind {
        case .task, .requirement:
            return [
                row(.complete, "complete", "\(kind.rawValue): complete", .one),
                row(.attempted, "attempted", "  the agent's fault: attempted, let down", .none),
                row(.givenUp, "incomplete", "  the user's fault: given up", .zero),
                row(.cutShort, "cut_short", "  cut short by agent or failure", .none),
                row(.undecided, "undecided", "  open, and whose fault is not known", .none),
            ]
        case .profile, .policy, .preference:
            return [row(.misaligned, "misaligned", "\(kind.rawValue): misaligned", .zero)]
        }
    }

    /// A row per kind and outcome.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let totals = resampling.totals(of: sums)
        let rows = Self.rows.compactMap { row -> ReportRow? in
            guard row.outcome != .undecided || totals.total("\(row.kind.rawValue)|undecided") > 0 else { return nil }
            return ReportRow.level(
                row.name, title: row.title, totals.share("\(row.kind.rawValue)|\(row.outcome.rawValue)", of: "\(row.kind.rawValue)|all"),
                personas: totals.clusters(with: "\(row.kind.rawValue)|all"), episodes: references(row.kind, row.outcome))
        }
        guard !rows.isEmpty else { return nil }
        return ReportSection(
            id: "goals", title: "Goals", lead: Self.lead, tables: [ReportTable(headings: ReportTable.levelHeadings, rows: rows)],
            figures: [figure(totals)])
    }

    /// Shares before and after.
    public static func comparison(before: GoalOutcomes, after: GoalOutcomes, _ resampling: ClusterResampling) -> ReportSection? {
        let totals = resampling.totals(of: ClusterSums.joined(before.sums, as: "before|", after.sums, as: "after|"))
        let rows = rows.compactMap { row -> ReportRow? in
            guard row.outcome != .undecided || ["before", "after"].contains(where: { totals.total("\($0)|\(row.kind.rawValue)|undecided") > 0 })
            else {
                return nil
            }
            func share(_ side: String) -> ([Double]) -> Double? {
                let (part, all) = (
                    totals.column("\(side)\(row.kind.rawValue)|\(row.outcome.rawValue)"), totals.column("\(side)\(row.kind.rawValue)|all")
                )
                return { values in
                    guard let part, let all, values[all] > 0 else { return nil }
                    return values[part] / values[all]
                }
            }
            return ReportRow.change(
                row.name, title: row.title, target: row.target, totals: totals, personas: totals.clusters(with: "after|\(row.kind.rawValue)|all"),
                observations: (Int(totals.total("before|\(row.kind.rawValue)|all")), Int(totals.total("after|\(row.kind.rawValue)|all"))),
                episodes: after.references(row.kind, row.outcome), before: share("before|"), after: share("after|"))
        }
        guard !rows.isEmpty else { return nil }
        return ReportSection(id: "goals", title: "Goals", lead: lead, tables: [ReportTable(headings: ReportTable.changeHeadings, rows: rows)])
    }

    private static let lead =
        "Shares of the goal components that came to apply. An attempted one was let down by the agent or the world; an open one counts against "
        + "the user where it ended the dialogue too early or talked on to the limit."

    private func references(_ kind: ComponentKind, _ outcome: Outcome) -> [EpisodeReference] {
        guard let start = Self.kinds[kind], let place = Self.outcomes[outcome] else { return [] }
        return episodes[start + place].references
    }

    private func figure(_ totals: ResampledTotals) -> ReportFigure {
        let kinds = ComponentKind.allCases.filter { totals.total("\($0.rawValue)|all") > 0 }
        let named: [(Outcome, String)] = [
            (.complete, "complete"), (.aligned, "aligned"), (.attempted, "let down by the agent"), (.givenUp, "given up by the user"),
            (.cutShort, "cut short"), (.undecided, "not known"), (.misaligned, "misaligned"),
        ]
        let series = named.compactMap { outcome, name -> FigureSeries? in
            let points = kinds.enumerated().compactMap { place, kind -> FigurePoint? in
                guard totals.total("\(kind.rawValue)|\(outcome.rawValue)") > 0 else { return nil }
                return totals.share("\(kind.rawValue)|\(outcome.rawValue)", of: "\(kind.rawValue)|all").map {
                    FigurePoint(x: Double(place), label: kind.rawValue, y: $0, episodes: references(kind, outcome))
                }
            }
            return points.isEmpty ? nil : FigureSeries(name: name, points: points)
        }
        return ReportFigure(
            id: "goal-outcomes", title: "What became of goals", kind: .bars, x: FigureAxis("kind of component"),
            y: FigureAxis("share of components", low: 0, high: 1, isShare: true), series: series)
    }
}
