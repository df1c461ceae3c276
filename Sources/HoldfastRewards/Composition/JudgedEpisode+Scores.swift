// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgedEpisode {
    /// The record that is stored: verdicts, scores per turn and per episode, and the composed reward.
    func scored(by composition: RewardComposition) -> ScoredEpisode {
        let parts = parts
        let weights = composition.weights
        let reward = weights.reward(of: parts)
        var scores = lineScores + episodeScores + probes.scores.map { Score($0.name, isScorable || $0.turn != nil ? $0.value : nil, turn: $0.turn) }
        scores += parts.map { Score(MetricName.part($0.component.rawValue), $0.value) }
        scores.append(Score(MetricName.reward, reward))
        scores.append(Score(MetricName.outcomeReward, weights.outcome(of: parts)))
        if !composition.gate.isEmpty { scores.append(Score(MetricName.gate, composition.gate(of: parts))) }
        for (line, share) in zip(lines, weights.turnRewards(of: parts)) {
            scores.append(Score(MetricName.turnReward, share, turn: line.turn.index))
        }
        for (line, reward) in zip(lines, weights.lineRewards(of: parts)) {
            scores.append(Score(MetricName.lineReward, reward, turn: line.turn.index))
        }
        return ScoredEpisode(episode: episode, verdicts: verdicts, scores: scores, reward: reward)
    }

    private var verdicts: [Verdict] {
        let validity = lines.map { line in
            LedgerJudge.verdict(Criterion.validity, line.fault == nil ? .pass : .fail, line.turn.index, line.fault?.rawValue ?? "")
        }
        let stop: VerdictOutcome =
            switch episode.ending.stopScore {
            case .some(let score): score == 1 ? .pass : .fail
            case nil: .abstain
            }
        return validity + drift.verdicts + measuredFaults
            + [LedgerJudge.verdict(Criterion.stop, stop, nil, episode.ending.stop?.rawValue ?? episode.ending.reason.rawValue)]
            + episode.goalVerdicts + (evaluation?.verdicts ?? [])
    }

    /// What lines are found to do wrong without a judge of drift.
    private var measuredFaults: [Verdict] {
        func verdicts(_ criterion: String, _ evidence: String, where isFault: (Int) -> Bool) -> [Verdict] {
            lines.indices.filter(isFault).map { LedgerJudge.verdict(criterion, .fail, lines[$0].turn.index, evidence) }
        }
        let wording =
            verdicts(Criterion.role, LineFault.roleLeakage.rawValue) { lines[$0].leavesItsRole }
            + verdicts(Criterion.selfRepetition, "more than half of its four-word sequences were said before") { repeating[$0] == true }
        guard let information else { return wording }
        func verdicts(_ criterion: String, _ entries: [InformationLedger.Entry], _ what: String) -> [Verdict] {
            lines.compactMap { line in
                let claims = entries.filter { $0.turn == line.turn.index }.map(\.claim)
                guard !claims.isEmpty else { return nil }
                return LedgerJudge.verdict(
                    criterion, .fail, line.turn.index, claims.map { "\(what) \($0.attribute) = \($0.value)" }.joined(separator: "; "),
                    at: line.passages.filter { !$0.isDenied && claims.contains($0.claim) }.map(\.place))
            }
        }
        return wording + verdicts(Criterion.leakage, information.leaks, "tells")
            + verdicts(Criterion.fabrication, information.fabrications, "makes up")
    }

    /// Scores that belong to one user turn. They are facts about a line and are kept even where the episode failed later.
    private var lineScores: [Score] {
        let differences = progress.differences()
        return lines.indices.flatMap { index -> [Score] in
            let line = lines[index]
            func score(_ name: String, _ value: Double?) -> Score { Score(name, value, turn: line.turn.index) }
            return [
                score(MetricName.validity, line.fault == nil ? 1 : 0),
                score(MetricName.promptToLine, drift.promptToLine[index].outcome.score),
                score(MetricName.lineToLineMin, index == 0 ? nil : drift.lineToLine[index - 1].outcome.score),
                score(MetricName.words, Double(line.text.words.count)),
                score(MetricName.progress, differences?[index]),
                score(MetricName.leaks, information.map { $0.leaks.contains { $0.turn == line.turn.index } ? 1 : 0 }),
                score(MetricName.fabrications, information.map { Double($0.fabrications.count { $0.turn == line.turn.index }) }),
            ]
        }
    }

    private var episodeScores: [Score] {
        let texts = lines.map(\.text)
        let stop = episode.ending.stop
        let firstFailure = drift.promptToLine.first { $0.outcome == .fail }
        let scores: [Score] =
            [
                Score(MetricName.promptToLine, drift.promptToLine.passShare),
                Score(MetricName.lineToLineMin, drift.lineToLine.passShare),
                Score(MetricName.lineToLinePair, drift.pairs?.pair),
                Score(MetricName.questionAndAnswer, openProbes.passShare),
                Score(MetricName.firstContradiction, firstFailure?.turn.map(Double.init)),
                Score(MetricName.validity, lines.isEmpty ? nil : Double(lines.count { $0.fault == nil }) / Double(lines.count)),
                Score(MetricName.distinct2, LexicalMeasures.distinct2(texts)),
                Score(MetricName.words, LexicalMeasures.words(texts)),
                Score(MetricName.claims, sum(lines.map { ($0.reading?.claims.count).map(Double.init) }).map { $0 / Double(lines.count) }),
                Score(MetricName.userTurns, Double(lines.count)),
                Score(MetricName.stopCorrect, episode.ending.stopScore),
                Score(MetricName.stopPremature, stop.map { $0 == .premature ? 1 : 0 }),
                Score(MetricName.stopMissed, stop.map { $0 == .missed ? 1 : 0 }),
                Score(MetricName.goalSuccess, episode.goal.success),
                Score(MetricName.goalLevel, GoalLevel(progress, weights: goalWeights)?.mean),
                Score(MetricName.role, lines.isEmpty ? nil : Double(lines.count { !$0.leavesItsRole }) / Double(lines.count)),
                Score(MetricName.assistantLikeness, likeness.isEmpty ? nil : likeness.reduce(0, +) / Double(likeness.count)),
            ]
            + ComponentKind.allCases.map { Score(MetricName.goalSuccess($0), episode.goal.success(of: $0)) }
            + [
                Score(MetricName.leaks, information.map { Double(Set($0.leaks.map(\.turn)).count) }),
                Score(MetricName.fabrications, information.map { Double($0.fabrications.count) }),
            ] + [Score(MetricName.personaContrast, contrast.isEmpty ? nil : contrast.meanOfPresent)] + LexicalMeasures.scores(texts)
            + evaluationScores
        return isScorable ? scores : scores.map { Score($0.name, nil) }
    }

    /// What the judge that evaluates finds, and how much kinder the one that rewards is; empty where none was asked.
    private var evaluationScores: [Score] {
        guard let evaluation else { return [] }
        let pairs: [(String, String, [Verdict], [Verdict])] = [
            (MetricName.promptToLine, Criterion.promptToLine, drift.promptToLine, evaluation.promptToLine),
            (MetricName.lineToLineMin, Criterion.lineToLine, drift.lineToLine, evaluation.lineToLine),
            (MetricName.questionAndAnswer, Criterion.questionAndAnswer, drift.probes, evaluation.probes),
        ]
        return pairs.flatMap { metric, criterion, rewarding, evaluating in
            let both = zip(rewarding, evaluating).filter { $0.outcome != .abstain && $1.outcome != .abstain }
            let gap = both.map(\.0).passShare.flatMap { kind in both.map(\.1).passShare.map { kind - $0 } }
            return [Score(MetricName.byEvaluationJudge(metric), evaluating.passShare), Score(MetricName.judgeGap(criterion), gap)]
        }
    }

    /// The verdicts on open questions, those with options left out.
    var openProbes: [Verdict] {
        zip(drift.probes, episode.probes.filter(\.kind.asksForFact)).filter { $1.kind == .open }.map(\.0)
    }

    /// The sum, or nil where a summand is absent.
    private func sum(_ values: [Double?]) -> Double? {
        let present = values.compactMap(\.self)
        return present.count == values.count ? present.reduce(0, +) : nil
    }
}

extension [Double?] {
    /// The mean of the values that are there; nil where none is.
    fileprivate var meanOfPresent: Double? {
        let present = compactMap(\.self)
        return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
    }
}

extension VerdictOutcome {
    /// 1 for a pass, 0 for a fail, nothing for an abstention.
    var score: Double? {
        switch self {
        case .pass: 1
        case .fail: 0
        case .abstain: nil
        }
    }
}

extension [Verdict] {
    /// The share of passes among the verdicts that do not abstain; nil where all do.
    var passShare: Double? {
        let scores = compactMap(\.outcome.score)
        return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    }
}
