// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards

/// The questions behind stored verdicts, made again from the episode.
struct StoredQuestions {
    /// Disputed verdicts with their questions.
    private(set) var disputed: [(question: JudgeQuestion, verdict: Verdict, source: String)] = []
    /// Disputed verdicts whose question does not follow from what is stored, such as which goal component was asked about.
    private(set) var unknown = 0

    mutating func collect(_ scored: ScoredEpisode) {
        let probes = scored.episode.probes.filter { $0.kind == .open || $0.kind == .choice }
        var probe = 0
        for verdict in scored.verdicts {
            let record = verdict.criterion == Criterion.questionAndAnswer && probes.indices.contains(probe) ? probes[probe] : nil
            if record != nil { probe += 1 }
            guard verdict.isDisputed else { continue }
            if let question = Self.question(of: verdict, probe: record, in: scored) {
                disputed.append((question, verdict, "\(scored.episode.id)"))
            } else {
                unknown += 1
            }
        }
    }

    private static func question(of verdict: Verdict, probe: ProbeRecord?, in scored: ScoredEpisode) -> JudgeQuestion? {
        let episode = scored.episode
        if let probe {
            guard probe.turn == verdict.turn, let known = episode.scenario.ledger.values[probe.attribute] else { return nil }
            return JudgeQuestion(
                criterion: verdict.criterion, ground: known.sorted().joined(separator: " or "), dialogue: [JudgedLine(.agent, probe.question)],
                line: probe.answer, turn: probe.turn)
        }
        guard let index = verdict.turn, let turn = episode.turns.first(where: { $0.index == index }) else { return nil }
        let before = episode.turns.last { $0.index < index }.map { [JudgedLine($0.seat, $0.text)] } ?? []
        let ground: String
        switch verdict.criterion {
        case Criterion.promptToLine, Criterion.contrast: ground = ScenarioPrompt.sentences(for: episode.scenario).joined(separator: "\n")
        case Criterion.lineToLine:
            // No line is held against an invalid one.
            let invalid = Set(scored.verdicts(on: Criterion.validity).filter { $0.outcome == .fail }.compactMap(\.turn))
            ground = episode.userTurns.filter { $0.index < index && !invalid.contains($0.index) }.map(\.text).joined(separator: "\n")
        case Criterion.role: ground = ""
        default: return nil
        }
        return JudgeQuestion(criterion: verdict.criterion, ground: ground, dialogue: before, line: turn.text, turn: index)
    }
}
