// SPDX-License-Identifier: Apache-2.0

extension AnalysisReport {
    /// Reads shards once and answers every question.
    /// - Parameters:
    ///   - name: what the episodes are called.
    ///   - paths: the paths as they were given, for the record.
    ///   - progress: is told how many more shards are done.
    /// - Throws: `.format` and `.file` for a shard that cannot be read.
    public static func analysis(
        name: String, paths: [String], stream: EpisodeStream, bootstrap: BootstrapPlan = BootstrapPlan(),
        progress: @escaping @Sendable (_ shards: Int) -> Void = { _ in }
    ) async throws -> AnalysisReport {
        let answers = try await stream.accumulate(Answers.self, progress: progress)
        let sections = answers.sections(ClusterResampling(plan: bootstrap))
        let excerpts = try ExcerptReader.read(ExcerptReader.chosen(worst: answers.worst, sections: sections))
        return AnalysisReport(
            title: name, sources: [ReportSource(name: name, paths: paths, shards: stream.shards.count, size: answers.size)], bootstrap: bootstrap,
            sections: sections, excerpts: excerpts, notes: notes(sections, bootstrap, isComparison: false))
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
        before: Side, after: Side, bootstrap: BootstrapPlan = BootstrapPlan(), progress: @escaping @Sendable (_ shards: Int) -> Void = { _ in }
    ) async throws -> AnalysisReport {
        let first = try await before.stream.accumulate(ComparedEpisodes.self, progress: progress)
        let second = try await after.stream.accumulate(ComparedEpisodes.self, progress: progress)
        let resampling = ClusterResampling(plan: bootstrap)
        let paired = PairedEpisodes(before: first.table, after: second.table)
        let sections =
            [paired.section(resampling)].compactMap { $0 } + Answers.comparisons(before: first.answers, after: second.answers, resampling)
        let excerpts = try ExcerptReader.read(ExcerptReader.chosen(worst: second.answers.worst, sections: sections))
        return AnalysisReport(
            title: "\(before.name) and \(after.name)",
            sources: zip([before, after], [first, second]).map { side, taken in
                ReportSource(name: side.name, paths: side.paths, shards: side.stream.shards.count, size: taken.answers.size)
            }, bootstrap: bootstrap, sections: sections, excerpts: excerpts,
            notes: (paired.pairs == 0
                ? ["No scenario occurs on both sides, so nothing is paired by episode; personas that both have are drawn together."] : [])
                + notes(sections, bootstrap, isComparison: true))
    }

    private static func notes(_ sections: [ReportSection], _ plan: BootstrapPlan, isComparison: Bool) -> [String] {
        let level = Cells.number(100 * plan.level, digits: 0)
        let intervals =
            "Intervals: \(level) %, from \(plan.replicates) draws of whole personas with replacement (seed \(plan.seed)). "
            + "A number without an interval rests on a single persona."
        guard isComparison else { return [intervals] }
        let differences = sections.flatMap(\.tables).filter { $0.headings == ReportTable.changeHeadings }.flatMap(\.rows).compactMap {
            row -> Estimate? in
            guard row.cells.count > 2, case .estimate(let estimate, _, _) = row.cells[2] else { return nil }
            return estimate
        }
        let clear = differences.count { $0.excludes(0) }
        let expected = Cells.number(Double(differences.count) * (1 - plan.level), digits: 1)
        return [
            intervals,
            "Many comparisons: of \(differences.count) differences \(clear) have an interval that excludes 0; if nothing had changed, about \(expected) would. "
                + "Decide before looking which ones count.",
        ]
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

    mutating func merge(_ other: ComparedEpisodes) {
        answers.merge(other.answers)
        table.merge(other.table)
    }
}
