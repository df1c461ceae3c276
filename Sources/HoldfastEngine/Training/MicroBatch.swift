// SPDX-License-Identifier: Apache-2.0

/// Sequences that go through the network together, packed without padding.
///
/// A sequence takes rows up to the last one whose prediction is asked for; rows after it could change nothing.
struct MicroBatch {
    /// Which sequences of the call, in order.
    private(set) var sequences: [Int] = []
    /// Rows of each sequence.
    private(set) var spans: [Range<Int>] = []
    /// Token of each row.
    private(set) var tokens: [Int32] = []
    /// Position of each row in its sequence.
    private(set) var positions: [Int32] = []
    /// Rows whose prediction is asked for, and the tokens they should predict.
    private(set) var lossRows: [Int32] = []
    private(set) var targets: [Int32] = []

    var rows: Int { tokens.count }
    var longest: Int { spans.map(\.count).max() ?? 0 }

    /// Appends a sequence of which row `t` predicts `tokens[t + 1]` where `wanted(t)`.
    mutating func append(_ index: Int, tokens sequence: [Int32], rows count: Int, wanted: (Int) -> Bool) {
        let start = tokens.count
        sequences.append(index)
        spans.append(start..<start + count)
        tokens.append(contentsOf: sequence[..<count])
        for row in 0..<count {
            positions.append(Int32(row))
            guard wanted(row) else { continue }
            lossRows.append(Int32(start + row))
            targets.append(sequence[row + 1])
        }
    }
}

/// Deals sequences to lanes and cuts each lane's share into micro-batches.
enum MicroBatching {
    /// Longest first to the lane with the least so far. Equal inputs give equal shares.
    /// - Parameter rows: rows each sequence needs; those that need none are left out.
    /// - Returns: per lane, the indices of its sequences.
    static func deal(rows: [Int], lanes: Int) -> [[Int]] {
        let order = rows.indices.filter { rows[$0] > 0 }.sorted { rows[$0] == rows[$1] ? $0 < $1 : rows[$0] > rows[$1] }
        var load = [Int](repeating: 0, count: lanes)
        var shares = [[Int]](repeating: [], count: lanes)
        for index in order {
            let lane = load.indices.min { load[$0] < load[$1] } ?? 0
            load[lane] += rows[index]
            shares[lane].append(index)
        }
        return shares
    }

    /// The same, with each lane's share cut wherever the next sequence would exceed `budget` rows.
    static func deal(rows: [Int], lanes: Int, budget: Int) -> [[[Int]]] {
        deal(rows: rows, lanes: lanes).map { share in
            var cut: [[Int]] = []
            var filled = 0
            for index in share {
                if cut.isEmpty || filled + rows[index] > budget {
                    cut.append([])
                    filled = 0
                }
                cut[cut.count - 1].append(index)
                filled += rows[index]
            }
            return cut
        }
    }
}
