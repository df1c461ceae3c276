// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Which numbers a shard may hold. Readers count and index with them, so one that is out of its range is refused when it is written and
/// when it is read, and never a trap later.
extension ShardColumns {
    /// Positions of turns, tokens and bytes: what fits 32 bits, so that sums of them fit 64.
    static let positions = 0...Int(Int32.max)
    /// The same with -1 for what belongs to no turn.
    static let positionsOrNone = -1...Int(Int32.max)

    /// Holds the numbers of the tables of `exchangeDialogues(with:)` against their ranges.
    /// - Throws: `.format` naming the column.
    func checkDialogueNumbers() throws {
        try checkRange(turns.index, within: Self.positions, in: "turns/index")
        try checkRange(turns.tokenStart, within: Self.positions, in: "turns/token_start")
        try checkRange(turns.tokenEnd, within: Self.positions, in: "turns/token_end")
        for row in turns.tokenStart.indices where turns.tokenStart[row] > turns.tokenEnd[row] {
            throw HoldfastError(.format, "turn \(row) ends before it starts in the token columns")
        }
        try checkRange(changes.turn, within: Self.positionsOrNone, in: "goal/changes/turn")
        try checkRange(rejections.turn, within: Self.positionsOrNone, in: "goal/rejections/turn")
        try checkRange(probes.turn, within: Self.positions, in: "probes/turn")
        try checkRange(probes.start, within: Self.positions, in: "probes/start")
        try checkRange(probes.sample, within: Self.positions, in: "probes/sample")
    }

    /// Holds all numbers against their ranges, and the tokens of turns against those there are.
    /// - Throws: `.format` naming the column.
    func checkNumbers() throws {
        try checkDialogueNumbers()
        try judgements.checkNumbers()
        guard tokens.turn.allSatisfy({ $0 >= -1 }) else { throw HoldfastError(.format, "column tokens/turn holds a turn below -1") }
        for episode in 0..<episodes.rows {
            let count = episodes.tokenOffsets[episode + 1] - episodes.tokenOffsets[episode]
            for row in episodes.turnOffsets[episode]..<episodes.turnOffsets[episode + 1] where turns.tokenEnd[row] > count {
                throw HoldfastError(
                    .format,
                    "episode \(episode), turn \(turns.index[row]): its tokens \(turns.tokenStart[row])..<\(turns.tokenEnd[row]) "
                        + "lie outside the trace of \(count)")
            }
        }
    }
}

extension JudgementTables {
    /// Holds the numbers against their ranges.
    /// - Throws: `.format` naming the column.
    func checkNumbers() throws {
        try checkRange(verdicts.turn, within: ShardColumns.positionsOrNone, in: "verdicts/turn")
        try checkRange(scores.turn, within: ShardColumns.positionsOrNone, in: "scores/turn")
        try checkRange(places.start, within: ShardColumns.positions, in: "verdicts/places/start")
        try checkRange(places.end, within: ShardColumns.positions, in: "verdicts/places/end")
        for row in places.start.indices where places.start[row] > places.end[row] {
            throw HoldfastError(.format, "place \(row) of a verdict ends before it starts")
        }
        try checkRange(calls.promptTokens, within: ShardColumns.positions, in: "verdicts/calls/prompt_tokens")
        try checkRange(calls.completionTokens, within: ShardColumns.positions, in: "verdicts/calls/completion_tokens")
    }
}

private func checkRange(_ values: [Int], within range: ClosedRange<Int>, in column: String) throws {
    guard let value = values.first(where: { !range.contains($0) }) else { return }
    throw HoldfastError(.format, "column \(column) holds \(value); it must lie between \(range.lowerBound) and \(range.upperBound)")
}
