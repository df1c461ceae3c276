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
    func run(_ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            var body = body
            withUnsafeMutablePointer(to: &body) { pointer in
                hf_lanes_run(handle, { context, lane in context.assumingMemoryBound(to: ((Int) -> Void).self).pointee(lane) }, pointer)
            }
        }
    }
}
