// SPDX-License-Identifier: Apache-2.0

extension DriftReading {
    /// The rows of the kind's table.
    func rows(_ faulty: [EpisodeReference], fifths: [EpisodeSample]?) -> [ReportRow] {
        let overall = row("contradictions", "share", share(.failed, of: .decided), .decided, .decided, episodes: faulty)
        guard kind != .answers else { return [overall] + trends }
        return [overall] + fifthRows(fifths) + trends + saturationRows(saturationByTurn, "", unit: "line") + firstFailures
    }

    /// The saturating fit over fifths, which compares all dialogues with themselves.
    var fifthFitRows: [ReportRow] { saturationRows(saturationByFifth, "fifths/", unit: "fifth") }

    private func fifthRows(_ samples: [EpisodeSample]?) -> [ReportRow] {
        let ordinals = ["first", "second", "third", "fourth", "last"]
        let levels = LineDrift.fifths.enumerated().map { fifth, columns in
            row(
                "fifth_\(fifth + 1)", "  \(ordinals[fifth]) fifth", share(columns.failed, of: columns.decided), columns.decided, columns.decided,
                episodes: samples?[fifth].references ?? [])
        }
        return levels + [
            row(
                "fifth_difference", "  last fifth minus first", estimate(.difference, observations: fifthLines), signed: true,
                observations: fifthLines, personas: personas(.decided)),
            row(
                "fifth_difference_within", "  the same within dialogues",
                estimate(.pairedDifference, observations: count(.pairedDialogues)), .pairedDialogues, .pairedDialogues, signed: true,
                note: "dialogues that have lines in both fifths, each counting once"),
        ]
    }

    private var fifthLines: Int { count(.firstFifth) + count(.lastFifth) }

    private var trends: [ReportRow] {
        [
            row(
                "slope", "rise per line", estimate(.slope, observations: count(.decided)), .decided, .decided, digits: 4, signed: true,
                note: "over all lines: late ones rest on long dialogues only"),
            row(
                "slope_within", "rise per line within dialogues", estimate(.slopeWithin, observations: count(.decided)), .decided, .decided,
                digits: 4, signed: true, note: "each dialogue against its own mean"),
        ]
    }

    private func saturationRows(_ fit: Saturation, _ prefix: String, unit: String) -> [ReportRow] {
        let lines = count(.decided)
        func shown(_ place: Int, unless absence: String?) -> Estimate? {
            absence == nil ? estimate(fit.names[place], observations: lines) : nil
        }
        let rate = shown(3, unless: fit.rateAbsence)
        let bounds = SaturatingFit.usualRates
        let touches = rate.map { ($0.low ?? $0.value) < bounds.lowerBound * 1.001 || ($0.high ?? $0.value) > bounds.upperBound * 0.999 } ?? false
        let edge = touches ? "the interval ends at a bound of the search: that end is not known" : ""
        let absence = "cannot be computed"
        return [
            row(
                "\(prefix)saturation_start", "fit: share at the first \(unit)", shown(0, unless: fit.levelAbsence), .decided, .decided,
                absence: fit.levelAbsence ?? absence),
            row(
                "\(prefix)saturation_level", "fit: share where it ends", shown(1, unless: fit.levelAbsence), .decided, .decided,
                absence: fit.levelAbsence ?? absence),
            row(
                "\(prefix)rise", "fit: rise", estimate(fit.names[2], observations: lines), .decided, .decided, signed: true,
                absence: fit.levelAbsence ?? absence),
            row("\(prefix)rate", "fit: rate per \(unit)", rate, .decided, .decided, note: edge, absence: fit.rateAbsence ?? absence),
            row(
                "\(prefix)half_life", "fit: half-life in \(unit)s", shown(4, unless: fit.rateAbsence), .decided, .decided, digits: 2,
                note: [fit.crossCheck, edge].filter { !$0.isEmpty }.joined(separator: "; "), absence: fit.rateAbsence ?? absence),
        ]
    }

    private var firstFailures: [ReportRow] {
        [
            row(
                "first_contradiction", "line of the first one, none as line \(horizon)",
                estimate(.firstFailure, observations: count(.dialogues)), .dialogues, .dialogues, digits: 2,
                note: "Kaplan-Meier, restricted to \(horizon) lines; dialogues without one are censored at their last judged line"),
            row(
                "never", "dialogues without any", estimate(.faultless, observations: count(.dialogues)), .dialogues, .dialogues,
                note: "falls with length by itself"),
        ]
    }

    private func row(
        _ name: String, _ title: String, _ estimate: Estimate?, _ observations: LineDrift.Column, _ personas: LineDrift.Column, digits: Int = 3,
        signed: Bool = false, note: String = "", absence: String = "no data", episodes: [EpisodeReference] = []
    ) -> ReportRow {
        row(
            name, title, estimate, digits: digits, signed: signed, observations: count(observations), personas: self.personas(personas), note: note,
            absence: absence, episodes: episodes)
    }

    private func row(
        _ name: String, _ title: String, _ estimate: Estimate?, digits: Int = 3, signed: Bool = false, observations: Int, personas: Int,
        note: String = "", absence: String = "no data", episodes: [EpisodeReference] = []
    ) -> ReportRow {
        ReportRow(
            name: "\(kind.prefix)/\(name)", title: title,
            cells: [
                estimate.map { .estimate($0, digits: digits, signed: signed) } ?? .absent(absence), .count(observations), .count(personas),
            ], personas: personas, note: note, episodes: episodes)
    }
}
