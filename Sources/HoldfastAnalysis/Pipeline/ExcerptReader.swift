// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import HoldfastTrajectories

/// Reads the dialogues that a report points at once more, to be shown in it.
struct ExcerptReader {
    /// Dialogues that a report holds at most.
    static let limit = 60

    /// What points at each dialogue: first the worst of all, then every table's and figure's first choice, then their second, …
    static func chosen(worst: [EpisodeReference], sections: [ReportSection]) -> [(reference: EpisodeReference, reasons: [String])] {
        var pointers: [(title: String, references: [EpisodeReference])] = [("most faulty lines", worst)]
        for section in sections {
            for table in section.tables {
                for row in table.rows where !row.episodes.isEmpty {
                    pointers.append(("\(section.title): \(row.title.trimmingLeadingSpaces)", row.episodes))
                }
            }
            for figure in section.figures {
                for series in figure.series {
                    for point in series.points where !point.episodes.isEmpty {
                        let place = point.label ?? "\(figure.x.label) \(Cells.number(point.x, digits: point.x == point.x.rounded() ? 0 : 1))"
                        pointers.append(("\(figure.title): \(place)", point.episodes))
                    }
                }
            }
        }
        var order: [EpisodeReference] = []
        var reasons: [EpisodeReference: [String]] = [:]
        for depth in 0..<(pointers.map(\.references.count).max() ?? 0) {
            for pointer in pointers where pointer.references.indices.contains(depth) {
                let reference = pointer.references[depth]
                if reasons[reference] == nil {
                    guard order.count < limit else { continue }
                    order.append(reference)
                }
                reasons[reference, default: []].append(pointer.title)
            }
        }
        return order.map { ($0, reasons[$0] ?? []) }
    }

    /// The excerpts, in the order they were chosen.
    /// - Throws: `.format` and `.file` for a shard that cannot be read any more.
    static func read(_ chosen: [(reference: EpisodeReference, reasons: [String])]) throws -> [EpisodeExcerpt] {
        var excerpts: [EpisodeReference: EpisodeExcerpt] = [:]
        for (shard, entries) in Dictionary(grouping: chosen, by: { $0.reference.shard }).sorted(by: { $0.key < $1.key }) {
            let dialogues = try ShardReader(shard).judgedDialogues()
            for entry in entries {
                excerpts[entry.reference] = EpisodeExcerpt(
                    try dialogues.episode(at: entry.reference.row), reference: entry.reference, reasons: entry.reasons)
            }
        }
        return chosen.compactMap { excerpts[$0.reference] }
    }
}

extension EpisodeExcerpt {
    /// A stored dialogue with what was decided about it.
    init(_ scored: ScoredEpisode, reference: EpisodeReference, reasons: [String]) {
        let episode = scored.episode
        let persona = episode.scenario.persona
        let facts = persona.facts.map { "\($0.attribute): \($0.value)" } + persona.statements + persona.policy.map(\.text)
        let errands = episode.goal.components.filter { $0.kind != .profile && $0.kind != .policy }.map(\.text)
        let open = zip(episode.goal.components, zip(episode.goal.statuses, episode.goal.applies)).filter { $1.1 && !$0.kind.isSuccess($1.0) }
        let ending = episode.ending
        self.init(
            reference: reference,
            summary: "\(episode.scenario.id): " + facts.joined(separator: "; ")
                + (errands.isEmpty ? "" : " — wants: " + errands.joined(separator: "; ")),
            reasons: reasons,
            outcome: "ended by \(ending.reason.title)" + (ending.stop.map { ", stop \($0.rawValue)" } ?? "")
                + (ending.failure.map { ", \($0.boundary.rawValue) failed: \($0.message)" } ?? "")
                + (open.isEmpty ? "" : "; not well: " + open.map { "\($0.id) \($1.0.rawValue)" }.joined(separator: ", "))
                + (scored.reward.map { "; reward \(Cells.number($0, digits: 3))" } ?? ""),
            lines: episode.turns.map { Self.line($0, of: scored) })
    }

    private static func line(_ turn: Turn, of scored: ScoredEpisode) -> Line {
        let failed = scored.verdicts.filter { $0.turn == turn.index && $0.outcome == .fail && turn.seat == .user }
        let moves = scored.episode.goal.changes.filter { $0.turn == turn.index }
        let rewards = scored.scores.filter { $0.turn == turn.index && $0.name == MetricName.turnReward }
        let remarks =
            turn.toolCalls.map { "\($0.name)(\($0.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")))" }
            + failed.map { "\($0.criterion) failed" + ($0.evidence.isEmpty ? "" : ": \($0.evidence)") }
            + moves.map { "\($0.component): \($0.from.rawValue) to \($0.to.rawValue)" }
            + rewards.compactMap { $0.value.map { "reward of the line \(Cells.number($0, digits: 3))" } }
        return Line(seat: turn.seat.rawValue, text: turn.text, remarks: remarks, isFaulty: !failed.isEmpty)
    }
}

extension String {
    fileprivate var trimmingLeadingSpaces: String { String(drop { $0 == " " }) }
}
