// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// One scored episode turn by turn: the lines with what was decided about them beside.
struct EpisodeText: Sendable {
    private let scored: ScoredEpisode
    private let width: Int
    private let palette: Palette
    private var episode: Episode { scored.episode }

    /// - Parameter width: columns of a line.
    init(_ scored: ScoredEpisode, width: Int = .max, palette: Palette = .plain) {
        self.scored = scored
        self.width = width
        self.palette = palette
    }

    var text: String { (header + episode.turns.flatMap(lines) + footer).joined(separator: "\n") }

    private var header: [String] {
        let scenario = episode.scenario
        let facts = scenario.persona.facts.map { "\($0.attribute)=\($0.value)\($0.visibility == .secret ? " (secret)" : "")" }
        let statements = scenario.persona.statements.joined(separator: " ")
        let parts = [facts.joined(separator: ", "), statements].filter { !$0.isEmpty }
        let lines = [
            "persona \(scenario.persona.id): " + parts.joined(separator: ". "),
            "policy: " + (scenario.persona.policy.isEmpty ? "-" : scenario.persona.policy.map(\.text).joined(separator: "; ")),
            "goal \(scenario.goal.id)\(scenario.goal.isPossible ? "" : " (impossible)"): "
                + scenario.goal.components.filter { $0.kind != .profile && $0.kind != .policy }.map(\.text).joined(separator: "; "),
        ]
        let title =
            "episode \(episode.id)   scenario \(scenario.id)   domain \(scenario.domain)   split \(scenario.split.rawValue)   "
            + "version \(episode.simulatorVersion)"
        let forecasts = ProbeText.lines(episode.probes.filter { $0.kind == .forecast })
        return wrapped(title, indent: "  ").map { palette.paint($0, .bold) } + [""] + (lines + forecasts).flatMap { wrapped($0, indent: "  ") } + [""]
    }

    private func lines(_ turn: Turn) -> [String] {
        let number = String(repeating: " ", count: max(0, 3 - "\(turn.index)".count)) + "\(turn.index)"
        let mark = turn.finish == .endOfDialogue ? "  [ends the dialogue]" : turn.finish == .length ? "  [cut off]" : ""
        let notes = TurnNotes(turn, of: scored)
        var result = wrapped("\(number) \(turn.seat == .user ? "USER " : "AGENT") \(turn.text)\(mark)", indent: Self.indent)
        func note(_ text: String, _ style: Palette.Style = .plain) {
            result += wrapped(Self.indent + text, indent: Self.indent + "  ").map { palette.paint($0, style) }
        }
        if !turn.acts.isEmpty { note("acts: " + turn.acts.map(EpisodeText.describe).joined(separator: ", "), .dim) }
        for call in turn.toolCalls {
            let arguments = call.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            note("tool\(call.isError ? " failed" : ""): \(call.name)(\(arguments.joined(separator: ", "))) -> \(call.result)", .dim)
        }
        for fault in notes.faults { note("! " + fault, .fault) }
        for move in notes.moves { note("goal: " + move) }
        for pass in notes.passes { note(pass, .dim) }
        if let open = notes.abstentions { note(open, .dim) }
        if let reward = notes.reward { note("reward: " + reward) }
        if !notes.scores.isEmpty { note("scores: " + notes.scores.joined(separator: " "), .dim) }
        for line in ProbeText.lines(episode.probes.filter { $0.turn == turn.index && $0.kind != .forecast }) { note(line) }
        return result
    }

    private var footer: [String] {
        let ending = episode.ending
        var lines = [
            "ending: \(ending.reason.rawValue)" + (ending.stop.map { ", stop \($0.rawValue)" } ?? "")
                + (ending.failure.map { ", \($0.boundary.rawValue) failed: \($0.message)" } ?? "")
        ]
        let whole = scored.verdicts.filter { $0.turn == nil && $0.outcome != .abstain }
        for verdict in whole {
            let reason = verdict.evidence.isEmpty ? "" : ": \(verdict.evidence)"
            lines.append(
                "\(verdict.outcome == .fail ? "! " : "")\(verdict.criterion) \(verdict.outcome.rawValue)\(TurnNotes.judge(verdict))\(reason)")
        }
        lines += goal + scores
        lines.append("reward: " + (scored.reward.map { fixed($0, 3) } ?? "-"))
        return [""] + lines.flatMap { line in wrapped(line, indent: "        ").map { palette.paint($0, line.hasPrefix("! ") ? .fault : .plain) } }
    }

    /// The statuses at the end: what is missing first.
    private var goal: [String] {
        let goal = episode.goal
        guard !goal.components.isEmpty else { return [] }
        var names: [String: [String]] = [:]
        var met = 0
        for (index, component) in goal.components.enumerated() {
            let status = goal.statuses[index]
            if goal.applies[index], component.kind.isSuccess(status) { met += 1 }
            names[goal.applies[index] ? status.rawValue : "does not apply", default: []].append(component.id)
        }
        let order = [ComponentStatus.misaligned, .incomplete, .attempted, .complete, .aligned].map(\.rawValue) + ["does not apply"]
        return ["goal: \(met) of \(goal.applies.count { $0 }) met"]
            + order.compactMap { status in names[status].map { "      \(status): " + $0.joined(separator: ", ") } }
    }

    /// The scores of the whole episode, those of one family in one line, and the names of the absent ones.
    private var scores: [String] {
        let whole = scored.scores.filter { $0.turn == nil }
        var families: [String] = []
        var members: [String: [String]] = [:]
        for score in whole {
            guard let value = score.value else { continue }
            let family = score.name.split(separator: "/").first.map(String.init) ?? ""
            if members[family] == nil { families.append(family) }
            members[family, default: []].append("\(score.name.dropFirst(family.count + 1))=\(brief(value))")
        }
        let absent = whole.filter { $0.value == nil }.map(\.name)
        return (families.isEmpty ? [] : ["scores:"]) + families.map { "      \($0): " + (members[$0] ?? []).joined(separator: ", ") }
            + (absent.isEmpty ? [] : ["      absent: " + absent.joined(separator: ", ")])
    }

    private func wrapped(_ text: String, indent: String) -> [String] {
        WrappedText.lines(LabelScreen.shown(text), width: width, indent: indent)
    }

    private static let indent = String(repeating: " ", count: 10)

    private static func describe(_ act: DialogueAct) -> String {
        let subject = [act.intent, act.attribute?.rawValue, act.value].compactMap(\.self).joined(separator: " ")
        return subject.isEmpty ? act.kind.rawValue : "\(act.kind.rawValue) \(subject)"
    }
}
