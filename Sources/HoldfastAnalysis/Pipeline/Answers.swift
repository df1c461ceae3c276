// SPDX-License-Identifier: Apache-2.0

/// Every question of the analysis, asked of the same episodes in one reading.
public struct Answers: EpisodeAccumulator {
    private var overview = Overview()
    private var failures = FailureTaxonomy()
    private var drift = DriftOverTurns()
    private var survival = ComponentSurvival()
    private var goals = GoalOutcomes()
    private var stops = StopDecisions()
    private var trials = TrialConsistency()
    private var habits = UserHabits()
    private var fabrications = Fabrications()
    private var signal = PersonaSignal()
    private(set) var population = Population()
    private var training = RewardsOverSteps()

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode.
    public mutating func add(_ episode: StoredEpisode) {
        overview.add(episode)
        failures.add(episode)
        drift.add(episode)
        survival.add(episode)
        goals.add(episode)
        stops.add(episode)
        trials.add(episode)
        habits.add(episode)
        fabrications.add(episode)
        signal.add(episode)
        population.add(episode)
        training.add(episode)
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: Answers) {
        overview.merge(other.overview)
        failures.merge(other.failures)
        drift.merge(other.drift)
        survival.merge(other.survival)
        goals.merge(other.goals)
        stops.merge(other.stops)
        trials.merge(other.trials)
        habits.merge(other.habits)
        fabrications.merge(other.fabrications)
        signal.merge(other.signal)
        population.merge(other.population)
        training.merge(other.training)
    }

    /// What was taken, in numbers.
    public var size: AnalysisSize { overview.census.total }

    /// The dialogues with the most faulty lines.
    var worst: [EpisodeReference] { failures.worst }

    /// Holds the population against a reference.
    mutating func hold(against reference: PopulationReference?) { population.reference = reference }

    /// The answers, in the order in which they are read.
    func sections(_ resampling: ClusterResampling) -> [ReportSection] {
        [
            overview.section(resampling),
            failures.section(resampling),
            drift.section(resampling),
            survival.section(resampling),
            goals.section(resampling),
            stops.section(resampling),
            trials.section(resampling),
            habits.section(resampling),
            fabrications.section(resampling),
            signal.section(resampling),
            population.section(resampling),
            training.section(resampling),
        ].compactMap { $0 }
    }

    /// What changed, in the same order.
    static func comparisons(before: Answers, after: Answers, _ resampling: ClusterResampling) -> [ReportSection] {
        func compare<Asked: Question>(_ question: KeyPath<Answers, Asked>) -> ReportSection? {
            Asked.comparison(before: before[keyPath: question], after: after[keyPath: question], resampling)
        }
        return [
            compare(\.overview),
            compare(\.failures),
            compare(\.drift),
            compare(\.survival),
            compare(\.goals),
            compare(\.stops),
            compare(\.trials),
            compare(\.habits),
            compare(\.fabrications),
            compare(\.signal),
            compare(\.population),
            compare(\.training),
        ].compactMap { $0 }
    }
}
