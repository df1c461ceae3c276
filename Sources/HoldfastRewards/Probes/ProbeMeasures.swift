// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Everything that the probes of one episode show. Pure: equal episodes give equal numbers. What was not asked is absent, never zero.
public struct ProbeMeasures: Hashable, Sendable {
    /// Verdicts on the questions for facts, in the order of the episode's probes.
    public let verdicts: [Verdict]
    /// How these were answered.
    public let answers: FactAnswers
    /// Per fact that was asked for repeatedly, in the order in which they were first asked for.
    public let commitments: [CommitmentCurve]
    /// What was foretold, and what came of it.
    public let forecasts: [ForecastOutcome]
    /// How alike lines are to what is said in their place without persona.
    public let noPersonaSimilarities: [NoPersonaSimilarity]

    /// - Parameters:
    ///   - reader: reads answers and lines; without one open questions abstain, and of forecasts only the number of lines can be told.
    ///   - verdicts: on the questions for facts, one per question in their order, where another judge than the ledger gave them.
    public init(_ episode: Episode, reader: LineReader?, verdicts: [Verdict]? = nil) {
        let judge = LedgerJudge(scenario: episode.scenario)
        self.verdicts = verdicts ?? episode.probes.filter(\.kind.asksForFact).map { judge.probe($0, reader: reader) }
        answers = FactAnswers(episode.probes, verdicts: self.verdicts)
        var attributes: [Attribute] = []
        for probe in episode.probes where probe.kind == .regeneration && !attributes.contains(probe.attribute) {
            attributes.append(probe.attribute)
        }
        commitments = attributes.map { CommitmentCurve($0, in: episode, reader: reader) }
        forecasts = episode.forecasts(reader: reader)
        noPersonaSimilarities = episode.noPersonaSimilarities
    }
}

extension ProbeMeasures {
    /// The mean over places of the share of regenerated answers that agree.
    public var commitment: Double? { mean(places.compactMap { $0.modalShare?.share }) }
    /// The mean over places of 1 - H / log n.
    public var commitmentEntropy: Double? { mean(places.compactMap(\.concentration)) }
    /// The share of regenerated answers in which a value can be read.
    public var commitmentRead: Double? {
        share(places.reduce(0) { $0 + $1.read.count }, of: places.reduce(0) { $0 + $1.answers.count })
    }
    /// The share of read answers that agree with the ledger and with what the user said before.
    public var consistentShare: Double? {
        let told = places.compactMap(\.consistentShare)
        return share(told.reduce(0) { $0 + $1.hits }, of: told.reduce(0) { $0 + $1.count })
    }
    /// Lines until the simulator was committed to what nothing specifies, on average over the facts for which it ever was.
    public var firstCommitment: Double? { mean(firsts.map { Double($0.lines) }) }
    /// The share of what was said afterwards that deviates.
    public var commitmentDeviation: Double? {
        let deviations = firsts.compactMap(\.deviation)
        return share(deviations.reduce(0) { $0 + $1.hits }, of: deviations.reduce(0) { $0 + $1.count })
    }
    /// The mean over the lines beside which a reply without persona was drawn.
    public var noPersonaSimilarity: Double? { mean(noPersonaSimilarities.map(\.value)) }
    /// The share of forecasts that came true, among those that were understood and put to the test.
    public var forecastShare: Double? {
        let told = forecasts.compactMap(\.cameTrue)
        return share(told.count { $0 }, of: told.count)
    }

    /// All numbers as scores, of the episode and of single turns; absent ones of the episode without a value. `drift/qa` is not among them: every scored episode has it.
    public var scores: [Score] {
        [
            Score(MetricName.choice, answers.choice), Score(MetricName.choiceCorrected, answers.choiceCorrected),
            Score(MetricName.choiceRead, answers.choiceRead), Score(MetricName.commitment, commitment),
            Score(MetricName.commitmentEntropy, commitmentEntropy), Score(MetricName.commitmentRead, commitmentRead),
            Score(MetricName.consistentShare, consistentShare), Score(MetricName.firstCommitment, firstCommitment),
            Score(MetricName.commitmentDeviation, commitmentDeviation), Score(MetricName.noPersonaSimilarity, noPersonaSimilarity),
            Score(MetricName.forecast, forecastShare),
        ] + noPersonaSimilarities.map { Score(MetricName.noPersonaSimilarity, $0.value, turn: $0.turn) }
    }

    private var places: [Commitment] { commitments.flatMap(\.places) }
    private var firsts: [CommitmentCurve.FirstCommitment] { commitments.compactMap(\.first) }

    private func mean(_ values: [Double]) -> Double? { values.isEmpty ? nil : values.reduce(0, +) / Double(values.count) }
    private func share(_ part: Int, of whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
}
