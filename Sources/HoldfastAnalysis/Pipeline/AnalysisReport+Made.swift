// SPDX-License-Identifier: Apache-2.0

extension AnalysisReport {
    /// Reads shards once and answers every question.
    /// - Parameters:
    ///   - name: what the episodes are called.
    ///   - paths: the paths as they were given, for the record.
    ///   - reference: what the population is held against; nil for levels alone.
    ///   - progress: is told how many more shards are done.
    /// - Throws: `.format` and `.file` for a shard that cannot be read.
    public static func analysis(
        name: String, paths: [String], stream: EpisodeStream, bootstrap: BootstrapPlan = BootstrapPlan(), reference: PopulationReference? = nil,
        progress: @escaping @Sendable (_ shards: Int) -> Void = { _ in }
    ) async throws -> AnalysisReport {
        var answers = try await stream.accumulate(Answers.self, progress: progress)
        answers.hold(against: reference)
        let sections = answers.sections(ClusterResampling(plan: bootstrap))
        let excerpts = try ExcerptReader.read(ExcerptReader.chosen(worst: answers.worst, sections: sections))
        return AnalysisReport(
            title: name, sources: [ReportSource(name: name, paths: paths, shards: stream.shards.count, size: answers.size)], bootstrap: bootstrap,
            sections: sections, excerpts: excerpts, notes: notes(sections, bootstrap, personas: answers.size.personas, isComparison: false))
    }

    /// One side of a comparison.
    public struct Side: Sendable {
        /// What it is called, such as the run's name.
        public var name: String
        /// The paths as they were given.
        public var paths: [String]
        /// Its episodes.
        public var stream: EpisodeStream

        /// A side.
        public init(name: String, paths: [String], stream: EpisodeStream) {
            self.name = name
            self.paths = paths
            self.stream = stream
        }
    }

    /// Reads both sides once and says what changed.
    /// - Throws: `.format` and `.file` for a shard that cannot be read.
    public static func comparison(
        before: Side, after: Side, bootstrap: BootstrapPlan = BootstrapPlan(), reference: PopulationReference? = nil,
        progress: @escaping @Sendable (_ shards: Int) -> Void = { _ in }
    ) async throws -> AnalysisReport {
        let first = try await before.stream.accumulate(ComparedEpisodes.self, progress: progress)
        var second = try await after.stream.accumulate(ComparedEpisodes.self, progress: progress)
        second.hold(against: reference)
        let resampling = ClusterResampling(plan: bootstrap)
        let paired = PairedEpisodes(before: first.table, after: second.table)
        var sections = Answers.comparisons(before: first.answers, after: second.answers, resampling)
        if paired.pairs == first.table.count, paired.pairs == second.table.count, let index = sections.firstIndex(where: { $0.id == Overview.id }) {
            // All episodes are in pairs: the levels over pairs would be those over all, row by row.
            sections[index].title = PairedEpisodes.title
            sections[index].lead = paired.lead
        } else {
            sections = [paired.section(resampling)].compactMap { $0 } + sections
        }
        let excerpts = try ExcerptReader.read(ExcerptReader.chosen(worst: second.answers.worst, sections: sections))
        return AnalysisReport(
            title: "\(before.name) and \(after.name)",
            sources: zip([before, after], [first, second]).map { side, taken in
                ReportSource(name: side.name, paths: side.paths, shards: side.stream.shards.count, size: taken.answers.size)
            }, bootstrap: bootstrap, sections: sections, excerpts: excerpts,
            notes: (paired.pairs == 0
                ? ["No scenario occurs on both sides, so nothing is paired by episode; personas that both have are drawn together."] : [])
                + notes(
                    sections, bootstrap, personas: max(first.answers.size.personas, second.answers.size.personas), isComparison: true))
    }

    private static func notes(_ sections: [ReportSection], _ plan: BootstrapPlan, personas: Int, isComparison: Bool) -> [String] {
        let level = Cells.number(100 * plan.level, digits: 0)
        let intervals =
            "Intervals: \(level) %, from \(plan.replicates) draws of whole personas with replacement (seed \(plan.seed)). "
            + "A number without an interval rests on a single persona."
        let pools =
            personas > ClusterSums.mostClusters
            ? [
                "The \(personas) personas are pooled at random into \(ClusterSums.pooledClusters) groups, which are drawn whole; columns of personas count groups."
            ]
            : []
        guard isComparison else { return [intervals] + pools }
        let differences = sections.flatMap(\.tables).filter { $0.headings == ReportTable.changeHeadings }.flatMap(\.rows).compactMap {
            row -> Estimate? in
            guard row.cells.count > 2, case .estimate(let estimate, _, _) = row.cells[2] else { return nil }
            return estimate
        }
        let clear = differences.count { $0.excludes(0) }
        let expected = Cells.number(Double(differences.count) * (1 - plan.level), digits: 1)
        let remaining = MultipleTests.holm(differences.compactMap { $0.probability(level: plan.level) }).count { $0 < 1 - plan.level }
        return [intervals] + pools + [
            "Many comparisons: of \(differences.count) differences \(clear) have an interval that excludes 0; if nothing had changed, about \(expected) would. "
                + "\(remaining) remain by Holm's procedure, from the widths of the intervals. Decide before looking which ones count."
        ]
    }
}

extension Estimate {
    /// The two-sided probability of a number as far from 0, were the interval that of a normal distribution; nil without a width.
    fileprivate func probability(level: Double) -> Double? {
        guard let low, let high, high > low else { return nil }
        let error = (high - low) / (2 * Normal.quantile((1 + level) / 2))
        return 2 * Normal.cumulative(-abs(value) / error)
    }
}

/// What a comparison takes of each side.
struct ComparedEpisodes: EpisodeAccumulator {
    private(set) var answers = Answers()
    private(set) var table = EpisodeTable()

    init() {}

    mutating func add(_ episode: StoredEpisode) {
        answers.add(episode)
        table.add(episode)
    }

    mutating func hold(against reference: PopulationReference?) { answers.hold(against: reference) }

    mutating func merge(_ other: ComparedEpisodes) {
        answers.merge(other.answers)
        table.merge(other.table)
    }
}
