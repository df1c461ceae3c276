// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgedEpisode {
    /// The record that is stored: verdicts, scores per turn and per episode, and the composed reward.
    func scored(weights: RewardWeights) -> ScoredEpisode {
        let parts = parts
        let reward = weights.reward(of: parts)
        var scores = lineScores + episodeScores
        scores.append(Score(MetricName.reward, reward))
        scores.append(Score(MetricName.outcomeReward, weights.outcome(of: parts)))
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
            judge.verdict(Criterion.validity, line.fault == nil ? .pass : .fail, line.turn.index, line.fault?.rawValue ?? "")
        }
        let stop: VerdictOutcome =
            switch episode.ending.stopScore {
            case .some(let score): score == 1 ? .pass : .fail
            case nil: .abstain
            }
        return validity + promptToLine + judge.lineToLineVerdicts(lines, lineToLine) + probes
            + [judge.verdict(Criterion.stop, stop, nil, episode.ending.stop?.rawValue ?? episode.ending.reason.rawValue)]
    }

    /// Scores that belong to one user turn. They are facts about a line and are kept even where the episode failed later.
    private var lineScores: [Score] {
        let differences = progress.differences()
        return lines.indices.flatMap { index -> [Score] in
            let line = lines[index]
            func score(_ name: String, _ value: Double?) -> Score { Score(name, value, turn: line.turn.index) }
            return [
                score(MetricName.validity, line.fault == nil ? 1 : 0),
                score(MetricName.promptToLine, promptToLine[index].outcome.score),
                score(MetricName.lineToLineMin, index == 0 ? nil : lineToLine.map { $0.conflicts[index].isEmpty ? 1 : 0 }),
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
        let firstFailure = promptToLine.first { $0.outcome == .fail }
        let scores: [Score] =
            [
                Score(MetricName.promptToLine, promptToLine.passShare),
                Score(MetricName.lineToLineMin, lineToLine?.min),
                Score(MetricName.lineToLinePair, lineToLine?.pair),
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
            ]
            + ComponentKind.allCases.map { Score(MetricName.goalSuccess($0), episode.goal.success(of: $0)) }
            + [
                Score(MetricName.leaks, information.map { Double(Set($0.leaks.map(\.turn)).count) }),
                Score(MetricName.fabrications, information.map { Double($0.fabrications.count) }),
            ]
        return isScorable ? scores : scores.map { Score($0.name, nil) }
    }

    private var openProbes: [Verdict] {
        zip(probes, episode.probes.filter(\.kind.asksForFact)).filter { $1.kind == .open }.map(\.0)
    }

    /// The sum, or nil where a summand is absent.
    private func sum(_ values: [Double?]) -> Double? {
        let present = values.compactMap(\.self)
        return present.count == values.count ? present.reduce(0, +) : nil
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
