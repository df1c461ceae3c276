// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What is said where training has left the numbers that can be computed with.
enum Divergence {
    /// - Parameter sign: by what it was noticed.
    static func error(_ sign: String) -> HoldfastError {
        // Training on from an earlier checkpoint would come to the same point again: it repeats the run exactly.
        HoldfastError(.model, "\(sign): training has diverged; start anew with a lower learning rate, or from an earlier checkpoint as the simulator")
    }
}
