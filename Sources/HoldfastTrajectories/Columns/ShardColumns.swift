// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// All tables of a shard.
struct ShardColumns: Sendable {
    var scenarios = ScenarioColumns()
    var episodes = EpisodeColumns()
    var tokens = TokenColumns()
    var turns = TurnColumns()
    var acts = ActColumns()
    var toolCalls = ToolCallColumns()
    var components = ComponentColumns()
    var statuses = StatusColumns()
    var changes = ChangeColumns()
    var rejections = RejectionColumns()
    var verdicts = VerdictColumns()
    var places = PlaceColumns()
    var judgeCalls = JudgeCallColumns()
    var scores = ScoreColumns()
    var probes = ProbeColumns()
    var probeTokens = ProbeTokenColumns()

    /// Passes every column of every table to the table that `make` returns for its group.
    mutating func exchange<Table: ColumnTable>(with make: (String) throws -> Table) throws {
        try Self.exchange(&scenarios, make)
        try Self.exchange(&episodes, make)
        try Self.exchange(&tokens, make)
        try Self.exchange(&turns, make)
        try Self.exchange(&acts, make)
        try Self.exchange(&toolCalls, make)
        try Self.exchange(&components, make)
        try Self.exchange(&statuses, make)
        try Self.exchange(&changes, make)
        try Self.exchange(&rejections, make)
        try Self.exchange(&verdicts, make)
        try Self.exchange(&places, make)
        try Self.exchange(&judgeCalls, make)
        try Self.exchange(&scores, make)
        try Self.exchange(&probes, make)
        try Self.exchange(&probeTokens, make)
    }

    private static func exchange<Table: ColumnTable>(_ columns: inout some Columns, _ make: (String) throws -> Table) throws {
        var table = try make(type(of: columns).group)
        try columns.exchange(with: &table)
    }

    /// Holds the tables against each other: every offset column must end where the table it points into ends.
    /// - Throws: `.format` naming the columns that disagree.
    func check() throws {
        let ends: [(String, [Int], Int)] = [
            ("tokens", episodes.tokenOffsets, tokens.rows),
            ("turns", episodes.turnOffsets, turns.rows),
            ("goal/components", episodes.componentOffsets, components.rows),
            ("goal/statuses", episodes.statusOffsets, statuses.rows),
            ("goal/changes", episodes.changeOffsets, changes.rows),
            ("goal/rejections", episodes.rejectionOffsets, rejections.rows),
            ("verdicts", episodes.verdictOffsets, verdicts.rows),
            ("verdicts/places", verdicts.placeOffsets, places.rows),
            ("verdicts/calls", verdicts.callOffsets, judgeCalls.rows),
            ("scores", episodes.scoreOffsets, scores.rows),
            ("probes", episodes.probeOffsets, probes.rows),
            ("probes/tokens", probes.tokenOffsets, probeTokens.rows),
            ("acts", turns.actOffsets, acts.rows),
            ("tool_calls", turns.toolCallOffsets, toolCalls.rows),
        ]
        for (table, offsets, rows) in ends where offsets.last != rows {
            throw HoldfastError(.format, "the offsets into \(table) end at \(offsets.last ?? 0) but it has \(rows) rows")
        }
        guard episodes.scenario.allSatisfy({ scenarios.json.indices.contains($0) }) else {
            throw HoldfastError(.format, "an episode refers to a scenario that the shard does not hold")
        }
    }
}
