// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The checks of one shard beyond what every reader insists on.
enum ShardCheck {
    /// - Throws: what reading throws: the layout itself is wrong.
    static func run(_ content: [UInt8], into report: inout FileReport) throws {
        let reader = ShardReader(report.path)
        let summary = try reader.summary(of: content)
        let columns = try reader.columns(of: content)
        report.summary = summary
        report.episodes = columns.episodes.rows
        if try reader.count(of: content) != report.episodes {
            report.problem("the attribute \(ShardSchema.episodesAttribute) differs from the \(report.episodes) episodes there are")
        }
        identifiers(columns.episodes, into: &report)
        scenarios(columns.scenarios, into: &report)
        let decoder = ShardDecoder(columns)
        for row in 0..<report.episodes {
            do {
                let scored = try decoder.scored(at: row)
                for what in EpisodeCheck.problems(of: scored) { report.problem("episode \(scored.episode.id): \(what)") }
                let statuses = columns.statuses.status[columns.episodes.statusOffsets[row]..<columns.episodes.statusOffsets[row + 1]]
                if !statuses.elementsEqual(scored.episode.goal.statuses(after: scored.episode.turns)) {
                    report.problem("episode \(scored.episode.id): the statuses after its turns are not those that its goal changes lead to")
                }
            } catch {
                report.problem("episode \(columns.episodes.id(at: row)) (row \(row)): \(error)")
            }
        }
    }

    private static func identifiers(_ episodes: EpisodeColumns, into report: inout FileReport) {
        var rows: [EpisodeID: Int] = [:]
        var groups: [EpisodeID: Int] = [:]
        for row in 0..<episodes.rows {
            let id = episodes.id(at: row)
            if id.step < 0 || id.group < 0 || id.rollout < 0 { report.problem("episode \(id) (row \(row)): its place in the run is negative") }
            if let first = rows.updateValue(row, forKey: id) { report.problem("rows \(first) and \(row) are both episode \(id)") }
            groups[EpisodeID(phase: id.phase, step: id.step, group: id.group, rollout: 0), default: 0] += 1
        }
        for size in groups.values { report.groupSizes[size, default: 0] += 1 }
    }

    /// What one selects by must say what the scenarios themselves say.
    private static func scenarios(_ columns: ScenarioColumns, into report: inout FileReport) {
        for row in 0..<columns.rows {
            guard let scenario = try? DialogueCache().scenario(of: columns.json[row]) else {
                report.problem("scenario \(row) cannot be decoded")
                continue
            }
            let beside = [columns.id[row], columns.persona[row], columns.goal[row], columns.domain[row], columns.source[row]]
            let within = [scenario.id, scenario.persona.id, scenario.goal.id, scenario.domain, scenario.source]
            if beside != within || columns.split[row] != scenario.split || columns.seed[row] != scenario.seed {
                report.problem("scenario \(row): the columns beside its definition contradict it")
            }
        }
    }
}
