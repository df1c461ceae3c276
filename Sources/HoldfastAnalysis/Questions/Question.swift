// SPDX-License-Identifier: Apache-2.0

/// A value that takes episodes one by one and keeps sums of them, never the episodes: a million of them leave it nearly as small as a hundred.
///
/// Several such values fill side by side and are merged in a fixed order, so what they hold does not depend on how the work was divided.
public protocol EpisodeAccumulator: Sendable {
    /// Nothing taken yet.
    init()
    /// Takes one episode, failed ones included; it decides for itself what a failed one says.
    mutating func add(_ episode: StoredEpisode)
    /// Takes all that another one took.
    mutating func merge(_ other: Self)
}

/// One question of the offline analysis: takes episodes and answers in a section of a report.
public protocol Question: EpisodeAccumulator {
    /// The answer, or nil where no episode had anything to say on the question.
    func section(_ resampling: ClusterResampling) -> ReportSection?
    /// What changed between two sets of episodes, or nil where neither has anything to say.
    ///
    /// Rows give the level before, the level after, the difference with its interval, the relative change and the share of the errors that is
    /// gone where there is such a thing. The tables of both are resampled together (`ClusterSums.joined`), so personas that both have are paired.
    static func comparison(before: Self, after: Self, _ resampling: ClusterResampling) -> ReportSection?
}
