// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What goes wrong with the user, fault by fault: how often, on how many lines, which comes first, and how it goes with failed errands.
public struct FailureTaxonomy: Question {
    private var sums = ClusterSums(columns: Self.columnNames)
    private var episodes: [EpisodeSample] = UserFault.allCases.map { _ in EpisodeSample(limit: 8) }
    private var faulty = EpisodeSample(limit: 12)

    /// Nothing taken yet.
    public init() {}

    private static let parts = ["dialogues", "lines", "first", "failed", "judged", "judged lines", "judged failed"]
    private static let columnNames =
        ["dialogues", "lines", "failed", "sound"] + UserFault.allCases.flatMap { fault in parts.map { "\(fault.rawValue)|\($0)" } }

    /// Takes one episode; one that failed is not the user's doing and counts for nothing here.
    public mutating func add(_ stored: StoredEpisode) {
        guard stored.episode.ending.failure == nil else { return }
        let findings = FaultFindings(stored)
        let failed = stored.episode.goal.success(of: .task).map { $0 < 1 } ?? false
        add(1, 0, stored)
        let lines = Double(stored.episode.turns.count { $0.seat == .user })
        add(lines, 1, stored)
        if failed { add(1, 2, stored) }
        if findings.found.isEmpty { add(1, 3, stored) }
        let first = findings.first
        var weight = 0.0
        for (index, fault) in UserFault.allCases.enumerated() where findings.judged.contains(fault) {
            let start = 4 + index * Self.parts.count
            add(1, start + 4, stored)
            add(lines, start + 5, stored)
            if failed { add(1, start + 6, stored) }
            guard let entry = findings.found[fault] else { continue }
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

    /// Dialogues that have a fault, of those in which somebody looked for it.
    private static func share(_ fault: UserFault) -> Value {
        { sum in
            let judged = sum("\(fault.rawValue)|judged")
            return judged == 0 ? nil : sum("\(fault.rawValue)|dialogues") / judged
        }
    }

    /// How much more often errands fail in dialogues that have a fault than in those that have it not.
    private static func excess(_ fault: UserFault) -> Value {
        { sum in
            let (with, failedWith) = (sum("\(fault.rawValue)|dialogues"), sum("\(fault.rawValue)|failed"))
            let without = sum("\(fault.rawValue)|judged") - with
            let failedWithout = sum("\(fault.rawValue)|judged failed") - failedWith
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
                cells: [cell(totals.share("sound", of: "dialogues")), .absent("not of lines"), .absent("not one fault")],
                personas: totals.clusters(with: "dialogues"), episodes: [])
        ]
        for (index, fault) in UserFault.allCases.enumerated() where totals.total("\(fault.rawValue)|judged") > 0 {
            rows.append(
                ReportRow(
                    name: "failures/\(fault.rawValue)", title: fault.title,
                    cells: [
                        cell(totals.share("\(fault.rawValue)|dialogues", of: "\(fault.rawValue)|judged")),
                        cell(totals.share("\(fault.rawValue)|lines", of: "\(fault.rawValue)|judged lines")?.scaled(by: 100), digits: 2),
                        cell(estimate(Self.excess(fault), over: "\(fault.rawValue)|judged"), signed: true),
                    ], personas: totals.clusters(with: "\(fault.rawValue)|judged"), note: fault.rawValue, episodes: episodes[index].references))
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
                "failures/\(fault.rawValue)", title: fault.title, target: .zero, totals: totals,
                personas: totals.clusters(with: "after|\(fault.rawValue)|judged"),
                observations: (Int(totals.total("before|\(fault.rawValue)|judged")), Int(totals.total("after|\(fault.rawValue)|judged"))),
                note: fault.rawValue,
                episodes: after.episodes[index].references, before: value("before|"), after: value("after|"))
        }
        return ReportSection(
            id: "failures", title: "What goes wrong", lead: lead, tables: [ReportTable(headings: ReportTable.changeHeadings, rows: rows)])
    }

    private static let lead =
        "Shares of the dialogues in which somebody looked for the fault, as stored verdicts, scores, moves of the goal and stop decisions tell; a fault "
        + "that nobody looked for has no row. Dialogues that failed are left out. A dialogue can have several faults."

    /// The dialogues with the most faulty lines.
    var worst: [EpisodeReference] { faulty.references }

    private func figure(_ totals: ResampledTotals) -> ReportFigure {
        let points = UserFault.allCases.enumerated().compactMap { index, fault -> FigurePoint? in
            guard totals.total("\(fault.rawValue)|first") > 0 else { return nil }
            return totals.share("\(fault.rawValue)|first", of: "dialogues").map {
                FigurePoint(x: Double(index), label: fault.title, y: $0, episodes: episodes[index].references)
            }
        }
        return ReportFigure(
            id: "first-faults", title: "Which fault comes first", kind: .bars, x: FigureAxis("fault"),
            y: FigureAxis("share of dialogues", low: 0, isShare: true),
            series: points.isEmpty ? [] : [FigureSeries(name: "dialogues", points: points)],
            note: "Each dialogue counts for its first fault alone.")
    }
}
