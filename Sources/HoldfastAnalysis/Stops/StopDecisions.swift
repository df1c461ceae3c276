// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Whether the user stops when it should: the confusion matrix of stopping against being done, why dialogues end, and how long they are.
///
/// *Positive* is a dialogue that the user ended. Precision is the share of those in which everything was done; recall is the share of dialogues
/// with everything done that the user ended; F1 is their harmonic mean. A failed dialogue has no stop decision and counts for none of these.
public struct StopDecisions: Question {
    /// User lines that are told apart; longer dialogues share the last place.
    static let longest = 64

    private var sums = ClusterSums(columns: Self.columnNames)
    private var episodes: [EpisodeSample] = Self.columnNames.map { _ in EpisodeSample() }

    /// Nothing taken yet.
    public init() {}

    private static let columnNames =
        ["judged", "all", "lines after done", "done"] + StopDecision.allCases.map { "stop|\($0.rawValue)" }
        + EndingReason.allCases.map { "ending|\($0.rawValue)" } + (0...longest).map { "length|\($0)" }
    private static let places = Dictionary(uniqueKeysWithValues: columnNames.enumerated().map { ($0.element, $0.offset) })
    private static let stops = StopDecision.allCases.map { places["stop|\($0.rawValue)"] ?? 0 }
    private static let endings = EndingReason.allCases.map { places["ending|\($0.rawValue)"] ?? 0 }
    private static let lengths = (0...longest).map { places["length|\($0)"] ?? 0 }

    /// Takes one episode.
    public mutating func add(_ stored: StoredEpisode) {
        let ending = stored.episode.ending
        let lines = stored.episode.turns.count { $0.seat == .user }
        count(1, Self.endings[EndingReason.allCases.firstIndex(of: ending.reason) ?? 0], stored)
        count(1, Self.lengths[min(lines, Self.longest)], stored)
        count(1, 1, stored)
        guard let stop = ending.stop else { return }
        count(1, 0, stored)
        count(1, Self.stops[StopDecision.allCases.firstIndex(of: stop) ?? 0], stored)
        if stored.episode.goal.isFinished, let done = stored.episode.turnOfFinish {
            count(1, 3, stored)
            let late = Double(stored.episode.turns.count { $0.seat == .user && $0.index > done })
            if late > 0 { count(late, 2, stored) }
        }
    }

    private mutating func count(_ value: Double, _ column: Int, _ stored: StoredEpisode) {
        sums.add(value, to: column, of: stored.cluster)
        if column > 1, column != 3 { episodes[column].add(stored.reference, weight: column == 2 ? value : 0) }
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: StopDecisions) {
        sums.merge(other.sums)
        for index in episodes.indices { episodes[index].merge(other.episodes[index]) }
    }

    private struct Measure {
        var name: String
        var title: String
        var target: ReportedMetric.Target
        var column: String?
        var digits = 3
        var over = "judged"
        var isShare = false
        /// Gets the counts of correct, premature, missed and cut off.
        var value: @Sendable (_ sum: (String) -> Double) -> Double?
    }

    private static func share(_ part: String, _ name: String, _ title: String, _ target: ReportedMetric.Target) -> Measure {
        Measure(name: name, title: title, target: target, column: part, isShare: true) { sum in
            let all = sum("judged")
            return all == 0 ? nil : sum(part) / all
        }
    }

    private static let measures = [
        share("stop|correct", "stop/matrix/correct", "done, and the user stopped: correct", .one),
        share("stop|premature", "stop/matrix/premature", "not done, and the user stopped: premature", .zero),
        share("stop|missed", "stop/matrix/missed", "done, and the user went on: missed", .zero),
        share("stop|cutOff", "stop/matrix/cut_off", "not done, and the user did not stop: cut off", .none),
        Measure(name: "stop/precision", title: "precision of stopping", target: .one, column: "stop|premature") { sum in
            let stopped = sum("stop|correct") + sum("stop|premature")
            return stopped == 0 ? nil : sum("stop|correct") / stopped
        },
        Measure(name: "stop/recall", title: "recall of stopping", target: .one, column: "stop|missed") { sum in
            let done = sum("stop|correct") + sum("stop|missed")
            return done == 0 ? nil : sum("stop|correct") / done
        },
        Measure(name: "stop/f1", title: "F1 of stopping", target: .one, column: nil) { sum in
            let all = 2 * sum("stop|correct") + sum("stop|premature") + sum("stop|missed")
            return all == 0 ? nil : 2 * sum("stop|correct") / all
        },
        Measure(
            name: "stop/lines_after_done", title: "lines after everything was done", target: .none, column: "lines after done", digits: 2,
            over: "done"
        ) { sum in
            let done = sum("done")
            return done == 0 ? nil : sum("lines after done") / done
        },
    ]

