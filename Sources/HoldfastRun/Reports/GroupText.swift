// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A whole group side by side: the rollouts in columns, turn by turn, and at the foot what came out of each.
struct GroupText: Sendable {
    private let report: GroupReport
    private let width: Int
    private let palette: Palette

    /// - Parameter width: columns of the terminal; as many rollouts stand side by side as have room in it, the others below them.
    init(_ report: GroupReport, width: Int, palette: Palette = .plain) {
        self.report = report
        self.width = max(40, width)
        self.palette = palette
    }

    var text: String {
        (header + blocks(column: 34).flatMap(dialogue) + blocks(column: Self.cell, beside: Self.name).flatMap(foot)).joined(separator: "\n")
    }

    /// One line of a cell.
    private struct Line {
        var text: String
        var style: Palette.Style
    }

    private static let gap = 2
    /// Columns of a cell at the foot, and of the names before it.
    private static let (cell, name) = (10, 30)

    private var header: [String] {
        guard let scenario = report.rollouts.first?.scored.episode.scenario else { return ["group \(report.group) has no rollouts"] }
        let mean = report.meanReward.map { ", mean reward \(fixed($0, 3))" } ?? ""
        let facts = scenario.persona.facts.map { "\($0.attribute)=\($0.value)\($0.visibility == .secret ? " (secret)" : "")" }
        let statements = scenario.persona.statements.joined(separator: " ")
        return wrapped("group \(report.group)   \(counted(report.rollouts.count, "rollout")) of scenario \(scenario.id)\(mean)").map {
            palette.paint($0, .bold)
        }
            + wrapped(
                "persona \(scenario.persona.id): " + [facts.joined(separator: ", "), statements].filter { !$0.isEmpty }.joined(separator: ". "))
            + (scenario.persona.policy.isEmpty ? [] : wrapped("policy: " + scenario.persona.policy.map(\.text).joined(separator: "; ")))
            + wrapped(
                "goal \(scenario.goal.id): "
                    + scenario.goal.components.filter { $0.kind != .profile && $0.kind != .policy }.map(\.text).joined(separator: "; "))
    }

    /// Rollouts that stand side by side, as even as can be.
    private func blocks(column: Int, beside: Int = 0) -> [ArraySlice<GroupReport.Rollout>] {
        guard !report.rollouts.isEmpty else { return [] }
        let most = max(1, (width - beside + (beside == 0 ? Self.gap : 0)) / (column + Self.gap))
        let count = (report.rollouts.count + most - 1) / most
        let each = (report.rollouts.count + count - 1) / count
        return stride(from: 0, to: report.rollouts.count, by: each).map { report.rollouts[$0..<min($0 + each, report.rollouts.count)] }
    }

    /// The lines of some rollouts, turn by turn.
    private func dialogue(_ rollouts: ArraySlice<GroupReport.Rollout>) -> [String] {
        let room = (width + Self.gap) / rollouts.count - Self.gap
        let titles = rollouts.map { rollout in
            let end = rollout.scored.episode.ending
            let words = [end.reason.rawValue, end.stop.map { "stop \($0.rawValue)" }, rollout.scored.reward.map { "reward \(brief($0))" }]
            return cell("rollout \(rollout.scored.episode.id.rollout): \(words.compactMap(\.self).joined(separator: ", "))", room, .bold)
        }
        let turns = rollouts.map(\.scored.episode.turns.count).max() ?? 0
        var lines = [""] + row(titles, room) + [String(repeating: "─", count: rollouts.count * (room + Self.gap) - Self.gap)]
        for index in 0..<turns {
            let cells = rollouts.map { rollout in
                let all = rollout.scored.episode.turns
                return index < all.count ? turn(all[index], of: rollout.scored, room) : []
            }
            lines += row(cells, room)
        }
        return lines
    }

    /// A line with its faults and its reward below it.
    private func turn(_ turn: Turn, of scored: ScoredEpisode, _ room: Int) -> [Line] {
        let notes = TurnNotes(turn, of: scored)
        let isUser = turn.seat == .user
        let end = turn.finish == .endOfDialogue ? " [ends]" : turn.finish == .length ? " [cut off]" : ""
        var lines = cell("\(turn.index) \(isUser ? "U" : "A") \(turn.text)\(end)", room, isUser ? .plain : .dim)
        for fault in notes.faults { lines += cell("! \(fault)", room, .fault) }
        for change in scored.episode.goal.changes where change.turn == turn.index {
            let isGood = scored.episode.goal.components.first { $0.id == change.component }?.kind.isSuccess(change.to) ?? true
            lines += cell("\(isGood ? "+" : "!") \(change.component) \(change.to.rawValue)", room, isGood ? .plain : .fault)
        }
        // Most lines earn nothing by themselves; an empty place says so more quietly.
        if let reward = notes.reward, reward != "turn 0" { lines += cell("= \(reward)", room, .plain) }
        return lines
    }

    /// What came out of some rollouts.
    private func foot(_ rollouts: ArraySlice<GroupReport.Rollout>) -> [String] {
        var lines = [""]
        func add(_ name: String, _ style: Palette.Style = .plain, _ value: (GroupReport.Rollout) -> String) {
            let cells = rollouts.map { WrappedText.padded(String(value($0).prefix(Self.cell)), to: Self.cell) }
            let title = WrappedText.padded(String(name.prefix(Self.name - Self.gap)), to: Self.name)
            var line = title + cells.joined(separator: String(repeating: " ", count: Self.gap))
            while line.last == " " { line.removeLast() }
            lines.append(palette.paint(line, style))
        }
        func number(_ name: String, _ value: @escaping (ScoredEpisode) -> Double?) { add(name) { value($0.scored).map { fixed($0, 3) } ?? "-" } }
        add("rollout", .bold) { "\($0.scored.episode.id.rollout)" }
        add("ending") { $0.scored.episode.ending.reason.rawValue }
        add("stop") { $0.scored.episode.ending.stop?.rawValue ?? "-" }
        add("lines of the user") { "\($0.scored.episode.userTurns.count)" }
        add("verdicts that fail") { "\($0.scored.verdicts.count { $0.outcome == .fail })" }
        number("goal success") { $0.episode.goal.success }
        for id in report.disputed { add("  \(id)") { $0.status(of: id) } }
        for name in report.components { number(String(name.dropFirst(MetricName.part("").count))) { $0.score(name) } }
        number("reward") { $0.reward }
        add("advantage") { $0.advantage.map { ($0 < 0 ? "" : "+") + fixed($0, 3) } ?? "-" }
        return lines
    }

    /// Cells side by side, each as high as the highest.
    private func row(_ cells: [[Line]], _ room: Int) -> [String] {
        (0..<(cells.map(\.count).max() ?? 0)).map { line in
            var text = ""
            var blanks = 0
            for (column, cell) in cells.enumerated() {
                if column > 0 { blanks += Self.gap }
                guard line < cell.count else {
                    blanks += room
                    continue
                }
                text += String(repeating: " ", count: blanks) + palette.paint(cell[line].text, cell[line].style)
                blanks = max(0, room - WrappedText.columns(of: cell[line].text))
            }
            return text
        }
    }

    private func cell(_ text: String, _ room: Int, _ style: Palette.Style) -> [Line] {
        WrappedText.lines(LabelScreen.shown(text), width: room, indent: "  ").map { Line(text: $0, style: style) }
    }

    private func wrapped(_ text: String) -> [String] { WrappedText.lines(LabelScreen.shown(text), width: width, indent: "  ") }
}
