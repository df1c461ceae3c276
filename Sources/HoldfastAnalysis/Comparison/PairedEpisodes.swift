// SPDX-License-Identifier: Apache-2.0

/// Differences over pairs of episodes with equal scenario and seed: what is compared is the simulator and nothing else.
struct PairedEpisodes {
    let pairs: Int
    private let sums: ClusterSums
    private let after: EpisodeTable

    init(before: EpisodeTable, after: EpisodeTable) {
        let pairs = EpisodeTable.pairs(before, after)
        var sums = ClusterSums(columns: EpisodeTable.metrics.flatMap { ["before|\($0.name)", "after|\($0.name)", "n|\($0.name)"] })
        for pair in pairs {
            for metric in EpisodeTable.metrics.indices {
                // A pair counts only where both sides have the metric.
                guard let first = before.value(metric, of: pair.before), let second = after.value(metric, of: pair.after) else { continue }
                sums.add(first, to: 3 * metric, of: before.clusters[pair.before])
                sums.add(second, to: 3 * metric + 1, of: before.clusters[pair.before])
                sums.add(1, to: 3 * metric + 2, of: before.clusters[pair.before])
            }
        }
        self.pairs = pairs.count
        self.sums = sums
        self.after = after
    }

    /// A row per metric that pairs have; nil where there are no pairs.
    func section(_ resampling: ClusterResampling) -> ReportSection? {
        guard pairs > 0 else { return nil }
        let totals = resampling.totals(of: sums)
        let rows = EpisodeTable.metrics.enumerated().compactMap { index, metric -> ReportRow? in
            let count = Int(totals.total("n|\(metric.name)"))
            func mean(_ column: Int) -> ([Double]) -> Double? {
                { values in values[3 * index + 2] == 0 ? nil : values[3 * index + column] / values[3 * index + 2] }
            }
            return ReportRow.change(
                "paired/\(metric.name)", title: metric.title, target: metric.target, digits: metric.digits, totals: totals,
                personas: totals.clusters(with: "n|\(metric.name)"), observations: (count, count), before: mean(0), after: mean(1))
        }
        return ReportSection(
            id: "paired", title: Self.title, lead: lead, tables: [ReportTable(headings: ReportTable.changeHeadings, rows: rows)])
    }

    static let title = "Before and after"

    /// What the pairs are.
    var lead: String {
        "Over \(pairs) pairs of episodes with equal scenario and sampling seed (where the seeds differ: equal scenario and rollout), so that personas, "
            + "goals and agents are the same on both sides."
    }
}
