// SPDX-License-Identifier: Apache-2.0

/// Every question of the analysis, asked of the same episodes in one reading.
public struct Answers: EpisodeAccumulator {
    private var overview = Overview()
    private var failures = FailureTaxonomy()
    private var goals = GoalOutcomes()
    private var stops = StopDecisions()
    private var training = RewardsOverSteps()

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode.
    public mutating func add(_ episode: StoredEpisode) {
        overview.add(episode)
        failures.add(episode)
        goals.add(episode)
        stops.add(episode)
        training.add(episode)
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: Answers) {
        overview.merge(other.overview)
        failures.merge(other.failures)
        goals.merge(other.goals)
        stops.merge(other.stops)
        training.merge(other.training)
    }

    /// What was taken, in numbers.
    public var size: AnalysisSize { overview.census.total }

    /// The dialogues with the most faulty lines.
    var worst: [EpisodeReference] { failures.worst }

    /// The answers, in the order in which they are read.
    func sections(_ resampling: ClusterResampling) -> [ReportSection] {
        [
            overview.section(resampling), failures.section(resampling), goals.section(resampling), stops.section(resampling),
            training.section(resampling),
        ].compactMap { $0 }
    }

    /// What changed, in the same order.
    static func comparisons(before: Answers, after: Answers, _ resampling: ClusterResampling) -> [ReportSection] {
        func compare<Asked: Question>(_ question: KeyPath<Answers, Asked>) -> ReportSection? {
            Asked.comparison(before: before[keyPath: question], after: after[keyPath: question], resampling)
        }
        return [compare(\.overview), compare(\.failures), compare(\.goals), compare(\.stops), compare(\.training)].compactMap { $0 }
    }
}
