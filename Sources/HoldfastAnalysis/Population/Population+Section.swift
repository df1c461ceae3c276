// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension Population {
    private static let id = "population"
    private static let title = "Population"
    private static let lead = "Who was simulated, and how the users' lines look in themselves and against a reference."

    /// The answer, or nil where no episode was taken.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let draws = ClusterDraws(clusters + (reference?.clusters ?? []), resampling)
        var tables = statistics(draws).compactMap { $0.levels(draws) }
        guard !tables.isEmpty else { return nil }
        if let coverage = coverage(level: resampling.plan.level) { tables.append(coverage) }
        return ReportSection(
            id: Self.id, title: Self.title, lead: [Self.lead, reference?.remark].compactMap(\.self).joined(separator: " "), tables: tables,
            figures: figures(draws, [(reference?.name, reference), (nil, nil)]))
    }

    /// What changed between two sets of episodes, and how far they are from each other; against a reference that one of them has, too.
    public static func comparison(before: Population, after: Population, _ resampling: ClusterResampling) -> ReportSection? {
        var (before, after) = (before, after)
        let reference = after.reference ?? before.reference
        (before.reference, after.reference) = (reference, reference)
        let draws = ClusterDraws(before.clusters + after.clusters + (reference?.clusters ?? []), resampling)
        var tables = PersonaStatistics.changes(before.statistics(draws), after.statistics(draws), draws)
        let known = PopulationReference.episodes(before, name: "before")
        tables += after.distances(to: known, prefix: "population/between/", draws).compactMap { $0.levels(draws) }
        guard !tables.isEmpty else { return nil }
        let count = tables.reduce(0) { $0 + $1.rows.count }
        let note =
            "\(count) rows are given; where nothing changed, about \(fixed((Double(count) * (1 - resampling.plan.level)).rounded(.up), 0)) of the "
            + "differences' intervals miss 0 by chance. Distances between two sets are above 0 by chance alone."
        return ReportSection(
            id: id, title: title, lead: [lead, reference?.remark, note].compactMap(\.self).joined(separator: " "), tables: tables,
            figures: after.figures(draws, [("before", known), ("after", nil)]))
    }

    private func statistics(_ draws: ClusterDraws) -> [PersonaStatistics] {
        [styleLevels(draws), attributeLevels(draws)] + (reference.map { distances(to: $0, prefix: "population/", draws) } ?? [])
    }

    /// Bars of the distributions, this population's own under the last name.
    private func figures(_ draws: ClusterDraws, _ sides: [(name: String?, reference: PopulationReference?)]) -> [ReportFigure] {
        StyleDistribution.allCases.compactMap { distribution in
            let series = sides.enumerated().compactMap { number, side -> FigureSeries? in
                guard let shares = shares(distribution, of: side.reference, isOwn: number == sides.count - 1, draws) else { return nil }
                let points = zip(distribution.labels, shares).enumerated().map { place, pair in
                    let isLast = distribution.isOrdered && place == distribution.labels.count - 1
                    return FigurePoint(
                        x: Double(place), label: isLast ? "\(pair.0)+" : pair.0, y: pair.1,
                        episodes: episodes(distribution, place, of: side.reference))
                }
                return FigureSeries(name: side.name ?? "simulated users", points: Self.trimmed(points, isOrdered: distribution.isOrdered))
            }
            guard !series.isEmpty else { return nil }
            return ReportFigure(
                id: "population-\(distribution.rawValue)", title: distribution.title.prefix(1).uppercased() + distribution.title.dropFirst(),
                kind: .bars, x: FigureAxis(distribution.title), y: FigureAxis("share", low: 0, isShare: true), series: series)
        }
    }

    private func episodes(_ distribution: StyleDistribution, _ category: Int, of reference: PopulationReference?) -> [EpisodeReference] {
        switch reference {
        case .episodes(let other, _): other.examples[distribution.start + category].references
        case .figures: []
        case nil: examples[distribution.start + category].references
        }
    }

    /// The share of each category, with its interval; nil where nothing is known.
    private func shares(
        _ distribution: StyleDistribution, of reference: PopulationReference?, isOwn: Bool, _ draws: ClusterDraws
    ) -> [Estimate]? {
        let population: Population
        switch reference {
        case .episodes(let other, _): population = other
        case .figures(let figures):
            guard let counts = figures.counts(of: distribution) else { return nil }
            return counts.map { Estimate(value: $0 / counts.reduce(0, +), observations: 0) }
        case nil:
            guard isOwn else { return nil }
            population = self
        }
        let rows = population.rows(of: distribution, draws)
        let totals = rows.map { $0.reduce(0) { $0 + $1.count } }
        guard totals.contains(where: { $0 > 0 }) else { return nil }
        return distribution.labels.indices.compactMap { category in
            let own = rows.map { row in row.first { $0.category == category }?.count ?? 0 }
            return PersonaStatistic.ratio("", title: "", own, over: totals)?.estimate(draws)
        }
    }

    /// Without the empty end of an ordered distribution.
    private static func trimmed(_ points: [FigurePoint], isOrdered: Bool) -> [FigurePoint] {
        guard isOrdered, let last = points.lastIndex(where: { $0.y.value > 0 }) else { return points }
        return Array(points[...last])
    }
}

extension PopulationReference {
    /// The clusters that are resampled with those of the population; figures have none.
    var clusters: [ClusterKey] {
        switch self {
        case .episodes(let population, _): population.clusters
        case .figures: []
        }
    }

    /// Where the numbers come from, in a sentence.
    var remark: String {
        switch self {
        case .episodes(_, let name): "The reference is \(name)."
        case .figures(let figures):
            (["The reference is \(figures.name) (\(figures.source))."] + [figures.note].compactMap(\.self)).joined(separator: " ")
        }
    }
}
