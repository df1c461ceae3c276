// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// How the simulator does as a whole: every metric of the reports that episodes have, with its mean over episodes.
///
/// An episode that lacks a metric does not count for it, and never as zero.
public struct Overview: Question {
    /// What the episodes are, in numbers.
    var census = EpisodeCensus()
    private var sums = ClusterSums()
    private var places: [String: (sum: Int, count: Int)] = [:]
    private var worst: [String: EpisodeSample] = [:]
    private var wording = WordingSample()

    static let id = "overview"

    /// Nothing taken yet.
    public init() {}

    private static let metrics = ReportedMetric.all.filter { !ReportedMetric.ofSets.contains($0.name) }
    private static let targets = Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, $0.target) })

    /// Takes one episode.
    public mutating func add(_ episode: StoredEpisode) {
        census.add(episode)
        wording.add(episode)
        for (name, value) in EpisodeMetrics.values(of: episode.scored) {
            guard let target = Self.targets[name] else { continue }
            let place = self.place(of: name)
            sums.add(value, to: place.sum, of: episode.cluster)
            sums.add(1, to: place.count, of: episode.cluster)
            let error = target == .one ? 1 - value : target == .zero ? value : name == MetricName.reward ? -value : nil
            if let error, error > 0 || name == MetricName.reward {
                worst[name, default: EpisodeSample()].add(episode.reference, weight: error)
            }
        }
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: Overview) {
        census.merge(other.census)
        sums.merge(other.sums)
        wording.merge(other.wording)
        for (name, sample) in other.worst { worst[name, default: EpisodeSample()].merge(sample) }
        for name in other.places.keys { _ = place(of: name) }
    }

    /// A row per metric.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let totals = resampling.totals(of: sums)
        let rows = Self.metrics.compactMap { metric in
            ReportRow.level(
                metric.name, title: metric.title,
                metric.isShare ? totals.share(metric.name, of: Self.count(metric.name)) : totals.ratio(metric.name, over: Self.count(metric.name)),
                digits: metric.digits,
                personas: totals.clusters(with: Self.count(metric.name)), episodes: worst[metric.name]?.references ?? [])
        }
        let all = rows + wording.rows(level: resampling.plan.level)
        guard !all.isEmpty else { return nil }
        return ReportSection(
            id: Self.id, title: "Overview", lead: Self.lead, tables: [ReportTable(headings: ReportTable.levelHeadings, rows: all)])
    }

    /// Levels before and after, over all episodes of each side.
    public static func comparison(before: Overview, after: Overview, _ resampling: ClusterResampling) -> ReportSection? {
        let totals = resampling.totals(of: ClusterSums.joined(before.sums, as: "before|", after.sums, as: "after|"))
        let rows = metrics.compactMap { metric -> ReportRow? in
            func mean(_ side: String) -> ([Double]) -> Double? {
                let (sum, count) = (totals.column(side + metric.name), totals.column(side + Self.count(metric.name)))
                return { values in
                    guard let sum, let count, values[count] > 0 else { return nil }
                    return values[sum] / values[count]
                }
            }
            return ReportRow.change(
                metric.name, title: metric.title, target: metric.target, digits: metric.digits, totals: totals,
                personas: max(totals.clusters(with: "before|" + Self.count(metric.name)), totals.clusters(with: "after|" + Self.count(metric.name))),
                observations: (Int(totals.total("before|" + Self.count(metric.name))), Int(totals.total("after|" + Self.count(metric.name)))),
                episodes: after.worst[metric.name]?.references ?? [], before: mean("before|"), after: mean("after|"))
        }
        guard !rows.isEmpty else { return nil }
        return ReportSection(
            id: id, title: "Overview", lead: lead + " Before and after are over all episodes of each side, personas drawn together.",
            tables: [ReportTable(headings: ReportTable.changeHeadings, rows: rows)])
    }

    private static let lead = "The mean of every score over the episodes that have it; in brackets the interval over personas."

    private static func count(_ name: String) -> String { "n|" + name }

    private mutating func place(of name: String) -> (sum: Int, count: Int) {
        if let place = places[name] { return place }
        let place = (sum: sums.column(name), count: sums.column(Self.count(name)))
        places[name] = place
        return place
    }
}
