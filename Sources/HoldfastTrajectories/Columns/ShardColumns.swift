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
    var judgements = JudgementTables()
    var probes = ProbeColumns()
    var probeTokens = ProbeTokenColumns()

    /// Passes every column of every table to the table that `make` returns for its group.
    mutating func exchange<Table: ColumnTable>(with make: (String) throws -> Table) throws {
        try exchangeJudgedDialogues(with: make)
        try tokens.exchange(with: make)
        try statuses.exchange(with: make)
        try probeTokens.exchange(with: make)
    }

    /// Passes the columns of the tables that an analysis reads: the dialogues and what was said about them, without tokens.
    mutating func exchangeJudgedDialogues<Table: ColumnTable>(with make: (String) throws -> Table) throws {
        try exchangeDialogues(with: make)
        try judgements.exchange(with: make)
    }

    /// Passes the columns of the tables that scoring reads, which leaves out tokens and what was said about the dialogues.
    mutating func exchangeDialogues<Table: ColumnTable>(with make: (String) throws -> Table) throws {
        try scenarios.exchange(with: make)
        try episodes.exchange(with: make)
        try turns.exchange(with: make)
        try acts.exchange(with: make)
        try toolCalls.exchange(with: make)
        try components.exchange(with: make)
        try changes.exchange(with: make)
        try rejections.exchange(with: make)
        try probes.exchange(with: make)
    }

    /// Holds the tables against each other: every offset column must end where the table it points into ends.
    /// - Throws: `.format` naming the columns that disagree.
    func check() throws {
        try checkEnds(
            [
                ("tokens", episodes.tokenOffsets, tokens.rows), ("goal/statuses", episodes.statusOffsets, statuses.rows),
                ("probes/tokens", probes.tokenOffsets, probeTokens.rows),
            ])
        try checkJudgedDialogues()
    }

    /// The same for the tables of `exchangeJudgedDialogues(with:)` alone.
    func checkJudgedDialogues() throws {
        try checkEnds(
            [
                ("verdicts", episodes.verdictOffsets, judgements.verdicts.rows), ("scores", episodes.scoreOffsets, judgements.scores.rows),
            ] + judgements.ends)
        try checkDialogues()
        try checkNumbers()
    }

    /// The same for the tables of `exchangeDialogues(with:)` alone.
    func checkDialogues() throws {
        try checkEnds([
            ("turns", episodes.turnOffsets, turns.rows), ("goal/components", episodes.componentOffsets, components.rows),
            ("goal/changes", episodes.changeOffsets, changes.rows), ("goal/rejections", episodes.rejectionOffsets, rejections.rows),
            ("probes", episodes.probeOffsets, probes.rows), ("acts", turns.actOffsets, acts.rows),
            ("tool_calls", turns.toolCallOffsets, toolCalls.rows),
        ])
        guard episodes.scenario.allSatisfy({ scenarios.json.indices.contains($0) }) else {
            throw HoldfastError(.format, "an episode refers to a scenario that the shard does not hold")
        }
        try checkDialogueNumbers()
    }
}
