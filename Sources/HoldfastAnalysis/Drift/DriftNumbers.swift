// SPDX-License-Identifier: Apache-2.0

/// Everything that is said about drift on one criterion, computed at once from the totals of a `LineDrift` table.
struct DriftNumbers: Sendable {
    /// The numbers, in the order in which `values` gives them.
    enum Name: String, CaseIterable {
        case rate, firstFifth, secondFifth, thirdFifth, fourthFifth, lastFifth
        /// Last fifth minus first, over all lines and as the mean over dialogues that have both.
        case difference, pairedDifference
        /// Rise per line over all lines, and within dialogues.
        case slope, slopeWithin
        /// The saturating fit by turn: `rise` is level minus start; and by fifth.
        case start, level, rise, speed, halfLife
        case fifthStart, fifthLevel, fifthRise, fifthSpeed, fifthHalfLife
        /// Mean line of the first failure, none counting as the horizon, and the share of dialogues without any.
        case firstFailure, faultless
    }

    /// Where the table's first column lies among the totals.
    let offset: Int
    /// Turns that the table has columns for.
    let turns: Int
    /// The line up to which first failures are followed.
    let horizon: Int

    /// One number per name; NaN where it cannot be had.
    func values(_ totals: [Double]) -> [Double] {
        let fifths = (0..<5).map { rate(totals, .firstFifthFailed, .firstFifth, $0) }
        let (byTurn, byFifth) = (turnFit(totals), fifthFit(totals))
        return Name.allCases.map { name in
            switch name {
            case .rate: rate(totals, .failed, .decided)
            case .firstFifth, .secondFifth, .thirdFifth, .fourthFifth, .lastFifth: fifths[Self.place(of: name, after: .firstFifth)]
            case .difference: fifths[4] - fifths[0]
            case .pairedDifference: rate(totals, .pairedDifference, .pairedDialogues)
            case .slope: slope(totals)
            case .slopeWithin: rate(totals, .withinProducts, .withinSquares)
            case .start: byTurn?.start ?? .nan
            case .level: byTurn?.level ?? .nan
            case .rise: byTurn.map { $0.level - $0.start } ?? .nan
            case .speed: byTurn?.rate ?? .nan
            case .halfLife: byTurn?.halfLife ?? .nan
            case .fifthStart: byFifth?.start ?? .nan
            case .fifthLevel: byFifth?.level ?? .nan
            case .fifthRise: byFifth.map { $0.level - $0.start } ?? .nan
            case .fifthSpeed: byFifth?.rate ?? .nan
            case .fifthHalfLife: byFifth?.halfLife ?? .nan
            case .firstFailure: firstFailure(totals)
            case .faultless: 1 - rate(totals, .faultyDialogues, .dialogues)
            }
        }
    }

    /// Decided and failed lines of each turn, turns from 0.
    func lines(_ totals: [Double]) -> (decided: [Double], failed: [Double]) {
        (
            (0..<turns).map { totals[offset + LineDrift.place($0, .decided)] },
            (0..<turns).map { totals[offset + LineDrift.place($0, .failed)] }
        )
    }

    /// The saturating fit by turn.
    func turnFit(_ totals: [Double]) -> SaturatingFit? {
        let (decided, failed) = lines(totals)
        return Self.fit(decided: decided, failed: failed)
    }

    /// The saturating fit by fifth, t from 0 to 4.
    func fifthFit(_ totals: [Double]) -> SaturatingFit? {
        Self.fit(
            decided: (0..<5).map { totals[offset + LineDrift.Column.firstFifth.rawValue + $0] },
            failed: (0..<5).map { totals[offset + LineDrift.Column.firstFifthFailed.rawValue + $0] })
    }

    /// When dialogues failed for the first time, or were last seen without.
    func firstFailures(_ totals: [Double]) -> LifeTable {
        LifeTable(
            events: (0..<turns).map { totals[offset + LineDrift.place($0, .firstFailure)] },
            censored: (0..<turns).map { totals[offset + LineDrift.place($0, .censored)] })
    }

    private static func fit(decided: [Double], failed: [Double]) -> SaturatingFit? {
        SaturatingFit(
            t: decided.indices.map(Double.init), v: zip(failed, decided).map { $1 > 0 ? $0 / $1 : 0 }, weights: decided)
    }

    private func rate(_ totals: [Double], _ above: LineDrift.Column, _ below: LineDrift.Column, _ step: Int = 0) -> Double {
        totals[offset + above.rawValue + step] / totals[offset + below.rawValue + step]
    }

    private func slope(_ totals: [Double]) -> Double {
        let (decided, failed) = lines(totals)
        let trend = LinearTrend(
            x: decided.indices.map(Double.init), y: zip(failed, decided).map { $1 > 0 ? $0 / $1 : 0 }, weights: decided)
        return trend?.slope ?? .nan
    }

    private func firstFailure(_ totals: [Double]) -> Double {
        let table = firstFailures(totals)
        return table.items > 0 ? KaplanMeier(table).restrictedMean(to: Double(horizon)).value : .nan
    }

    private static func place(of name: Name, after first: Name) -> Int {
        (Name.allCases.firstIndex(of: name) ?? 0) - (Name.allCases.firstIndex(of: first) ?? 0)
    }
}
