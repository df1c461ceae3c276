// SPDX-License-Identifier: Apache-2.0

/// How many items of each cluster failed or were lost from sight at each turn: a survival curve that can be resampled and merged.
///
/// Exact up to `mostTurns`; what happens later counts as happening there.
public struct TurnSurvival: Sendable {
    /// Turns that are told apart.
    public static let mostTurns = 64

    /// For each turn a column of events and one of censored items, in the order of the turns.
    private(set) var sums = ClusterSums()

    /// Nothing was watched yet.
    public init() {}

    /// Adds one item.
    /// - Parameters:
    ///   - turn: ordinal of the user's line, from 1, at which it failed or after which it was lost from sight.
    ///   - isEvent: whether it failed.
    public mutating func add(turn: Int, isEvent: Bool, of cluster: ClusterKey) {
        let place = min(turn, Self.mostTurns) - 1
        reach(place + 1)
        sums.add(1, to: 2 * place + (isEvent ? 0 : 1), of: cluster)
    }

    /// Adds all items of another one.
    public mutating func merge(_ other: TurnSurvival) {
        // Columns are made in the order of the turns, so the shorter list is the beginning of the longer one.
        sums.merge(other.sums)
    }

    /// Turns up to the last one at which anything happened.
    public var turns: Int { sums.columns.count / 2 }

    /// All items.
    public var items: Int { Int(sums.totals.reduce(0, +)) }

    /// Items that failed.
    public var events: Int { Int(Self.column(0, of: sums.totals[...]).reduce(0, +)) }

    /// Counts over all clusters.
    public var table: LifeTable { Self.table(sums.totals[...]) }

    /// The table of totals of the columns of one value: a slice that begins with its first column.
    static func table(_ totals: ArraySlice<Double>) -> LifeTable {
        LifeTable(events: column(0, of: totals), censored: column(1, of: totals))
    }

    /// The numbers of every turn from one of the two columns.
    private static func column(_ which: Int, of totals: ArraySlice<Double>) -> [Double] {
        stride(from: totals.startIndex + which, to: totals.endIndex, by: 2).map { totals[$0] }
    }

    private mutating func reach(_ turns: Int) {
        while self.turns < turns {
            let turn = self.turns + 1
            _ = sums.column("event \(turn)")
            _ = sums.column("censored \(turn)")
        }
    }
}

extension ClusteredLogRank {
    /// The test of two sets of items over the same clusters.
    public init(_ first: TurnSurvival, _ second: TurnSurvival) {
        let matrix = ClusterSums.joined(first.sums, as: "first ", second.sums, as: "second ").matrix
        let turns = max(first.turns, second.turns)
        func counts(_ row: Int, from start: Int, _ own: Int) -> Counts {
            Counts(
                events: (0..<turns).map { $0 < own ? matrix[row, start + 2 * $0] : 0 },
                censored: (0..<turns).map { $0 < own ? matrix[row, start + 2 * $0 + 1] : 0 })
        }
        self.init(
            (0..<matrix.count).map { row in
                (counts(row, from: 0, first.turns), counts(row, from: 2 * first.turns, second.turns))
            })
    }
}
