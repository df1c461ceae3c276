// SPDX-License-Identifier: Apache-2.0

/// What a judge says of one criterion. Abstaining never pays and never counts as zero.
public enum VerdictOutcome: String, Sendable, Codable, CaseIterable {
    /// `abstain` says that the judge could not tell.
    case pass, fail, abstain
}

/// One verdict with its evidence.
public struct Verdict: Hashable, Sendable, Codable {
    /// What was asked, such as `prompt_to_line`.
    public var criterion: String
    /// What the judge decided.
    public var outcome: VerdictOutcome
    /// The turn it is about, or nil for the whole episode.
    public var turn: Int?
    /// What decided it; for an abstention, why there is none.
    public var evidence: String
    /// Where the turn's text goes wrong, in its UTF-8 bytes and in their order; empty where the verdict names no place.
    public var places: [Range<Int>]
    /// Who judged.
    public var judge: String
    /// Why there is no decision; nil for a decision.
    public var abstention: Abstention?
    /// The calls of models that it rests on, in their order; empty for a judge that needs none.
    public var calls: [JudgeCall]

    /// A verdict on a turn, or on the whole episode where `turn` is left out. An abstention without a reason is one that could not tell.
    public init(
        criterion: String, outcome: VerdictOutcome, turn: Int? = nil, evidence: String = "", places: [Range<Int>] = [], judge: String,
        abstention: Abstention? = nil, calls: [JudgeCall] = []
    ) {
        self.criterion = criterion
        self.outcome = outcome
        self.turn = turn
        self.evidence = evidence
        self.places = places
        self.judge = judge
        self.abstention = outcome == .abstain ? abstention ?? .cannotTell : nil
        self.calls = calls
    }

    /// An abstention with its reason.
    public static func abstain(
        _ criterion: String, _ reason: Abstention, turn: Int? = nil, evidence: String, judge: String, calls: [JudgeCall] = []
    ) -> Verdict {
        Verdict(criterion: criterion, outcome: .abstain, turn: turn, evidence: evidence, judge: judge, abstention: reason, calls: calls)
    }
}

/// A number or nothing: a score that could not be had is absent, never zero.
public struct Score: Hashable, Sendable, Codable {
    /// Slash-separated metric name, such as `drift/prompt_to_line`.
    public var name: String
    /// The number in the metric's unit; nil where it could not be had.
    public var value: Double?
    /// The turn it belongs to, or nil for the whole episode.
    public var turn: Int?

    /// A score of a turn, or of the whole episode where `turn` is left out.
    public init(_ name: String, _ value: Double?, turn: Int? = nil) {
        self.name = name
        self.value = value
        self.turn = turn
    }
}

/// An episode with all that was said about it.
public struct ScoredEpisode: Hashable, Sendable, Codable {
    /// What was judged.
    public var episode: Episode
    /// All verdicts, abstentions included. Those on probes stand in the order of the episode's probes.
    public var verdicts: [Verdict]
    /// Every component, per turn and per episode.
    public var scores: [Score]
    /// The composed reward, or nil where no part of it could be had.
    public var reward: Double?

    /// An episode that nothing was said about yet, unless told otherwise.
    public init(episode: Episode, verdicts: [Verdict] = [], scores: [Score] = [], reward: Double? = nil) {
        self.episode = episode
        self.verdicts = verdicts
        self.scores = scores
        self.reward = reward
    }

    /// The verdicts on a criterion by the judge that rewards: the first that was asked. Those of a judge that only evaluates stand behind.
    public func verdicts(on criterion: String) -> [Verdict] {
        let all = verdicts.filter { $0.criterion == criterion }
        return all.filter { $0.judge == all.first?.judge }
    }

    /// The episode-level score of a name, or nil where absent.
    public func score(_ name: String) -> Double? {
        scores.first { $0.name == name && $0.turn == nil }?.value
    }
}
