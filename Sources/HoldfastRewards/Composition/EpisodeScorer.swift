// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Scores episodes with the ledger judge and composes their reward. Pure and exact: equal episodes get equal scores.
///
/// Every component is stored, per turn and per episode, whatever its weight.
/// - A component that cannot be had is absent: it leaves the weighted mean, and its score is stored without a value.
/// - An episode without any valid line gets 0 in every component it has, so that silence and refusals never pay.
/// - A failed episode, and one in which the user never spoke, has no reward and no episode scores.
public struct EpisodeScorer: Sendable {
    private let reader: @Sendable (String) -> LineReader?
    private let gate: ValidityGate
    /// What the reward is composed with; the component scores do not depend on its weights.
    public let composition: RewardComposition
    private let others: ContrastingScenarios

    /// What each component of the reward weighs.
    public var weights: RewardWeights { composition.weights }

    /// - Parameters:
    ///   - others: scenarios whose personas lines are held against; none leaves `contrast` absent.
    ///   - reader: the reader of a domain by its name; without one the judges of what is said abstain.
    public init(
        composition: RewardComposition = RewardComposition(), gate: ValidityGate = ValidityGate(), others: [Scenario] = [],
        reader: @escaping @Sendable (String) -> LineReader?
    ) {
        self.reader = reader
        self.gate = gate
        self.composition = composition
        self.others = ContrastingScenarios(others)
    }

    /// - Parameter lexicon: the lexicon of a domain by its name; each is prepared once.
    public init(
        lexicon: @escaping @Sendable (String) -> Lexicon?, composition: RewardComposition = RewardComposition(), others: [Scenario] = []
    ) {
        let readers = LineReaderCache(lexicon: lexicon)
        self.init(composition: composition, others: others) { readers.reader(for: $0) }
    }

    /// With these weights and nothing else set.
    public init(lexicon: @escaping @Sendable (String) -> Lexicon?, weights: RewardWeights) {
        self.init(lexicon: lexicon, composition: RewardComposition(weights: weights))
    }

    /// Judges by the ledger, measures and composes.
    public func score(_ episode: Episode) -> ScoredEpisode {
        judged(episode).scored(by: composition)
    }

    /// Judges by other judges, measures and composes.
    /// - Parameters:
    ///   - judge: the judge that rewards; nil is the ledger.
    ///   - evaluation: the judge that evaluates, asked beside it; nil asks none.
    public func score(_ episode: Episode, by judge: (any DriftJudge)?, evaluation: (any DriftJudge)? = nil) async -> ScoredEpisode {
        let reader = reader(episode.scenario.domain)
        let lines = episode.userLines(reader: reader, gate: gate)
        async let second = evaluation?.drift(of: episode, lines: lines)
        let first =
            if let judge { await judge.drift(of: episode, lines: lines) } else { ledgerDrift(of: episode, lines: lines, reader: reader) }
        return JudgedEpisode(
            episode, lines: lines, drift: first, evaluation: await second, goalWeights: composition.goalWeights, reader: reader,
            contrast: others.contrast(of: episode.scenario)
        ).scored(by: composition)
    }

    /// One reward per user turn for credit by turn; empty for an episode without a reward.
    ///
    /// Each component spreads over the turns, and the turns add up to the episode's reward: a line's verdicts (prompt to line, line to
    /// line, validity) divided by the number of lines judged; a probe's verdict divided by the number of probes, at the line it
    /// followed; goal components as progress (`GoalProgress`); the stop decision at the last line; diversity evenly.
    public func turnRewards(_ episode: Episode) -> [Double] {
        weights.turnRewards(of: judged(episode).parts)
    }

    private func judged(_ episode: Episode) -> JudgedEpisode {
        let reader = reader(episode.scenario.domain)
        let lines = episode.userLines(reader: reader, gate: gate)
        return JudgedEpisode(
            episode, lines: lines, drift: ledgerDrift(of: episode, lines: lines, reader: reader), goalWeights: composition.goalWeights,
            reader: reader, contrast: others.contrast(of: episode.scenario))
    }

    private func ledgerDrift(of episode: Episode, lines: [UserLine], reader: LineReader?) -> JudgedDrift {
        LedgerJudge(scenario: episode.scenario).drift(of: lines, probes: episode.probes, reader: reader)
    }
}

extension ScoredEpisode {
    /// The stored reward of each user turn, in order; empty for an episode without a reward.
    public var turnRewards: [Double] {
        scores.filter { $0.name == MetricName.turnReward }.compactMap(\.value)
    }

    /// What each user turn's own verdicts cost, in order; empty for an episode without a reward.
    public var lineRewards: [Double] {
        scores.filter { $0.name == MetricName.lineReward }.compactMap(\.value)
    }

    /// The stored part of the reward that belongs to no single line; nil for an episode without a reward.
    public var outcomeReward: Double? {
        scores.first { $0.name == MetricName.outcomeReward }?.value
    }
}
