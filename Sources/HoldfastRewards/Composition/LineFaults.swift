// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// One thing that is wrong with a user line.
public struct PlacedFault: Hashable, Sendable {
    /// Index of the turn.
    public var turn: Int
    /// Where it stands, in UTF-8 bytes of the line; nil where it is the line as a whole.
    public var place: Range<Int>?
    /// What it takes from the composed reward; not negative.
    public var cost: Double

    /// A fault at a place of a line, or of the line as a whole.
    public init(turn: Int, place: Range<Int>?, cost: Double) {
        self.turn = turn
        self.place = place
        self.cost = cost
    }
}

extension ScoredEpisode {
    /// What is wrong with the user's lines, by their stored verdicts, in the order of the verdicts.
    ///
    /// A place costs the weight of its component over all weights present, as a failed line does in `RewardWeights.lineRewards(of:)`. An
    /// invalid line is wrong as a whole. A failed verdict without a place on a valid line is nobody's fault here: the line disagrees with
    /// an earlier one, and it is the earlier one that had it wrong.
    public func faults(weights: RewardWeights) -> [PlacedFault] {
        var judges: [String: String] = [:]
        for verdict in verdicts where judges[verdict.criterion] == nil { judges[verdict.criterion] = verdict.judge }
        let failed = verdicts.filter { $0.outcome == .fail && $0.turn != nil && $0.judge == judges[$0.criterion] }
        let invalid = Set(failed.filter { $0.criterion == Criterion.validity }.compactMap(\.turn))
        let costs = Dictionary(
            scores.filter { $0.name == MetricName.lineReward }.compactMap { score in score.turn.map { ($0, -(score.value ?? 0)) } },
            uniquingKeysWith: { first, _ in first })
        var weighed: [Int: Double] = [:]
        for verdict in failed { weighed[verdict.turn ?? 0, default: 0] += weights.line(verdict) }
        return failed.flatMap { verdict -> [PlacedFault] in
            guard let turn = verdict.turn, weights.line(verdict) > 0, let total = weighed[turn], let cost = costs[turn] else { return [] }
            let share = cost * weights.line(verdict) / total
            if invalid.contains(turn) { return [PlacedFault(turn: turn, place: nil, cost: share)] }
            return verdict.places.map { PlacedFault(turn: turn, place: $0, cost: share) }
        }
    }
}

extension ScoredEpisode {
    /// What is wrong with the answers to probes, per probe that was answered wrong: the places of the wrong value, or one fault without
    /// a place for an answer that has no value. Each costs the weight of `qa` over all weights.
    public func probeFaults(weights: RewardWeights) -> [Int: [PlacedFault]] {
        let answered = verdicts(on: Criterion.questionAndAnswer)
        // No other probe has a right answer, and so a fault to learn from.
        let asked = episode.probes.indices.filter { episode.probes[$0].kind.asksForFact }
        let cost = weights.share(of: .questionAndAnswer)
        guard cost > 0, answered.count == asked.count else { return [:] }
        var faults: [Int: [PlacedFault]] = [:]
        for (index, verdict) in zip(asked, answered) where verdict.outcome == .fail {
            let places: [Range<Int>?] = verdict.places.isEmpty ? [nil] : verdict.places
            faults[index] = places.map { PlacedFault(turn: episode.probes[index].turn, place: $0, cost: cost) }
        }
        return faults
    }
}

extension RewardWeights {
    /// The weight of a verdict about a single line; 0 where it is about something else.
    fileprivate func line(_ verdict: Verdict) -> Double {
        guard let component = RewardComponent(rawValue: verdict.criterion), component.judgesLines else { return 0 }
        return self[component]
    }
}
