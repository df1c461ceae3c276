// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// How users end dialogues, repeat themselves, echo the agent, and word their lines: what shows on any dialogue without a model.
public struct UserHabits: Question {
    private var sums = ClusterSums()
    private var saidAgain = EpisodeSample()
    private var echoes = EpisodeSample()
    private var afterLeave = EpisodeSample()
    private var unwilling = EpisodeSample()
    private var revealing = EpisodeSample()

    /// Words per line at which the classes of the distribution begin.
    static let lengths = [1, 5, 10, 20, 40]

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode. Of a failed one nothing is counted: how it went on is not known.
    public mutating func add(_ stored: StoredEpisode) {
        let episode = stored.episode
        guard episode.ending.reason != .failure, !episode.turns.isEmpty else { return }
        let cluster = stored.cluster
        func count(_ column: String, _ value: Double = 1) { if value != 0 { sums.add(value, to: column, of: cluster) } }
        let habits = LineHabits.of(episode.turns)
        count("dialogues")
        count("ending/\(episode.ending.reason.rawValue)")
        if episode.ending.reason == .userStop, episode.endsWordlessly { count("ending/wordless") }
        let leave = habits.firstIndex(where: \.takesLeave)
        let behind = leave.map { habits.count - 1 - $0 } ?? 0
        if leave != nil { count("leave") }
        if behind > 0 {
            count("leave/behind")
            count("leave/lines", Double(behind))
            afterLeave.add(stored.reference, weight: Double(behind))
        }
        if episode.ending.reason == .turnLimit { unwilling.add(stored.reference, weight: Double(habits.count)) }
        for line in habits { add(line, to: cluster) }
        if habits.contains(where: \.showsInstructions) {
            count("instructions")
            revealing.add(stored.reference)
        }
        let repeated = habits.count { $0.isMostlySaidAgain == true }
        let echoed = habits.count { $0.isEcho == true }
        if repeated > 0 {
            count("again/dialogues")
            saidAgain.add(stored.reference, weight: Double(repeated))
        }
        if echoed > 0 { echoes.add(stored.reference, weight: Double(echoed)) }
        if let likeness = stored.scored.score(MetricName.assistantLikeness) {
            count("likeness", likeness)
            count("likeness/dialogues")
        }
        if let role = stored.scored.score(MetricName.role) {
            count("role/lines", Double(habits.count))
            count("role/other", (1 - role) * Double(habits.count))
        }
    }

    private mutating func add(_ line: LineHabits, to cluster: ClusterKey) {
        func count(_ column: String, _ value: Double = 1) { sums.add(value, to: column, of: cluster) }
        count("lines")
        count("words", Double(line.words))
        if line.words < LineHabits.shortLine { count("short") }
        if line.asks { count("asks") }
        if line.isPolite { count("polite") }
        if let again = line.isSaidAgain {
            count("again/lines")
            if again { count("again/verbatim") }
            if line.isMostlySaidAgain == true { count("again/mostly") }
        }
        if let echo = line.isEcho {
            count("echo/lines")
            if echo { count("echo") }
        }
        count("length/\(Self.lengths.lastIndex { $0 <= line.words } ?? 0)")
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: UserHabits) {
        sums.merge(other.sums)
        saidAgain.merge(other.saidAgain)
        echoes.merge(other.echoes)
        afterLeave.merge(other.afterLeave)
        unwilling.merge(other.unwilling)
        revealing.merge(other.revealing)
    }

    /// The answer, or nil without a dialogue.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        guard sums.clusterCount > 0 else { return nil }
        let totals = resampling.totals(of: sums)
        let episodes = [
            "habits/ending_turnLimit": unwilling.references, "habits/behind_goodbye": afterLeave.references,
            "habits/mostly_again": saidAgain.references, "habits/echo": echoes.references, "habits/instructions": revealing.references,
        ]
        func table(_ title: String, _ statistics: [SumStatistic]) -> ReportTable? {
            let rows = statistics.compactMap { $0.row(totals, episodes: episodes[$0.name] ?? []) }
            return rows.isEmpty ? nil : ReportTable(title: title, headings: ReportTable.levelHeadings, rows: rows)
        }
        let endings = EndingReason.allCases.filter { totals.total("ending/\($0.rawValue)") > 0 }.map(HabitStatistics.ending)
        return ReportSection(
            id: "habits", title: "Habits of the users",
            lead: "Shares of dialogues or lines on which something shows without a model. Values of people are given where they are published; "
                + "their tasks are those of tau-bench, and their definitions may differ.",
            tables: [
                table("How dialogues end", endings + HabitStatistics.leaving), table("Repetition and echo", HabitStatistics.repetition),
                table("Wording", HabitStatistics.wording),
            ].compactMap(\.self), figures: [lengthFigure(totals)])
    }

    /// What changed in the habits.
    public static func comparison(before: UserHabits, after: UserHabits, _ resampling: ClusterResampling) -> ReportSection? {
        guard before.sums.clusterCount + after.sums.clusterCount > 0 else { return nil }
        let totals = resampling.totals(
            of: ClusterSums.joined(before.sums, as: SumStatistic.beforePrefix, after.sums, as: SumStatistic.afterPrefix))
        let endings = EndingReason.allCases.filter { reason in
            [before, after].contains { $0.sums.existingColumn("ending/\(reason.rawValue)") != nil }
        }.map(HabitStatistics.ending)
        let statistics = endings + HabitStatistics.leaving + HabitStatistics.repetition + HabitStatistics.wording
        return ReportSection(
            id: "habits", title: "Habits of the users", lead: "Shares of dialogues or lines on which something shows without a model.",
            tables: [ReportTable(headings: ReportTable.changeHeadings, rows: statistics.compactMap { $0.change(totals) })])
    }

    private func lengthFigure(_ totals: ResampledTotals) -> ReportFigure {
        let points = Self.lengths.indices.compactMap { index in
            totals.ratio("length/\(index)", over: "lines").map { share in
                let next = index + 1 < Self.lengths.count ? Self.lengths[index + 1] : nil
                let low = index == 0 ? 0 : Self.lengths[index]
                return FigurePoint(x: Double(index), label: next.map { "\(low)-\($0 - 1)" } ?? "\(low)+", y: share)
            }
        }
        return ReportFigure(
            id: "habits-length", title: "Words per line", kind: .bars, x: FigureAxis("words"),
            y: FigureAxis("share of lines", low: 0, isShare: true), series: [FigureSeries(name: "lines", points: points)])
    }
}

extension Episode {
    /// Whether the user ended it without saying anything: nothing but the mark of the end.
    fileprivate var endsWordlessly: Bool {
        guard let last = turns.last else { return false }
        return last.seat == .agent || last.text.allSatisfy(\.isWhitespace)
    }
}