    /// The matrix, what follows from it, and the distributions.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let totals = resampling.totals(of: sums)
        guard totals.total("all") > 0 else { return nil }
        let rows = Self.measures.compactMap { measure -> ReportRow? in
            let estimate =
                measure.isShare
                ? measure.column.flatMap { totals.share($0, of: measure.over) }
                : totals.estimate(observations: Int(totals.total(measure.over))) { values in
                    measure.value { name in totals.column(name).map { values[$0] } ?? 0 }
                }
            return ReportRow.level(
                measure.name, title: measure.title, estimate, digits: measure.digits, personas: totals.clusters(with: measure.over),
                episodes: measure.column.map(references) ?? [])
        }
        return ReportSection(
            id: "stops", title: "Stopping", lead: Self.lead, tables: [ReportTable(headings: ReportTable.levelHeadings, rows: rows)],
            figures: [endingFigure([("", totals, self)]), lengthFigure([("", totals, self)])])
    }

    /// The same before and after.
    public static func comparison(before: StopDecisions, after: StopDecisions, _ resampling: ClusterResampling) -> ReportSection? {
        let totals = resampling.totals(of: ClusterSums.joined(before.sums, as: "before|", after.sums, as: "after|"))
        guard totals.total("before|all") + totals.total("after|all") > 0 else { return nil }
        let rows = measures.compactMap { measure -> ReportRow? in
            func value(_ side: String) -> ([Double]) -> Double? {
                { values in measure.value { name in totals.column(side + name).map { values[$0] } ?? 0 } }
            }
            return ReportRow.change(
                measure.name, title: measure.title, target: measure.target, digits: measure.digits, totals: totals,
                personas: totals.clusters(with: "after|" + measure.over),
                observations: (Int(totals.total("before|" + measure.over)), Int(totals.total("after|" + measure.over))),
                episodes: measure.column.map(after.references) ?? [], before: value("before|"), after: value("after|"))
        }
        let sides = [("before", before), ("after", after)].map { ($0.0, resampling.totals(of: $0.1.sums), $0.1) }
        return ReportSection(
            id: "stops", title: "Stopping", lead: lead, tables: [ReportTable(headings: ReportTable.changeHeadings, rows: rows)],
            figures: [after.endingFigure(sides), after.lengthFigure(sides)])
    }

    private static let lead =
        "Done means that every task, requirement and preference that applies is in a success status. Dialogues that failed have no decision."

    private func references(_ column: String) -> [EpisodeReference] { Self.places[column].map { episodes[$0].references } ?? [] }

    private func endingFigure(_ sides: [(name: String, totals: ResampledTotals, question: StopDecisions)]) -> ReportFigure {
        let reasons = EndingReason.allCases.filter { reason in sides.contains { $0.totals.total("ending|\(reason.rawValue)") > 0 } }
        let series = sides.map { side in
            FigureSeries(
                name: side.name.isEmpty ? "dialogues" : side.name,
                points: reasons.enumerated().compactMap { place, reason in
                    side.totals.share("ending|\(reason.rawValue)", of: "all").map {
                        FigurePoint(
                            x: Double(place), label: reason.title, y: $0, episodes: side.question.references("ending|\(reason.rawValue)"))
                    }
                })
        }
        return ReportFigure(
            id: "endings", title: "Why dialogues end", kind: .bars, x: FigureAxis("ending"),
            y: FigureAxis("share of dialogues", low: 0, high: 1, isShare: true), series: series)
    }

    private func lengthFigure(_ sides: [(name: String, totals: ResampledTotals, question: StopDecisions)]) -> ReportFigure {
        let used = (0...Self.longest).filter { length in sides.contains { $0.totals.total("length|\(length)") > 0 } }
        let series = sides.map { side in
            FigureSeries(
                name: side.name.isEmpty ? "dialogues" : side.name,
                points: ((used.first ?? 0)...(used.last ?? 0)).compactMap { length in
                    side.totals.share("length|\(length)", of: "all").map {
                        FigurePoint(
                            x: Double(length), label: length == Self.longest ? "\(length) or more" : nil, y: $0,
                            episodes: side.question.references("length|\(length)"))
                    }
                })
        }
        return ReportFigure(
            id: "lengths", title: "How long dialogues are", kind: .bars, x: FigureAxis("lines of the user"),
            y: FigureAxis("share of dialogues", low: 0, isShare: true), series: series)
    }
}

extension Episode {
    /// Index of the turn after which nothing was left to do: the last move of a task, requirement or preference. Nil where none moved.
    var turnOfFinish: Int? {
        let kinds = Dictionary(goal.components.map { ($0.id, $0.kind) }) { first, _ in first }
        return goal.changes.filter { change in
            switch kinds[change.component] {
            case .task, .requirement, .preference: true
            case .profile, .policy, nil: false
            }
        }.map(\.turn).max()
    }
}

extension EndingReason {
    /// For people.
    var title: String {
        switch self {
        case .userStop: "the user"
        case .agentStop: "the agent"
        case .turnLimit: "limit of lines"
        case .contextLimit: "full context"
        case .invalidUser: "invalid lines"
        case .failure: "failure"
        }
    }
}
