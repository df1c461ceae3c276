// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// Who waits for the sampler: callers for their replies, and changes of the weights for the end of what is in flight.
struct SampleCallers {
    /// By number of the call.
    var replies: [Int: CheckedContinuation<[SampleReply], any Error>] = [:]
    /// By number of the call.
    var listeners: [Int: Listener] = [:]
    /// Whether steps are being made.
    var isSampling = false
    /// Changes of the weights that wait or are being made; no call is let in meanwhile.
    var changes = 0
    /// Changes that wait for the sampler to come to rest.
    var waitingForRest: [CheckedContinuation<Void, Never>] = []
    /// Calls that wait for the changes to be made.
    var waitingForChanges: [CheckedContinuation<Void, Never>] = []
}

extension SampleCallers {
    /// Somebody who hears of tokens while they are drawn.
    struct Listener {
        let tell: @Sendable (Int, DrawnTokens) -> Void
        /// By place of the request, how many of its tokens were told.
        var told: [Int: Int] = [:]
        /// Not to be told again before.
        var due: ContinuousClock.Instant

        /// How long a listener is left alone after it was told. Each telling wakes somebody, who writes to somebody else: of many listeners
        /// each hears of several tokens at a time, so that all together take about the same part of a step.
        static func pause(listeners: Int) -> Duration { .milliseconds(min(listeners, 100)) }
    }

    /// Tells those who are due.
    mutating func tell(_ generator: Generator) {
        guard !listeners.isEmpty else { return }
        let now = ContinuousClock.now
        let pause = Listener.pause(listeners: listeners.count)
        for call in listeners.keys {
            guard var listener = listeners[call], listener.due <= now else { continue }
            generator.tell(call, told: &listener.told, listener.tell)
            listener.due = now + pause
            listeners[call] = listener
        }
    }
}
