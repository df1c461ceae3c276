// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// Who waits for the sampler: callers for their replies, and changes of the weights for the end of what is in flight.
struct SampleCallers {
    /// By number of the call.
    var replies: [Int: CheckedContinuation<[SampleReply], any Error>] = [:]
    /// Whether steps are being made.
    var isSampling = false
    /// Changes of the weights that wait or are being made; no call is let in meanwhile.
    var changes = 0
    /// Changes that wait for the sampler to come to rest.
    var waitingForRest: [CheckedContinuation<Void, Never>] = []
    /// Calls that wait for the changes to be made.
    var waitingForChanges: [CheckedContinuation<Void, Never>] = []
}
