// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// One run's evaluations before and after.
public struct EvaluatedRun: Sendable, Hashable {
    /// What tells the run from others, such as its seed.
    public var name: String
    /// The episodes evaluated before training.
    public var before: [ScoredEpisode]
    /// The episodes evaluated after it; those of equal scenario are paired with the ones before.
    public var after: [ScoredEpisode]

    /// A run of a name that no other run of the comparison has: pairs are kept within runs by it.
    public init(name: String, before: [ScoredEpisode], after: [ScoredEpisode]) {
        self.name = name
        self.before = before
        self.after = after
    }
}

/// Several runs that differ in their seed: one table each, and one over all of them, paired by scenario and seed within each run.
public struct SeedComparison: Hashable, Sendable, Codable {
    /// One run with a table of its own.
    public struct Run: Hashable, Sendable, Codable {
        /// The run's name.
        public var name: String
        /// The comparison of this run alone.
        public var table: ComparisonTable
    }

    /// One per run, in the order they were given.
    public var runs: [Run]
    /// Personas are the clusters over all runs, so a persona that occurs in each counts as one.
    public var pooled: ComparisonTable

    /// Compares each run by itself and all of them together.
    public init(_ runs: [EvaluatedRun], options: AnalysisOptions = AnalysisOptions()) {
        self.runs = runs.map { Run(name: $0.name, table: ComparisonTable(runs: [$0], options: options)) }
        pooled = ComparisonTable(runs: runs, options: options)
    }
}
