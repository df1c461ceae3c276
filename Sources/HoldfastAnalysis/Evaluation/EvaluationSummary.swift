// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// What the statistics of a report are made with.
public struct AnalysisOptions: Hashable, Sendable, Codable {
    /// How intervals are made. Its level holds for the jackknife intervals of diversity as well.
    public var bootstrap: BootstrapPlan
    /// Bigrams over which length-controlled distinct-2 is taken; a set with fewer has none.
    public var rarefiedBigrams: Int

    /// The usual bootstrap, and distinct-2 over 500 bigrams, unless told otherwise.
    public init(bootstrap: BootstrapPlan = BootstrapPlan(), rarefiedBigrams: Int = 500) {
        self.bootstrap = bootstrap
        self.rarefiedBigrams = rarefiedBigrams
    }
}

/// What an evaluation rests on.
public struct EvaluationSize: Hashable, Sendable, Codable {
    /// Distinct `Scenario.subject`s, the clusters of all intervals: goals stand in where personas have no name.
    public var personas: Int
    /// Distinct goals, by their identifiers.
    public var goals: Int
    /// All episodes, failed ones included.
    public var episodes: Int
    /// Episodes that ended in a failure.
    public var failures: Int
    /// Lines of the user.
    public var lines: Int
    /// Verdicts of all criteria, abstentions included.
    public var verdicts: Int
    /// Verdicts that abstained: neither for nor against.
    public var abstentions: Int

    /// Counts what is in the episodes.
    public init(_ episodes: [ScoredEpisode]) {
        personas = Set(episodes.map(\.episode.scenario.subject)).count
        goals = Set(episodes.map(\.episode.scenario.goal.id)).count
        self.episodes = episodes.count
        failures = episodes.count { $0.episode.ending.failure != nil }
        lines = episodes.map { $0.episode.userTurns.count }.reduce(0, +)
        verdicts = episodes.map(\.verdicts.count).reduce(0, +)
        abstentions = episodes.map { $0.verdicts.count { $0.outcome == .abstain } }.reduce(0, +)
    }
}

/// The metrics of one evaluation, each with an interval over personas.
///
/// A metric that no episode has is absent; an episode that lacks a metric does not count for it, and never as zero.
public struct EvaluationSummary: Hashable, Sendable, Codable {
    /// What was evaluated, such as `before`.
    public var name: String
    /// What the numbers rest on.
    public var size: EvaluationSize
    /// By metric name.
    public var estimates: [String: Estimate]
    /// Scores of judges with their errors taken out; nil where no calibration was given.
    public var corrected: [CorrectedScore]?

    /// Summarizes the episodes of one evaluation. A failed one counts in `size`, and in a metric only where it has the score.
    public init(_ episodes: [ScoredEpisode], name: String, options: AnalysisOptions = AnalysisOptions()) {
        self.init(name: name, size: EvaluationSize(episodes), observations: episodes.map { Observation($0, run: "") }, options: options)
    }

    init(name: String, size: EvaluationSize, observations: [Observation], options: AnalysisOptions) {
        self.name = name
        self.size = size
        estimates = [:]
        let bootstrap = ClusterBootstrap(clusters: observations.map(\.persona), plan: options.bootstrap)
        for metric in ReportedMetric.all {
            estimates[metric.name] = bootstrap.mean(of: observations.map { $0.values[metric.name] })
        }
        var census = BigramCensus()
        for observation in observations { census.add(observation.lines, cluster: observation.persona) }
        let level = options.bootstrap.level
        estimates[MetricName.distinct2] = census.estimate(level: level) { BigramCensus.distinct(in: $0) }
        estimates[ReportedMetric.rarefiedDistinct2] = census.estimate(level: level) {
            BigramCensus.rarefied($0, to: options.rarefiedBigrams)
        }
    }

    /// The estimate of a metric, or nil where it is absent.
    public subscript(_ metric: String) -> Estimate? { estimates[metric] }
}
