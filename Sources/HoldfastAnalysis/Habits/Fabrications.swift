// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What users make up: values that neither what they were told nor what they heard contains.
///
/// It counts the verdicts on `fabrication` that are stored, whoever judged: the ledger over typed facts, or the judge of identifiers over
/// instructions in sentences. Dialogues on which nobody looked (no score of fabrications) leave the shares.
public struct Fabrications: Question {
    private var sums = ClusterSums()
    private var kinds: Set<IdentifierKind> = []
    private var worst = EpisodeSample()
    private var contradicting = EpisodeSample()
    private var unheard = EpisodeSample()

    /// User lines that are told apart by their ordinal; later ones count with the last.
    static let places = 12

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode; a failed one, and one on which nobody looked, says nothing.
    public mutating func add(_ stored: StoredEpisode) {
        let episode = stored.episode
        let verdicts = stored.scored.verdicts.filter { $0.criterion == Criterion.fabrication }
        guard episode.ending.reason != .failure, stored.scored.score(MetricName.fabrications) != nil || !verdicts.isEmpty else { return }
        let lines = episode.userTurns
        let cluster = stored.cluster
        func count(_ column: String, _ value: Double = 1) { if value != 0 { sums.add(value, to: column, of: cluster) } }
        count("dialogues")
        count("lines", Double(lines.count))
        if let stated = stored.scored.score(MetricName.identifiers) {
            count("stated", stated)
            count("stated/dialogues")
            count("stated/made", stored.scored.score(MetricName.fabrications) ?? 0)
        }
        let made = Set(verdicts.filter { $0.outcome == .fail }.compactMap(\.turn))
        let against = Set(
            stored.scored.verdicts.filter { $0.criterion == Criterion.promptToLine && $0.outcome == .fail && !$0.places.isEmpty }.compactMap(\.turn))
        for (ordinal, line) in lines.enumerated() {
            let place = min(ordinal, Self.places - 1)
            count("at/\(place)/lines")
            guard made.contains(line.index) else { continue }
            count("at/\(place)/made")
            count("made/lines")
            if against.contains(line.index) { count("made/against") }
        }
        for kind in verdicts.filter({ $0.outcome == .fail }).flatMap({ Self.kinds(of: $0, in: episode) }) {
            kinds.insert(kind)
            count("kind/\(kind.rawValue)")
        }
        if !made.isEmpty {
            count("made/dialogues")
            worst.add(stored.reference, weight: Double(made.count))
        }
        if !made.isDisjoint(with: against) { contradicting.add(stored.reference, weight: Double(made.intersection(against).count)) }
        if verdicts.contains(where: { $0.outcome == .abstain }) {
            count("unheard/dialogues")
            unheard.add(stored.reference)
        }
    }

    /// What kinds of values stand at the places of a verdict; none for values that are no identifiers.
    private static func kinds(of verdict: Verdict, in episode: Episode) -> [IdentifierKind] {
        guard let index = verdict.turn, let place = episode.turns.firstIndex(where: { $0.index == index }) else { return [] }
        let question = place > 0 ? episode.turns[place - 1].text : ""
        return IdentifierReader.identifiers(in: episode.turns[place].text, after: question)
            .filter { verdict.places.contains($0.place) }.map(\.kind)
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: Fabrications) {
        sums.merge(other.sums)
        kinds.formUnion(other.kinds)
        worst.merge(other.worst)
        contradicting.merge(other.contradicting)
        unheard.merge(other.unheard)
    }

    private static let statistics: [SumStatistic] = [
        .ratio("fabrication/dialogues", "dialogues with a made-up value", "made/dialogues", over: "dialogues", target: .zero),
        .ratio("fabrication/lines", "lines with a made-up value", "made/lines", over: "lines", target: .zero, digits: 4),
        .ratio("fabrication/share", "made up, of all identifiers stated", "stated/made", over: "stated", target: .zero),
        .ratio(
            "fabrication/against", "made up against what it was told", "made/against", over: "made/lines",
            note: "of lines with a made-up value; the others had nothing to go by"),
        .ratio(
            "fabrication/unheard", "dialogues with a true value that nobody told", "unheard/dialogues", over: "dialogues",
            note: "no fault is found with it: a guess, or a benchmark known by heart"),
        .ratio("fabrication/stated", "identifiers stated per dialogue", "stated", over: "stated/dialogues", digits: 2),
    ]

    private func statistics(ofKinds kinds: Set<IdentifierKind>) -> [SumStatistic] {
        IdentifierKind.allCases.filter(kinds.contains).map { kind in
            .ratio(
                "fabrication/kind_\(kind.rawValue)", "  \(kind.title)", "kind/\(kind.rawValue)", over: "dialogues", target: .zero, digits: 4,
                note: "per dialogue")
        }
    }

    /// The answer, or nil where nobody looked.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        guard sums.clusterCount > 0 else { return nil }
        let totals = resampling.totals(of: sums)
        let episodes = [
            "fabrication/dialogues": worst.references, "fabrication/against": contradicting.references, "fabrication/unheard": unheard.references,
        ]
        var tables = [
            ReportTable(
                headings: ReportTable.levelHeadings, rows: Self.statistics.compactMap { $0.row(totals, episodes: episodes[$0.name] ?? []) })
        ]
        let byKind = statistics(ofKinds: kinds).compactMap { $0.row(totals) }
        if !byKind.isEmpty { tables.append(ReportTable(title: "What is made up", headings: ReportTable.levelHeadings, rows: byKind)) }
        return ReportSection(
            id: "fabrication", title: "Made-up facts",
            lead: "Values that the user states though neither what it was told nor the agent gave them. Found without a model, so these are the "
                + "plain cases: order numbers, accounts, zip codes, names and the like. Made-up reasons and wishes are not among them.",
            tables: tables, figures: [figure(totals)])
    }

    /// What changed in what is made up.
    public static func comparison(before: Fabrications, after: Fabrications, _ resampling: ClusterResampling) -> ReportSection? {
        guard before.sums.clusterCount + after.sums.clusterCount > 0 else { return nil }
        let totals = resampling.totals(
            of: ClusterSums.joined(before.sums, as: SumStatistic.beforePrefix, after.sums, as: SumStatistic.afterPrefix))
        let statistics = statistics + before.statistics(ofKinds: before.kinds.union(after.kinds))
        return ReportSection(
            id: "fabrication", title: "Made-up facts", lead: "Values that the user states though nobody gave them, before and after.",
            tables: [ReportTable(headings: ReportTable.changeHeadings, rows: statistics.compactMap { $0.change(totals) })])
    }

    private func figure(_ totals: ResampledTotals) -> ReportFigure {
        let points = (0..<Self.places).compactMap { place in
            totals.ratio("at/\(place)/made", over: "at/\(place)/lines").map { share in
                FigurePoint(x: Double(place + 1), label: place == Self.places - 1 ? "\(place + 1)+" : nil, y: share)
            }
        }
        return ReportFigure(
            id: "fabrication-by-turn", title: "Where it is made up", kind: .line, x: FigureAxis("line of the user"),
            y: FigureAxis("share of lines", low: 0, isShare: true), series: [FigureSeries(name: "lines with a made-up value", points: points)])
    }
}
