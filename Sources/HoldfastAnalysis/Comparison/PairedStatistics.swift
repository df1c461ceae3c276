// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Differences over pairs of episodes, with intervals over personas.
struct PairedStatistics: Sendable {
    private let pairs: [(before: Observation, after: Observation)]
    private let bootstrap: ClusterBootstrap
    private let options: AnalysisOptions

    var count: Int { pairs.count }

    init(before: [Observation], after: [Observation], options: AnalysisOptions) {
        pairs = Pairing(before: before, after: after).pairs.map { (before[$0.before], after[$0.after]) }
        bootstrap = ClusterBootstrap(clusters: pairs.map(\.before.persona), plan: options.bootstrap)
        self.options = options
    }

    func row(of metric: ReportedMetric, before: Estimate?, after: Estimate?) -> ComparisonRow {
        var row = ComparisonRow(metric: metric, before: before, after: after)
        switch metric.name {
        case MetricName.distinct2: compareDiversity(in: &row) { BigramCensus.distinct(in: $0) }
        case ReportedMetric.rarefiedDistinct2:
            compareDiversity(in: &row) { [size = options.rarefiedBigrams] in BigramCensus.rarefied($0, to: size) }
        default: compareMeans(in: &row)
        }
        return row
    }

    private func compareMeans(in row: inout ComparisonRow) {
        // A pair counts only where both sides have the metric.
        let values = pairs.map { pair -> (before: Double, after: Double)? in
            guard let before = pair.before.values[row.metric.name], let after = pair.after.values[row.metric.name] else { return nil }
            return (before, after)
        }
        let before = values.map { $0?.before }
        let after = values.map { $0?.after }
        let present = values.count { $0 != nil }
        row.difference = bootstrap.mean(of: values.map { $0.map { $0.after - $0.before } })
        let all = (0..<Int32(values.count)).map { $0 }[...]
        if let level = ClusterBootstrap.mean(of: before, at: all), level != 0, let difference = row.difference {
            row.relativeChange = difference.value / abs(level)
        }
        row.errorReduction = bootstrap.estimate(observations: present) { [metric = row.metric] indices in
            guard let first = ClusterBootstrap.mean(of: before, at: indices), let second = ClusterBootstrap.mean(of: after, at: indices),
                let errors = metric.error(at: first), let remaining = metric.error(at: second), errors > 0
            else { return nil }
            return (errors - remaining) / errors
        }
    }

    /// Diversity belongs to a set of dialogues, not to one; so a persona is left out of both sides at once.
    private func compareDiversity(in row: inout ComparisonRow, _ statistic: ([Int]) -> Double?) {
        var before = BigramCensus()
        var after = BigramCensus()
        for pair in pairs {
            before.add(pair.before.lines, cluster: pair.before.persona)
            after.add(pair.after.lines, cluster: pair.before.persona)
        }
        guard let first = before.value(statistic), let second = after.value(statistic) else { return }
        let left = zip(before.leftOut(statistic), after.leftOut(statistic)).compactMap { old, new -> Double? in
            guard let old, let new else { return nil }
            return new - old
        }
        row.difference = Jackknife.estimate(
            value: second - first, leftOut: left, clusters: bootstrap.clusterCount, level: options.bootstrap.level, observations: count)
        if first != 0 { row.relativeChange = (second - first) / first }
    }
}
