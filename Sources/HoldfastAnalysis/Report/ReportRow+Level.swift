// SPDX-License-Identifier: Apache-2.0

extension ReportTable {
    /// Headings of rows made by `ReportRow.level`.
    public static let levelHeadings = ["", "value", "observations", "personas"]
    /// Headings of rows made by `ReportRow.change`.
    public static let changeHeadings = ["", "before", "after", "difference", "relative", "errors gone"]
}

extension ReportRow {
    /// A row with one number of an analysis: the value with its interval, and what it rests on.
    /// - Returns: nil where there is no estimate.
    public static func level(
        _ name: String, title: String, _ estimate: Estimate?, digits: Int = 3, personas: Int, note: String = "",
        episodes: [EpisodeReference] = []
    ) -> ReportRow? {
        guard let estimate else { return nil }
        return ReportRow(
            name: name, title: title,
            cells: [.estimate(estimate, digits: digits, signed: false), .count(estimate.observations), .count(personas)],
            personas: personas, note: note, episodes: episodes)
    }

    /// A row with one number before and after: both levels, the difference, the relative change and the share of the errors that is gone.
    ///
    /// A gain is easy to overstate: from .90 to .95 is 6 % more consistency and half as many errors. So all are given.
    /// - Parameters:
    ///   - target: what a perfect simulator would have, if anything.
    ///   - totals: of both tables together (`ClusterSums.joined`), or draws of the clusters of both (`ClusterDraws`).
    ///   - observations: what the levels rest on.
    ///   - before: the statistic before; `after`: the same after.
    /// - Returns: nil where neither can be had.
    public static func change(
        _ name: String, title: String, target: ReportedMetric.Target, digits: Int = 3, totals: some ResampledNumbers, personas: Int,
        observations: (before: Int, after: Int), note: String = "", episodes: [EpisodeReference] = [], before: ([Double]) -> Double?,
        after: ([Double]) -> Double?
    ) -> ReportRow? {
        let levels = [totals.estimate(observations: observations.before, before), totals.estimate(observations: observations.after, after)]
        guard levels.contains(where: { $0 != nil }) else { return nil }
        let count = min(observations.before, observations.after)
        let difference = totals.estimate(observations: count) { values in
            guard let first = before(values), let second = after(values) else { return nil }
            return second - first
        }
        let relative = totals.estimate(observations: count) { values in
            guard let first = before(values), let second = after(values), first != 0 else { return nil }
            return 100 * (second - first) / abs(first)
        }
        let metric = ReportedMetric(name, title: title, target: target)
        let gone = totals.estimate(observations: count) { values in
            guard let first = before(values).flatMap(metric.error), let second = after(values).flatMap(metric.error), first > 0 else { return nil }
            return 100 * (first - second) / first
        }
        func cell(_ estimate: Estimate?, digits: Int, signed: Bool, absence: String) -> ReportCell {
            estimate.map { .estimate($0, digits: digits, signed: signed) } ?? .absent(absence)
        }
        return ReportRow(
            name: name, title: title,
            cells: [
                cell(levels[0], digits: digits, signed: false, absence: "no data before"),
                cell(levels[1], digits: digits, signed: false, absence: "no data after"),
                cell(difference, digits: digits, signed: true, absence: "needs both"),
                cell(relative, digits: 0, signed: true, absence: "no level to relate to"),
                cell(gone, digits: 0, signed: true, absence: target == .none ? "no perfect value" : "no errors before"),
            ], personas: personas, note: note, episodes: episodes)
    }
}
