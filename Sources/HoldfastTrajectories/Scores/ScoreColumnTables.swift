// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row per rescored episode: which one it is, its reward, and where its verdicts and scores begin.
struct RescoredColumns: Columns {
    static let group = "episodes"

    var phase: [String] = []
    var step: [Int] = []
    var groupIndex: [Int] = []
    var rollout: [Int] = []
    var reward: [Double?] = []
    var verdictOffsets = [0]
    var scoreOffsets = [0]

    var rows: Int { step.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("phase", &phase)
        try table.numbers("step", &step)
        try table.numbers("group", &groupIndex)
        try table.numbers("rollout", &rollout)
        try table.optionalNumbers("reward", &reward)
        try table.offsets("verdict_offsets", &verdictOffsets)
        try table.offsets("score_offsets", &scoreOffsets)
    }
}

/// All tables of a score file.
struct ScoreFileColumns: Sendable {
    var episodes = RescoredColumns()
    var judgements = JudgementTables()

    /// Passes every column of every table to the table that `make` returns for its group.
    mutating func exchange<Table: ColumnTable>(with make: (String) throws -> Table) throws {
        try episodes.exchange(with: make)
        try judgements.exchange(with: make)
    }

    /// - Throws: `.format` naming the columns that disagree.
    func check() throws {
        try checkEnds(
            [
                ("verdicts", episodes.verdictOffsets, judgements.verdicts.rows), ("scores", episodes.scoreOffsets, judgements.scores.rows),
            ] + judgements.ends)
        try judgements.checkNumbers()
    }

    /// - Throws: `.store` where a verdict or a score is of a negative turn.
    mutating func append(_ scores: EpisodeScores) throws {
        for verdict in scores.verdicts { try judgements.append(verdict) }
        for score in scores.scores { try judgements.append(score) }
        episodes.phase.append(scores.episode.phase)
        episodes.step.append(scores.episode.step)
        episodes.groupIndex.append(scores.episode.group)
        episodes.rollout.append(scores.episode.rollout)
        episodes.reward.append(scores.reward)
        episodes.verdictOffsets.append(judgements.verdicts.rows)
        episodes.scoreOffsets.append(judgements.scores.rows)
    }

    /// Scores of tables that were checked.
    func scores(at row: Int) -> EpisodeScores {
        EpisodeScores(
            episode: EpisodeID(
                phase: episodes.phase[row], step: episodes.step[row], group: episodes.groupIndex[row], rollout: episodes.rollout[row]),
            verdicts: (episodes.verdictOffsets[row]..<episodes.verdictOffsets[row + 1]).map(judgements.verdict),
            scores: (episodes.scoreOffsets[row]..<episodes.scoreOffsets[row + 1]).map(judgements.score), reward: episodes.reward[row])
    }
}
