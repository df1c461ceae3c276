// SPDX-License-Identifier: Apache-2.0

/// What one step of the model computes, and what has to happen to the cache before: the scheduler's orders.
///
/// It is filled anew for each step and keeps its memory.
struct StepPlan {
    /// Consecutive positions of one sequence: a piece of a prompt, or the one token of a decode step.
    struct Run: Equatable {
        var sequence: Int
        var positions: Range<Int>
        /// Whether the token after the last position is to be drawn.
        var predicts: Bool
    }

    /// A page whose content is copied, in order and before anything is computed.
    struct Copy: Equatable {
        var from: Int
        var to: Int
    }

    /// A page that a sequence got behind those it has.
    struct Growth: Equatable {
        var sequence: Int
        var page: Int
    }

    /// Sequences whose copied page has lost its source.
    var forgotten: [Int] = []
    /// Sequences that lost all their pages and wait again.
    var preempted: [Int] = []
    /// Sequences that have got pages for all the tokens they know.
    var admitted: [Int] = []
    var copies: [Copy] = []
    var grown: [Growth] = []
    /// The runs of each lane, pieces of prompts and then single tokens; of these, sequences that share pages stand side by side.
    var lanes: [[Run]]

    init(lanes count: Int) { lanes = Array(repeating: [], count: count) }

    var isEmpty: Bool { lanes.allSatisfy(\.isEmpty) }
    var rows: Int { lanes.reduce(0) { $1.reduce($0) { $0 + $1.positions.count } } }

    mutating func clear() {
        forgotten.removeAll(keepingCapacity: true)
        preempted.removeAll(keepingCapacity: true)
        admitted.removeAll(keepingCapacity: true)
        copies.removeAll(keepingCapacity: true)
        grown.removeAll(keepingCapacity: true)
        for lane in lanes.indices { lanes[lane].removeAll(keepingCapacity: true) }
    }
}
