// SPDX-License-Identifier: Apache-2.0

/// Deals sequences to lanes and cuts each lane's share into micro-batches.
///
/// In the order of their tokens, sequences with a common beginning stand beside each other, and none has more in common with a sequence
/// than its neighbour has. So it is enough that each shares with the one before it: the walk is that of a prefix tree.
struct MicroBatching {
    /// A sequence of a micro-batch.
    struct Part: Hashable {
        /// Which sequence of the call.
        var index: Int
        /// How many of its rows are computed as part of the sequence before it.
        var shared: Int
    }

    /// Fewest rows worth sharing: each piece of a context is a matrix product of its own in attention.
    static let leastShared = 16

    private let rows: [Int]
    /// Sequences that have rows, in the order of their tokens, and how many rows each has in common with the one before.
    private let order: [Int]
    private let common: [Int]

    /// - Parameters:
    ///   - sequences: tokens; row `t` of a sequence reads token `t`.
    ///   - rows: how many rows each needs; those that need none are left out.
    init(_ sequences: [[Int32]], rows: [Int]) {
        self.rows = rows
        let order = rows.indices.filter { rows[$0] > 0 }.sorted { first, second in
            let shared = sequences[first].commonPrefix(with: sequences[second])
            let (left, right) = (sequences[first].dropFirst(shared).first, sequences[second].dropFirst(shared).first)
            if let left, let right { return left < right }
            return (left == nil) == (right == nil) ? first < second : left == nil
        }
        self.order = order
        common = order.indices.map { place in
            guard place > 0 else { return 0 }
            let (before, index) = (order[place - 1], order[place])
            let shared = min(rows[before], rows[index], sequences[index].commonPrefix(with: sequences[before]))
            return shared >= Self.leastShared ? shared : 0
        }
    }

    /// Per lane its micro-batches: neighbours stay together, lanes get about equally many rows, and no micro-batch has more than `budget`
    /// unless one sequence alone does. Equal inputs give equal shares.
    func deal(lanes: Int, budget: Int) -> [[[Part]]] {
        var shares = [[[Part]]](repeating: [], count: lanes)
        let total = order.indices.reduce(0) { $0 + rows[order[$1]] - common[$1] }
        var (dealt, filled, lane) = (0, 0, 0)
        for place in order.indices {
            let index = order[place]
            let fresh = rows[index] - common[place]
            // A sequence belongs to the lane in whose share its middle falls.
            let wanted = min(lanes - 1, (2 * dealt + fresh) * lanes / max(1, 2 * total))
            dealt += fresh
            if wanted != lane || shares[lane].isEmpty || filled + fresh > budget {
                lane = wanted
                shares[lane].append([Part(index: index, shared: 0)])
                filled = rows[index]
            } else {
                shares[lane][shares[lane].count - 1].append(Part(index: index, shared: common[place]))
                filled += fresh
            }
        }
        return shares
    }
}
