// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore

/// A few threads that each carry whole sequences through the network, so that they meet only at its end.
///
/// Lane 0 is the caller. The others wait with a short spin and then sleep.
final class Lanes {
    let count: Int
    private let handle: OpaquePointer

    /// - Throws: `capacity` when the system grants no more threads.
    init(count: Int) throws {
        guard let handle = hf_lanes_create(count) else {
            throw HoldfastError(.capacity, "cannot start \(count) threads; lower the engine's number of threads")
        }
        self.count = count
        self.handle = handle
    }

    deinit { hf_lanes_destroy(handle) }

    /// Runs `body` once per lane and returns when all are done.
    func run(_ body: (Int) -> Void) { runOnLanes(handle, body) }
}

/// In lanes.c. It takes a closure as Swift hands it over, so that none of a decode step's has to be copied to the heap, which is what it takes
/// to pass one through a C function's context pointer.
@_silgen_name("hf_lanes_run_closure")
private func runOnLanes(_ lanes: OpaquePointer, _ body: (Int) -> Void)

extension Lanes {
    /// Deals pieces of work to lanes: longest first to the lane with the least so far. Equal inputs give equal shares.
    /// - Parameter work: how much each piece is; those that are nothing are left out.
    /// - Returns: per lane, the indices of its pieces.
    static func deal(_ work: [Int], lanes: Int) -> [[Int]] {
        let order = work.indices.filter { work[$0] > 0 }.sorted { work[$0] == work[$1] ? $0 < $1 : work[$0] > work[$1] }
        var load = [Int](repeating: 0, count: lanes)
        var shares = [[Int]](repeating: [], count: lanes)
        for index in order {
            let lane = load.indices.min { load[$0] < load[$1] } ?? 0
            load[lane] += work[index]
            shares[lane].append(index)
        }
        return shares
    }
}
