// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row an episode with all that was said: `messages`, `reward`, `metrics`, `metadata`.
struct ChatRows: RowLayout {
    let settings: ExportSettings

    func rows(ofGroup group: [ScoredEpisode], tally: inout ExportTally) -> [JSONValue] {
        tally.take(episodes: group.count, rows: group.count)
        return group.map { .object([JSONValue.Member("messages", view($0).messages.json)] + extras(of: $0)) }
    }
}

/// The same up to the last line of the trained seat, as supervised trainers want it.
struct SupervisedRows: RowLayout {
    let settings: ExportSettings

    func rows(ofGroup group: [ScoredEpisode], tally: inout ExportTally) -> [JSONValue] {
        tally.take(episodes: group.count, rows: group.count)
        return group.map { .object([JSONValue.Member("messages", view($0).learned.json)] + extras(of: $0)) }
    }
}

/// One row a message of the trained seat: what came before as `prompt`, the message as `completion`.
///
/// A message that nothing precedes is no row: there is nothing to answer to.
struct CompletionRows: RowLayout {
    let settings: ExportSettings

    func rows(ofGroup group: [ScoredEpisode], tally: inout ExportTally) -> [JSONValue] {
        group.flatMap { scored in
            let messages = view(scored).messages
            let extras = extras(of: scored)
            let rows = messages.indices.dropFirst().filter { messages[$0].role == .assistant }.map { index in
                let line = messages[index].turn.map { scored.metrics(ofTurn: $0) } ?? []
                return JSONValue.object(
                    [
                        JSONValue.Member("prompt", messages[..<index].json), JSONValue.Member("completion", [messages[index]].json),
                        JSONValue.Member("turn", .integer(messages[index].turn ?? 0)), JSONValue.Member("line_metrics", .numbers(line)),
                    ] + extras)
            }
            if rows.isEmpty { tally.leaveOut(.noLines) } else { tally.take(episodes: 1, rows: rows.count) }
            return rows
        }
    }
}
