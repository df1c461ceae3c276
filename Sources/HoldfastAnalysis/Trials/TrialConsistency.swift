// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Do several dialogues of one scenario come out alike, and does the user say the same of itself in them?
///
/// Trials are dialogues of one scenario, of one phase and step, in one shard. Failed ones are left out, and so are scenarios with one trial. Of
/// more than `mostGroups` scenarios a sample is taken, by a hash of their names.
public struct TrialConsistency: Question {
    /// Scenarios that are held against themselves.
    public static let mostGroups = 4_096
    /// The longest series of successes that is reported.
    static let mostPasses = 8

    private var groups = TrialGroups(limit: mostGroups)
    private var failed = 0

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode.
    public mutating func add(_ episode: StoredEpisode) {
        guard episode.episode.ending.reason != .failure else {
            failed += 1
            return
        }
        let id = episode.episode.id
        let key = StableHash.of("\(episode.reference.shard)|\(id.phase)|\(id.step)|\(episode.episode.scenario.id)")
        groups.add(Trial(episode), key: key, cluster: episode.cluster)
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: TrialConsistency) {
        groups.merge(other.groups)
        failed += other.failed
    }

    /// The trials that are held against each other.
    private var kept: TrialGroups {
        var kept = groups
        kept.prune()
        return kept
    }

    /// The answer, or nil where no scenario was tried twice.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let kept = kept
        let repeated = kept.inOrder.filter { $0.trials.count > 1 }
        guard !repeated.isEmpty else { return nil }
        let sums = TrialSums(kept.inOrder)
        let totals = resampling.totals(of: sums.table)
        let passes = (1...max(1, min(sums.mostTrials, Self.mostPasses))).map(TrialStatistics.passHat)
        let mixed = Self.pairs(of: repeated) { $0.success == true && $1.success == false }
        let unlike = Self.pairs(of: repeated, where: Self.stateUnlikeValues)
        let tables = [
            table("Outcome", TrialStatistics.outcome + passes, totals, episodes: ["trials/outcome_agreement": mixed]),
            table("Conduct", TrialStatistics.conduct, totals, episodes: [:]),
            table("Wording and facts", TrialStatistics.wording, totals, episodes: ["trials/unlike_values": unlike]),
        ].compactMap(\.self)
        return ReportSection(
            id: "trials", title: "Consistency between trials", lead: lead(repeated, isSample: kept.isSample), tables: tables,
            figures: [passFigure(passes, totals), shareFigure(repeated)].compactMap(\.self))
    }

    /// What changed in the consistency between trials.
    public static func comparison(before: TrialConsistency, after: TrialConsistency, _ resampling: ClusterResampling) -> ReportSection? {
        let sums = [before, after].map { TrialSums($0.kept.inOrder) }
        guard sums.contains(where: { $0.table.clusterCount > 0 }) else { return nil }
        let totals = resampling.totals(
            of: ClusterSums.joined(sums[0].table, as: SumStatistic.beforePrefix, sums[1].table, as: SumStatistic.afterPrefix))
        let passes = (1...max(1, min(sums.map(\.mostTrials).max() ?? 1, mostPasses))).map(TrialStatistics.passHat)
        let rows = (TrialStatistics.outcome + passes + TrialStatistics.conduct + TrialStatistics.wording).compactMap { $0.change(totals) }
        return ReportSection(
            id: "trials", title: "Consistency between trials",
            lead: "Dialogues of one scenario, held against each other, before and after.",
            tables: [ReportTable(headings: ReportTable.changeHeadings, rows: rows)])
    }

    private func table(
        _ title: String, _ statistics: [SumStatistic], _ totals: ResampledTotals, episodes: [String: [EpisodeReference]]
    ) -> ReportTable? {
        let rows = statistics.compactMap { $0.row(totals, episodes: episodes[$0.name] ?? []) }
        return rows.isEmpty ? nil : ReportTable(title: title, headings: ReportTable.levelHeadings, rows: rows)
    }

    private func lead(_ repeated: [TrialGroup], isSample: Bool) -> String {
        let trials = repeated.reduce(0) { $0 + $1.trials.count }
        var lead = "\(trials) dialogues of \(repeated.count) scenarios that were tried more than once"
        lead += isSample ? ", a sample. " : ". "
        lead += "A good user differs in its words and agrees in its facts; where outcomes differ between trials, user or agent decided by chance."
        if failed > 0 { lead += " \(failed) failed dialogues are left out." }
        return lead
    }

    // MARK: what to look at

    private static func stateUnlikeValues(_ first: Trial, _ second: Trial) -> Bool {
        first.values.contains { kind, values in second.values[kind].map(values.isDisjoint) ?? false }
    }

    /// Two trials each of a few scenarios, side by side, to be held against each other.
    private static func pairs(of groups: [TrialGroup], where holds: (Trial, Trial) -> Bool) -> [EpisodeReference] {
        var pairs: [EpisodeReference] = []
        for group in groups where pairs.count < 6 {
            let trials = group.sorted
            let pair = trials.lazy.flatMap { first in trials.lazy.map { (first, $0) } }.first { holds($0.0, $0.1) }
            if let pair { pairs += [pair.0.reference, pair.1.reference] }
        }
        return pairs
    }

    private func passFigure(_ passes: [SumStatistic], _ totals: ResampledTotals) -> ReportFigure? {
        let points = passes.enumerated().compactMap { index, pass in
            pass.estimate(totals).map { FigurePoint(x: Double(index + 1), y: $0) }
        }
        guard points.count > 1 else { return nil }
        return ReportFigure(
            id: "trials-pass", title: "All of k trials succeed (pass^k)", kind: .line, x: FigureAxis("k", low: 1),
            y: FigureAxis("share of scenarios", low: 0, high: 1, isShare: true), series: [FigureSeries(name: "pass^k", points: points)])
    }

    /// How often scenarios succeed in none, some or all of their trials.
    private func shareFigure(_ groups: [TrialGroup]) -> ReportFigure? {
        let shares = groups.compactMap { group -> (Double, EpisodeReference)? in
            let outcomes = group.trials.compactMap(\.success)
            guard outcomes.count > 1, let first = group.sorted.first else { return nil }
            return (Double(outcomes.count { $0 }) / Double(outcomes.count), first.reference)
        }
        guard !shares.isEmpty else { return nil }
        let bins: [(label: String, holds: (Double) -> Bool)] = [
            ("none", { $0 == 0 }), ("under half", { $0 > 0 && $0 < 0.5 }), ("half", { $0 == 0.5 }), ("over half", { $0 > 0.5 && $0 < 1 }),
            ("all", { $0 == 1 }),
        ]
        let points = bins.enumerated().map { index, bin in
            let members = shares.filter { bin.holds($0.0) }
            return FigurePoint(
                x: Double(index), label: bin.label,
                y: Estimate(value: Double(members.count) / Double(shares.count), observations: members.count),
                episodes: members.prefix(3).map(\.1))
        }
        return ReportFigure(
            id: "trials-shares", title: "In how many of its trials a scenario succeeds", kind: .bars, x: FigureAxis("trials that succeed"),
            y: FigureAxis("share of scenarios", low: 0, high: 1, isShare: true), series: [FigureSeries(name: "scenarios", points: points)])
    }
}
