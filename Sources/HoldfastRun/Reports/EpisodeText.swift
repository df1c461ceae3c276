// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// One scored episode turn by turn: the lines with what was decided about them beside.
struct EpisodeText: Sendable {
    private let scored: ScoredEpisode
    private var episode: Episode { scored.episode }

    init(_ scored: ScoredEpisode) {
        self.scored = scored
    }

    var text: String { (header + episode.turns.flatMap(lines) + footer).joined(separator: "\n") }

    private var header: [String] {
        let scenario = episode.scenario
        return [
            "episode \(episode.id)   scenario \(scenario.id)   domain \(scenario.domain)   split \(scenario.split.rawValue)   "
                + "version \(episode.simulatorVersion)",
            "",
            "persona \(scenario.persona.id): "
                + [
                    scenario.persona.facts.map { "\($0.attribute)=\($0.value)\($0.visibility == .secret ? " (secret)" : "")" }.joined(
                        separator: ", "),
                    scenario.persona.statements.joined(separator: " "),
                ].filter { !$0.isEmpty }.joined(separator: "; "),
            "policy: " + (scenario.persona.policy.isEmpty ? "-" : scenario.persona.policy.map(\.text).joined(separator: "; ")),
            "goal \(scenario.goal.id)\(scenario.goal.isPossible ? "" : " (impossible)"): "
                + scenario.goal.components.filter { $0.kind != .profile && $0.kind != .policy }.map(\.text).joined(separator: "; "),
        ] + ProbeText.lines(episode.probes.filter { $0.kind == .forecast }) + [""]
    }

    private func lines(_ turn: Turn) -> [String] {
        let number = String(repeating: " ", count: max(0, 3 - "\(turn.index)".count)) + "\(turn.index)"
        let mark = turn.finish == .endOfDialogue ? "  [ends the dialogue]" : turn.finish == .length ? "  [cut off]" : ""
        var result = ["\(number) \(turn.seat == .user ? "USER " : "AGENT") \(turn.text)\(mark)"]
        func note(_ text: String) { result.append("          " + text) }
        if !turn.acts.isEmpty { note("acts: " + turn.acts.map(EpisodeText.describe).joined(separator: ", ")) }
        for call in turn.toolCalls {
            let arguments = call.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            note("tool: \(call.name)(\(arguments.joined(separator: ", "))) -> \(call.result)")
        }
        for change in episode.goal.changes where change.turn == turn.index {
            note("goal: \(change.component) \(change.from.rawValue) -> \(change.to.rawValue) (\(change.reason))")
        }
        for verdict in scored.verdicts where verdict.turn == turn.index && verdict.outcome != .abstain {
            note(
                "verdict: \(verdict.criterion) \(verdict.outcome.rawValue)" + EpisodeText.judge(verdict)
                    + (verdict.evidence.isEmpty ? "" : " (\(verdict.evidence))")
                    + (verdict.criterion == Criterion.questionAndAnswer ? "" : EpisodeText.marks(verdict.places, in: turn.text)))
        }
        let scores = scored.scores.filter { $0.turn == turn.index && $0.value != nil }
        if !scores.isEmpty { note("scores: " + scores.map { "\($0.name)=\(fixed($0.value ?? 0, 3))" }.joined(separator: " ")) }
        for line in ProbeText.lines(episode.probes.filter { $0.turn == turn.index && $0.kind != .forecast }) { note(line) }
        return result
    }

    private var footer: [String] {
        let ending = episode.ending
        let statuses = zip(episode.goal.components, zip(episode.goal.statuses, episode.goal.applies)).map { component, state in
            "\(component.id)=\(state.1 ? state.0.rawValue : "does not apply")"
        }
        let scores = scored.scores.filter { $0.turn == nil }.map { "\($0.name)=\($0.value.map { fixed($0, 3) } ?? "-")" }
        return [
            "",
            "ending: \(ending.reason.rawValue)" + (ending.stop.map { ", stop \($0.rawValue)" } ?? "")
                + (ending.failure.map { ", \($0.boundary.rawValue) failed: \($0.message)" } ?? ""),
            "goal: " + statuses.joined(separator: ", "),
            "scores: " + scores.joined(separator: ", "),
            "reward: " + (scored.reward.map { fixed($0, 3) } ?? "-"),
        ]
    }

    /// Who judged, where it was not the ledger.
    private static func judge(_ verdict: Verdict) -> String {
        verdict.judge == LedgerJudge.identity ? "" : " by \(verdict.judge.prefix { $0 != "," }.prefix(60))"
    }

    /// The words at places of a line, in quotes.
    private static func marks(_ places: [Range<Int>], in line: String) -> String {
        let bytes = Array(line.utf8)
        let words = places.filter { $0.upperBound <= bytes.count }.map { "\"\(String(decoding: bytes[$0], as: UTF8.self))\"" }
        return words.isEmpty ? "" : " at " + words.joined(separator: ", ")
    }

    private static func describe(_ act: DialogueAct) -> String {
        let subject = [act.intent, act.attribute?.rawValue, act.value].compactMap(\.self).joined(separator: " ")
        return subject.isEmpty ? act.kind.rawValue : "\(act.kind.rawValue) \(subject)"
    }
}
