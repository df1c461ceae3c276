// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What was said about episodes: the tables of verdicts and scores, which trajectories and rescored episodes share.
struct JudgementTables: Sendable {
    var verdicts = VerdictColumns()
    var places = PlaceColumns()
    var calls = JudgeCallColumns()
    var scores = ScoreColumns()

    /// Passes every column to the table that `make` returns for its group.
    mutating func exchange<Table: ColumnTable>(with make: (String) throws -> Table) throws {
        try verdicts.exchange(with: make)
        try places.exchange(with: make)
        try calls.exchange(with: make)
        try scores.exchange(with: make)
    }

    /// Where the offsets of these tables must end.
    var ends: [(String, [Int], Int)] {
        [("verdicts/places", verdicts.placeOffsets, places.rows), ("verdicts/calls", verdicts.callOffsets, calls.rows)]
    }

    /// - Throws: `.store` where the turn is negative.
    mutating func append(_ verdict: Verdict) throws {
        verdicts.criterion.append(verdict.criterion)
        verdicts.outcome.append(verdict.outcome)
        verdicts.turn.append(try Self.row(ofTurn: verdict.turn) { "verdict \(verdict.criterion)" })
        verdicts.evidence.append(verdict.evidence)
        verdicts.judge.append(verdict.judge)
        for place in verdict.places {
            places.start.append(place.lowerBound)
            places.end.append(place.upperBound)
        }
        verdicts.placeOffsets.append(places.rows)
        verdicts.abstention.append(verdict.abstention)
        for call in verdict.calls {
            calls.judge.append(call.judge)
            calls.outcome.append(call.outcome)
            calls.promptHash.append(call.promptHash)
            calls.reply.append(call.reply)
            calls.promptTokens.append(call.promptTokens)
            calls.completionTokens.append(call.completionTokens)
        }
        verdicts.callOffsets.append(calls.rows)
    }

    /// - Throws: `.store` where the turn is negative.
    mutating func append(_ score: Score) throws {
        scores.name.append(score.name)
        scores.value.append(score.value)
        scores.turn.append(try Self.row(ofTurn: score.turn) { "score \(score.name)" })
    }

    /// A verdict of tables that were checked.
    func verdict(at row: Int) -> Verdict {
        let places = range(verdicts.placeOffsets, row).map { self.places.start[$0]..<self.places.end[$0] }
        return Verdict(
            criterion: verdicts.criterion[row], outcome: verdicts.outcome[row], turn: verdicts.turn[row] < 0 ? nil : verdicts.turn[row],
            evidence: verdicts.evidence[row], places: places, judge: verdicts.judge[row], abstention: verdicts.abstention[row],
            calls: range(verdicts.callOffsets, row).map(call))
    }

    func score(at row: Int) -> Score {
        Score(scores.name[row], scores.value[row], turn: scores.turn[row] < 0 ? nil : scores.turn[row])
    }

    private func call(at row: Int) -> JudgeCall {
        JudgeCall(
            judge: calls.judge[row], outcome: calls.outcome[row], promptHash: calls.promptHash[row], reply: calls.reply[row],
            promptTokens: calls.promptTokens[row], completionTokens: calls.completionTokens[row])
    }

    private func range(_ offsets: [Int], _ row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }

    private static func row(ofTurn turn: Int?, in place: () -> String) throws -> Int {
        guard let turn else { return -1 }
        guard turn >= 0 else { throw HoldfastError(.store, "\(place()) belongs to turn \(turn); turns count from 0") }
        return turn
    }
}

extension Columns {
    /// Passes the columns to the table that `make` returns for their group.
    mutating func exchange<Table: ColumnTable>(with make: (String) throws -> Table) throws {
        var table = try make(Self.group)
        try exchange(with: &table)
    }
}

/// Holds tables against each other: offsets must end where the table they point into ends.
/// - Throws: `.format` naming the columns that disagree.
func checkEnds(_ ends: [(table: String, offsets: [Int], rows: Int)]) throws {
    for (table, offsets, rows) in ends where offsets.last != rows {
        throw HoldfastError(.format, "the offsets into \(table) end at \(offsets.last ?? 0) but it has \(rows) rows")
    }
}
