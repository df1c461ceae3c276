// SPDX-License-Identifier: Apache-2.0

/// Sums by cluster that say how failures on one criterion are spread over dialogues.
struct LineDrift: Sendable {
    /// The columns that every table has, in their order; behind them stand those of the turns.
    enum Column: Int, CaseIterable {
        case decided, failed
        case firstFifth, secondFifth, thirdFifth, fourthFifth, lastFifth
        case firstFifthFailed, secondFifthFailed, thirdFifthFailed, fourthFifthFailed, lastFifthFailed
        /// Dialogues in which both the first and the last fifth have a decided line, and the sum of the differences of their two rates.
        case pairedDialogues, pairedDifference
        /// Sums of (t - t̄)(v - v̄) and (t - t̄)² with the means of each dialogue.
        case withinProducts, withinSquares
        case dialogues, faultyDialogues
    }

    /// The columns of a turn, in their order; first ones are dialogues.
    enum TurnColumn: Int, CaseIterable {
        case decided, failed, firstFailure, censored
    }

    /// Lines that are told apart; later ones count as the last of them.
    static let mostTurns = TurnSurvival.mostTurns

    private(set) var sums = ClusterSums(columns: Column.allCases.map { "\($0)" })
    /// Lines of user up to the last one that was decided.
    private(set) var turns = 0

    /// Adds the lines of one dialogue.
    /// - Parameter isWhole: whether it came to its end, so that it has fifths.
    mutating func add(_ lines: [LineOutcomes.Line], of cluster: ClusterKey, isWhole: Bool) {
        guard let last = lines.lastIndex(where: { $0.decided > 0 }) else { return }
        reach(min(last, Self.mostTurns - 1) + 1)
        var decided = 0
        var failed = 0
        var firstFailure: Int?
        var sum = (t: 0.0, tt: 0.0, tv: 0.0)
        var (opening, closing) = (LineOutcomes.Line(), LineOutcomes.Line())
        for ordinal in 0...last where lines[ordinal].decided > 0 {
            let line = lines[ordinal]
            decided += line.decided
            failed += line.failed
            if line.failed > 0, firstFailure == nil { firstFailure = ordinal }
            let (t, weight) = (Double(ordinal), Double(line.decided))
            sum.t += weight * t
            sum.tt += weight * t * t
            sum.tv += Double(line.failed) * t
            add(line, to: .decided, .failed, turn: ordinal, of: cluster)
            guard isWhole else { continue }
            let fifth = 5 * ordinal / lines.count
            sums.add(weight, to: Column.firstFifth.rawValue + fifth, of: cluster)
            if line.failed > 0 { sums.add(Double(line.failed), to: Column.firstFifthFailed.rawValue + fifth, of: cluster) }
            if fifth == 0 { opening.add(line) }
            if fifth == 4 { closing.add(line) }
        }
        let count = Double(decided)
        add(count, to: .decided, of: cluster)
        add(Double(failed), to: .failed, of: cluster)
        add(1, to: .dialogues, of: cluster)
        if failed > 0 { add(1, to: .faultyDialogues, of: cluster) }
        add(sum.tv - sum.t * Double(failed) / count, to: .withinProducts, of: cluster)
        add(sum.tt - sum.t * sum.t / count, to: .withinSquares, of: cluster)
        if opening.decided > 0, closing.decided > 0 {
            add(1, to: .pairedDialogues, of: cluster)
            add(closing.rate - opening.rate, to: .pairedDifference, of: cluster)
        }
        let end = min(firstFailure ?? last, Self.mostTurns - 1)
        sums.add(1, to: Self.place(end, firstFailure == nil ? .censored : .firstFailure), of: cluster)
    }

    mutating func merge(_ other: LineDrift) {
        reach(other.turns)
        sums.merge(other.sums)
    }

    /// Index of a turn's column; turns count from 0.
    static func place(_ turn: Int, _ column: TurnColumn) -> Int {
        fixed + perTurn * turn + column.rawValue
    }

    private static let fixed = Column.allCases.count
    private static let perTurn = TurnColumn.allCases.count

    private mutating func add(_ value: Double, to column: Column, of cluster: ClusterKey) {
        sums.add(value, to: column.rawValue, of: cluster)
    }

    private mutating func add(
        _ line: LineOutcomes.Line, to decided: TurnColumn, _ failed: TurnColumn, turn ordinal: Int, of cluster: ClusterKey
    ) {
        let turn = min(ordinal, Self.mostTurns - 1)
        sums.add(Double(line.decided), to: Self.place(turn, decided), of: cluster)
        if line.failed > 0 { sums.add(Double(line.failed), to: Self.place(turn, failed), of: cluster) }
    }

    private mutating func reach(_ turns: Int) {
        while self.turns < turns {
            for column in TurnColumn.allCases { _ = sums.column("\(column) \(self.turns + 1)") }
            self.turns += 1
        }
    }
}

extension LineOutcomes.Line {
    fileprivate var rate: Double { Double(failed) / Double(decided) }

    fileprivate mutating func add(_ other: LineOutcomes.Line) {
        decided += other.decided
        failed += other.failed
    }
}
