// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What goes wrong with the user, fault by fault: how often, on how many lines, which comes first, and how it goes with failed errands.
public struct FailureTaxonomy: Question {
    private var sums = ClusterSums(columns: Self.columnNames)
    private var episodes: [EpisodeSample] = UserFault.allCases.map { _ in EpisodeSample(limit: 8) }
    private var faulty = EpisodeSample(limit: 12)

    /// Nothing taken yet.
    public init() {}

    private static let parts = ["dialogues", "lines", "first", "failed"]
    private static let columnNames = ["dialogues", "lines", "failed", "sound"] + UserFault.allCases.flatMap { fault in parts.map { "\(fault.rawValue)|\($0)" } }

    /// Takes one episode; one that failed is not the user's doing and counts for nothing here.
    public mutating func add(_ stored: StoredEpisode) {
        guard stored.episode.ending.failure == nil else { return }
        let found = UserFault.found(in: stored)
        let failed = stored.episode.goal.success(of: .task).map { $0 < 1 } ?? false
        add(1, 0, stored)
        add(Double(stored.episode.turns.count { $0.seat == .user }), 1, stored)
        if failed { add(1, 2, stored) }
        if found.isEmpty { add(1, 3, stored) }
        let first = found.min { ($0.value.turn, $0.key.rawValue) < ($1.value.turn, $1.key.rawValue) }?.key
        var weight = 0.0
        for (index, fault) in UserFault.allCases.enumerated() {
            guard let entry = found[fault] else { continue }
            let start = 4 + index * Self.parts.count
            add(1, start, stored)
            add(Double(entry.lines), start + 1, stored)
            if fault == first { add(1, start + 2, stored) }
            if failed { add(1, start + 3, stored) }
            episodes[index].add(stored.reference, weight: Double(entry.lines))
            weight += Double(entry.lines)
        }
        if weight > 0 { faulty.add(stored.reference, weight: weight) }
    }

    private mutating func add(_ value: Double, _ column: Int, _ stored: StoredEpisode) { sums.add(value, to: column, of: stored.cluster) }

    /// Takes all that another one took.
    public mutating func merge(_ other: FailureTaxonomy) {
        sums.merge(other.sums)
        faulty.merge(other.faulty)
        for index in episodes.indices { episodes[index].merge(other.episodes[index]) }
    }

    private typealias Value = @Sendable (_ sum: (String) -> Double) -> Double?

    /// Dialogues that have a fault, of all.
    private static func share(_ fault: UserFault) -> Value {
        { sum in sum("dialogues") == 0 ? nil : sum("\(fault.rawValue)|dialogues") / sum("dialogues") }
    }

    /// How much more often errands fail in dialogues that have a fault than in those that have it not.
    private static func excess(_ fault: UserFault) -> Value {
        { sum in
            let (with, failedWith) = (sum("\(fault.rawValue)|dialogues"), sum("\(fault.rawValue)|failed"))
            let (without, failedWithout) = (sum("dialogues") - with, sum("failed") - failedWith)
            return with == 0 || without == 0 ? nil : failedWith / with - failedWithout / without
        }
    }

    /// A row per fault that occurred, and which one comes first.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let totals = resampling.totals(of: sums)
        guard totals.total("dialogues") > 0 else { return nil }
        func estimate(_ value: Value, over: String = "dialogues") -> Estimate? {
            totals.estimate(observations: Int(totals.total(over))) { values in value { name in totals.column(name).map { values[$0] } ?? 0 } }
        }
        func cell(_ estimate: Estimate?, digits: Int = 3, signed: Bool = false) -> ReportCell {
            estimate.map { .estimate($0, digits: digits, signed: signed) } ?? .absent("too few dialogues on one side")
        }
        var rows = [
            ReportRow(
                name: "failures/none", title: "no fault found",
                cells: [cell(totals.ratio("sound", over: "dialogues")), .absent("not of lines"), .absent("not one fault")],
                personas: totals.clusters(with: "dialogues"), episodes: [])
        ]
        for (index, fault) in UserFault.allCases.enumerated() {
            rows.append(
                ReportRow(
                    name: "failures/\(fault.rawValue)", title: fault.title,
                    cells: [
                        cell(estimate(Self.share(fault))),
                        cell(
                            estimate({ sum in sum("lines") == 0 ? nil : 100 * sum("\(fault.rawValue)|lines") / sum("lines") }, over: "lines"), digits: 2),
                        cell(estimate(Self.excess(fault)), signed: true),
                    ], personas: totals.clusters(with: "dialogues"), note: fault.rawValue, episodes: episodes[index].references))
        }
        return ReportSection(
            id: "failures", title: "What goes wrong", lead: Self.lead,
            tables: [ReportTable(headings: ["", "share of dialogues", "per 100 lines", "errands fail more often by"], rows: rows)],
            figures: [figure(totals)])
    }

    /// Shares of dialogues before and after.
    public static func comparison(before: FailureTaxonomy, after: FailureTaxonomy, _ resampling: ClusterResampling) -> ReportSection? {
        let totals = resampling.totals(of: ClusterSums.joined(before.sums, as: "before|", after.sums, as: "after|"))
        guard totals.total("before|dialogues") + totals.total("after|dialogues") > 0 else { return nil }
        let rows = UserFault.allCases.enumerated().compactMap { index, fault -> ReportRow? in
            func value(_ side: String) -> ([Double]) -> Double? {
                let share = share(fault)
                return { values in share({ name in totals.column(side + name).map { values[$0] } ?? 0 }) }
            }
            return ReportRow.change(
                "failures/\(fault.rawValue)", title: fault.title, target: .zero, totals: totals, personas: totals.clusters(with: "after|dialogues"),
                observations: (Int(totals.total("before|dialogues")), Int(totals.total("after|dialogues"))), note: fault.rawValue,
                episodes: after.episodes[index].references, before: value("before|"), after: value("after|"))
        }
        return ReportSection(
            id: "failures", title: "What goes wrong", lead: lead, tables: [ReportTable(headings: ReportTable.changeHeadings, rows: rows)])
    }

    private static let lead =
        "Shares of the dialogues that did not fail. A dialogue can have several faults. Only what a stored verdict, move of the goal or stop decision "
        + "shows is counted: a criterion that nobody judged shows none."

    /// The dialogues with the most faulty lines.
    var worst: [EpisodeReference] { faulty.references }

    private func figure(_ totals: ResampledTotals) -> ReportFigure {
        let points = UserFault.allCases.enumerated().compactMap { index, fault -> FigurePoint? in
            guard totals.total("\(fault.rawValue)|first") > 0 else { return nil }
            return totals.ratio("\(fault.rawValue)|first", over: "dialogues").map {
                FigurePoint(x: Double(index), label: fault.title, y: $0, episodes: episodes[index].references)
            }
        }
        return ReportFigure(
            id: "first-faults", title: "Which fault comes first", kind: .bars, x: FigureAxis("fault"),
            y: FigureAxis("share of dialogues", low: 0, isShare: true), series: points.isEmpty ? [] : [FigureSeries(name: "dialogues", points: points)],
            note: "Each dialogue counts for its first fault alone.")
    }
}
