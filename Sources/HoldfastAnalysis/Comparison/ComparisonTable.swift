// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// One metric before and after, with everything that is needed not to be misled by it.
///
/// Levels are over all episodes of their evaluation; difference and error reduction are over the pairs, so that they are about
/// equal personas, goals and seeds.
public struct ComparisonRow: Hashable, Sendable, Codable {
    /// What is compared.
    public var metric: ReportedMetric
    /// Level over all episodes before; nil where the metric is absent.
    public var before: Estimate?
    /// Level over all episodes after; nil where the metric is absent.
    public var after: Estimate?
    /// After minus before, over pairs.
    public var difference: Estimate?
    /// Difference over the level before, over pairs; nil where that is 0.
    public var relativeChange: Double?
    /// Share of the error before that is gone, over pairs: 0.5 means half as many errors. Nil for a metric without a target, and
    /// where there was no error.
    public var errorReduction: Estimate?

    /// A row; what cannot be compared over pairs is left out.
    public init(
        metric: ReportedMetric, before: Estimate?, after: Estimate?, difference: Estimate? = nil, relativeChange: Double? = nil,
        errorReduction: Estimate? = nil
    ) {
        self.metric = metric
        self.before = before
        self.after = after
        self.difference = difference
        self.relativeChange = relativeChange
        self.errorReduction = errorReduction
    }
}

/// An evaluation before and one after, metric by metric.
///
/// A gain is easy to overstate: a relative gain in consistency is no reduction of inconsistency. So each row gives both levels,
/// the absolute, the relative and the error difference.
public struct ComparisonTable: Hashable, Sendable, Codable {
    /// What the levels before rest on.
    public var before: EvaluationSize
    /// What the levels after rest on.
    public var after: EvaluationSize
    /// Pairs of episodes with equal scenario and seed.
    public var pairs: Int
    /// Share of the intervals.
    public var level: Double
    /// Metrics that neither evaluation has are left out.
    public var rows: [ComparisonRow]
    /// Scores of judges before, with their errors taken out; nil where no calibration was given.
    public var correctedBefore: [CorrectedScore]?
    /// The same after.
    public var correctedAfter: [CorrectedScore]?

    /// Compares two evaluations. Episodes are paired by scenario and sampling seed, and where the seeds differ by scenario and rollout.
    public init(before: [ScoredEpisode], after: [ScoredEpisode], options: AnalysisOptions = AnalysisOptions()) {
        self.init(runs: [EvaluatedRun(name: "", before: before, after: after)], options: options)
    }

    /// Pools runs: personas stay the clusters over all of them, and pairs never cross runs.
    init(runs: [EvaluatedRun], options: AnalysisOptions) {
        let before = runs.flatMap { run in run.before.map { Observation($0, run: run.name) } }
        let after = runs.flatMap { run in run.after.map { Observation($0, run: run.name) } }
        self.before = EvaluationSize(runs.flatMap(\.before))
        self.after = EvaluationSize(runs.flatMap(\.after))
        level = options.bootstrap.level
        let first = EvaluationSummary(name: "before", size: self.before, observations: before, options: options)
        let second = EvaluationSummary(name: "after", size: self.after, observations: after, options: options)
        let paired = PairedStatistics(before: before, after: after, options: options)
        pairs = paired.count
        rows = ReportedMetric.all.compactMap { metric in
            guard first[metric.name] != nil || second[metric.name] != nil else { return nil }
            return paired.row(of: metric, before: first[metric.name], after: second[metric.name])
        }
    }

    /// The row of a metric, or nil where neither evaluation has it.
    public subscript(_ metric: String) -> ComparisonRow? { rows.first { $0.metric.name == metric } }
}
