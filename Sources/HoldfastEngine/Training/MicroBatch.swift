// SPDX-License-Identifier: Apache-2.0

/// Sequences that go through the network together: packed without padding, and what they begin with in common computed once.
///
/// A sequence takes rows up to the last one whose prediction is asked for; rows after it could change nothing.
struct MicroBatch {
    /// The rows of one sequence: those of its beginning that an earlier sequence has computed, and its own.
    struct Segment {
        /// Rows of the shared beginning, in the order of positions; empty where nothing is shared.
        var context: [Range<Int>] = []
        var own: Range<Int>
        /// How many rows the context has.
        var contextCount = 0

        /// How many rows the sequence has.
        var count: Int { contextCount + own.count }

        /// The rows of the first `count` positions.
        func rows(_ count: Int) -> [Range<Int>] {
            var left = count
            return (context + [own]).compactMap { piece in
                let taken = min(left, piece.count)
                left -= taken
                return taken > 0 ? piece.prefix(taken) : nil
            }
        }
    }

    /// Which sequences of the call, in order.
    private(set) var sequences: [Int] = []
    /// Rows of each sequence.
    private(set) var segments: [Segment] = []
    /// Token of each row.
    private(set) var tokens: [Int32] = []
    /// Position of each row in its sequence.
    private(set) var positions: [Int32] = []
    /// Rows whose prediction is asked for, sequence after sequence, and the tokens they should predict. A row that several sequences
    /// share stands here once for each that asks.
    private(set) var lossRows: [Int32] = []
    private(set) var targets: [Int32] = []

    var rows: Int { tokens.count }
    var longest: Int { segments.map(\.count).max() ?? 0 }

    /// Appends a sequence of which row `t` predicts `targets[t]` where `wanted(t)`.
    ///
    /// - Parameters:
    ///   - targets: empty for `tokens[t + 1]`.
    ///   - shared: how many of its rows are the same as the first ones of the sequence appended last.
    mutating func append(
        _ index: Int, tokens sequence: [Int32], targets wantedTokens: [Int32] = [], rows count: Int, sharing shared: Int = 0,
        wanted: (Int) -> Bool
    ) {
        let start = tokens.count
        let context = shared > 0 ? segments.last?.rows(shared) ?? [] : []
        let segment = Segment(
            context: context, own: start..<start + count - (context.isEmpty ? 0 : shared), contextCount: context.isEmpty ? 0 : shared)
        sequences.append(index)
        segments.append(segment)
        tokens.append(contentsOf: sequence[segment.contextCount..<count])
        for position in segment.contextCount..<count { positions.append(Int32(position)) }
        for (position, row) in segment.rows(count).joined().enumerated() where wanted(position) {
            lossRows.append(Int32(row))
            targets.append(wantedTokens.isEmpty ? sequence[position + 1] : wantedTokens[position])
        }
    }
}
