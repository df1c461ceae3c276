// SPDX-License-Identifier: Apache-2.0

extension DriftOverTurns {
    /// Rows before and after for every kind of failure that either side has, and the curves of lines against persona or goal side by side.
    public static func comparison(before: DriftOverTurns, after: DriftOverTurns, _ resampling: ClusterResampling) -> ReportSection? {
        let horizon = max(before.horizon, after.horizon)
        let tables = Kind.allCases.compactMap { kind in
            let pair = DriftPair(kind, before.tables[kind.rawValue], after.tables[kind.rawValue], horizon: horizon, resampling)
            return pair.map {
                ReportTable(
                    title: kind.title, headings: ReportTable.changeHeadings,
                    rows: $0.rows(kind == .promptToLine ? after.faulty.references : []))
            }
        }
        guard !tables.isEmpty else { return nil }
        let sides = [("before", before), ("after", after)].compactMap { name, side in
            DriftReading(.promptToLine, side.tables[Kind.promptToLine.rawValue], horizon: horizon, resampling).map {
                (name: name, reading: $0, samples: Optional(side.faultyFifths))
            }
        }
        return ReportSection(
            id: "drift", title: "Drift over the dialogue", lead: lead, tables: tables, figures: sides.isEmpty ? [] : figures(sides))
    }
}

/// Two sets of dialogues over the same personas, resampled together.
struct DriftPair {
    private let kind: DriftOverTurns.Kind
    private let horizon: Int
    private let sides: (before: DriftReading?, after: DriftReading?)
    private let derived: ResampledTotals
    private let totals: ResampledTotals

    /// Nil where neither side has a decided line.
    init?(_ kind: DriftOverTurns.Kind, _ before: LineDrift, _ after: LineDrift, horizon: Int, _ resampling: ClusterResampling) {
        guard before.turns > 0 || after.turns > 0 else { return nil }
        self.kind = kind
        self.horizon = horizon
        sides = (
            DriftReading(kind, before, horizon: horizon, resampling), DriftReading(kind, after, horizon: horizon, resampling)
        )
        totals = resampling.totals(of: ClusterSums.joined(before.sums, as: "before ", after.sums, as: "after "))
        let first = DriftNumbers(offset: 0, turns: before.turns, horizon: horizon)
        let second = DriftNumbers(offset: before.sums.columns.count, turns: after.turns, horizon: horizon)
        let names = DriftNumbers.Name.allCases
        derived = totals.derived(names.map { "before \($0)" } + names.map { "after \($0)" }) { first.values($0) + second.values($0) }
    }

    func rows(_ episodes: [EpisodeReference]) -> [ReportRow] {
        var rows = [change("contradictions", "share", .rate, .zero, .decided, episodes: episodes)]
        if kind != .answers {
            let fifths: [DriftNumbers.Name] = [.firstFifth, .secondFifth, .thirdFifth, .fourthFifth, .lastFifth]
            rows += zip(fifths, LineDrift.fifths).enumerated().map { place, fifth in
                change("fifth_\(place + 1)", "  fifth \(place + 1)", fifth.0, .zero, fifth.1.decided)
            }
            rows.append(
                Self.unrelated(
                    change("fifth_difference_within", "  last fifth minus first, within dialogues", .pairedDifference, .none, .pairedDialogues)))
        }
        rows.append(
            Self.unrelated(change("slope_within", "rise per line within dialogues", .slopeWithin, .none, .decided, digits: 4)))
        if kind != .answers {
            rows += saturation()
            rows.append(
                change("first_contradiction", "line of the first one, none as line \(horizon)", .firstFailure, .none, .dialogues, digits: 2))
            rows.append(change("never", "dialogues without any", .faultless, .one, .dialogues))
        }
        return rows.compactMap(\.self)
    }

    /// The row without a relative change: of numbers that lie around 0 it says nothing.
    private static func unrelated(_ row: ReportRow?) -> ReportRow? {
        guard var row else { return nil }
        row.cells[3] = .absent("lies around 0")
        return row
    }

    /// Level and half-life, where both sides have a drift that they can be read from.
    private func saturation() -> [ReportRow?] {
        let fits = [("before", sides.before), ("after", sides.after)].map { ($0.0, $0.1?.saturationByTurn) }
        func reasons(_ absence: (DriftReading.Saturation) -> String?) -> String {
            fits.compactMap { side, fit in
                let reason = fit.map(absence) ?? "no data"
                return reason.map { "\(side): \($0)" }
            }.joined(separator: "; ")
        }
        let (level, rate) = (reasons(\.levelAbsence), reasons(\.rateAbsence))
        return [
            level.isEmpty
                ? Self.unrelated(change("rise", "fit: rise", .rise, .none, .decided)) : absent("rise", "fit: rise", level),
            level.isEmpty
                ? change("saturation_level", "fit: share where it ends", .level, .zero, .decided)
                : absent("saturation_level", "fit: share where it ends", level),
            rate.isEmpty
                ? change("half_life", "fit: half-life in lines", .halfLife, .none, .decided, digits: 2)
                : absent("half_life", "fit: half-life in lines", rate),
        ]
    }

    private func absent(_ name: String, _ title: String, _ reason: String) -> ReportRow {
        ReportRow(
            name: "\(kind.prefix)/\(name)", title: title,
            cells: [.absent(reason)] + (0..<4).map { _ in .absent("not on both sides") }, personas: personas(.decided))
    }

    private func change(
        _ name: String, _ title: String, _ number: DriftNumbers.Name, _ target: ReportedMetric.Target, _ column: LineDrift.Column, digits: Int = 3,
        episodes: [EpisodeReference] = []
    ) -> ReportRow? {
        let place = DriftNumbers.Name.allCases.firstIndex(of: number) ?? 0
        let width = DriftNumbers.Name.allCases.count
        func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
        return ReportRow.change(
            "\(kind.prefix)/\(name)", title: title, target: target, digits: digits, totals: derived, personas: personas(column),
            observations: (sides.before?.count(column) ?? 0, sides.after?.count(column) ?? 0), episodes: episodes,
            before: { finite($0[place]) }, after: { finite($0[width + place]) })
    }

    /// Personas that either side has something of.
    private func personas(_ column: LineDrift.Column) -> Int { totals.clusters(withAny: ["before \(column)", "after \(column)"]) }
}
