// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What readers of an episode rely on beyond the layout: that its parts speak of each other truly.
enum EpisodeCheck {
    /// Everything that contradicts itself, one text each, without the episode's name.
    static func problems(of scored: ScoredEpisode) -> [String] {
        let episode = scored.episode
        return turns(episode) + trace(episode.trace, of: "") + goal(episode) + probes(episode) + ending(episode.ending) + judgements(scored)
    }

    /// Each line stands at its own place, and its tokens lie in the trace and belong to it.
    private static func turns(_ episode: Episode) -> [String] {
        episode.turns.enumerated().flatMap { position, turn -> [String] in
            if turn.index != position { return ["the turn at place \(position) has index \(turn.index)"] }
            guard turn.tokens.lowerBound >= 0, turn.tokens.upperBound <= episode.trace.count else {
                return ["turn \(turn.index): its tokens \(turn.tokens) lie outside the trace of \(episode.trace.count)"]
            }
            guard episode.trace.turn[turn.tokens].allSatisfy({ Int($0) == turn.index }) else {
                return ["turn \(turn.index): its tokens are marked as another turn's"]
            }
            return []
        }
    }

    private static func trace(_ trace: TokenTrace, of owner: String) -> [String] {
        var problems: [String] = []
        for (logprob, sampled) in zip(trace.logprobs, trace.mask) {
            if !sampled, logprob != 0 {
                problems.append("\(owner)a token that was not sampled has a log-probability")
                break
            }
            // The logarithm of a sum that was rounded may come out a little above 0.
            if sampled, !(logprob.isFinite && logprob <= 1e-3) {
                problems.append("\(owner)a sampled token has the log-probability \(logprob), which no probability has")
                break
            }
        }
        if let wrong = trace.modelLogprobs.first(where: { !($0.isFinite && $0 <= 1e-3) }) {
            problems.append("\(owner)a token has the log-probability \(wrong) under the model, which no probability has")
        }
        if trace.ids.contains(where: { $0 < 0 }) { problems.append("\(owner)a token is negative") }
        return problems
    }

    /// Moves and ignored proposals follow from lines that were said. That the moves lead to the statuses, decoding has proved.
    private static func goal(_ episode: Episode) -> [String] {
        let turns = -1..<max(0, episode.turns.count)
        var problems = episode.goal.changes.filter { !turns.contains($0.turn) }.map {
            "the goal change of \($0.component) follows from turn \($0.turn) of \(episode.turns.count)"
        }
        if zip(episode.goal.changes, episode.goal.changes.dropFirst()).contains(where: { $0.turn > $1.turn }) {
            problems.append("its goal changes are out of order")
        }
        return problems
            + episode.goal.rejected.filter { !turns.contains($0.proposal.turn) }.map {
                "the ignored proposal on \($0.proposal.component) follows from turn \($0.proposal.turn) of \(episode.turns.count)"
            }
    }

    private static func probes(_ episode: Episode) -> [String] {
        episode.probes.enumerated().flatMap { number, probe -> [String] in
            var problems: [String] = []
            if probe.turn < 0 || (probe.turn > 0 && probe.turn >= episode.turns.count) {
                problems.append("probe \(number) was asked after turn \(probe.turn) of \(episode.turns.count)")
            }
            if probe.start < 0 || probe.start > episode.trace.count {
                problems.append("probe \(number) starts behind \(probe.start) of \(episode.trace.count) tokens")
            }
            if probe.sample < 0 { problems.append("probe \(number) has the negative number \(probe.sample)") }
            return problems + trace(probe.trace, of: "probe \(number): ")
        }
    }

    private static func ending(_ ending: Ending) -> [String] {
        let failed = ending.reason == .failure
        var problems: [String] = []
        if failed != (ending.failure != nil) {
            problems.append("its ending is \(ending.reason.rawValue) and \(failed ? "nothing says what failed" : "something is said to have failed")")
        }
        // Without a goal, as in imported dialogues, there is nothing to judge the decision by.
        if failed, ending.stop != nil { problems.append("it failed, and yet the decision to stop is judged") }
        return problems
    }

    private static func judgements(_ scored: ScoredEpisode) -> [String] {
        let turns = scored.episode.turns
        var problems: [String] = []
        for verdict in scored.verdicts {
            guard let turn = verdict.turn else { continue }
            let answers = scored.episode.probes.filter { $0.turn == turn }.map(\.answer.utf8.count)
            guard turns.indices.contains(turn) || !answers.isEmpty else {
                problems.append("a verdict on \(verdict.criterion) is of turn \(turn) of \(turns.count)")
                continue
            }
            // Of verdicts on probes the places are in one of the answers.
            let ofProbe = verdict.criterion == Criterion.questionAndAnswer || verdict.criterion == Criterion.forecast
            let line = turns.indices.contains(turn) ? turns[turn].text.utf8.count : 0
            let length = ofProbe ? max(line, answers.max() ?? 0) : line
            if let place = verdict.places.first(where: { $0.lowerBound < 0 || $0.upperBound > length }) {
                problems.append("a verdict on \(verdict.criterion) finds bytes \(place) of turn \(turn) wrong, which has \(length)")
            }
        }
        for score in scored.scores {
            if let turn = score.turn, !turns.indices.contains(turn) {
                problems.append("the score \(score.name) is of turn \(turn) of \(turns.count)")
            }
        }
        if let reward = scored.reward, reward.isNaN { problems.append("its reward is not a number") }
        return problems
    }
}
