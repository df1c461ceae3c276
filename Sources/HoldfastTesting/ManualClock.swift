// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that moves when a test says so.
public final class ManualClock: Clock, Sendable {
    /// A moment of it: the time since it was made.
    public struct Instant: InstantProtocol {
        var time: Duration

        /// A later moment, or an earlier one.
        public func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
        /// How much later the other moment is.
        public func duration(to other: Instant) -> Duration { other.time - time }
        /// Whether the first moment is the earlier one.
        public static func < (first: Instant, second: Instant) -> Bool { first.time < second.time }
    }

    private struct Sleeper {
        var end: Instant
        var wake: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(time: .zero)
        var count = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// A clock at its first moment.
    public init() {}

    /// The moment it was moved to last.
    public var now: Instant { state.withLock(\.now) }
    /// It tells every moment from every other.
    public var minimumResolution: Duration { .zero }

    /// Returns when the clock was moved to the moment or beyond.
    /// - Throws: `CancellationError` where the task is cancelled first.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let (result, watchers) = state.withLock { state -> (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) in
                    if state.cancelled.contains(number) { return (.failure(CancellationError()), []) }
                    if deadline <= state.now { return (.success(()), []) }
                    state.sleepers[number] = Sleeper(end: deadline, wake: wake)
                    defer { state.watchers = [] }
                    return (nil, state.watchers)
                }
                for watcher in watchers { watcher.resume() }
                if let result { wake.resume(with: result) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.cancelled.insert(number)
                return state.sleepers.removeValue(forKey: number)
            }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    /// Returns when somebody sleeps.
    public func untilSomebodySleeps() async {
        await withCheckedContinuation { (watcher: CheckedContinuation<Void, Never>) in
            let sleeps = state.withLock { state in
                if state.sleepers.isEmpty { state.watchers.append(watcher) }
                return !state.sleepers.isEmpty
            }
            if sleeps { watcher.resume() }
        }
    }

    /// Moves the clock, and wakes all whose time has come.
    public func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.end <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.wake)
        }
        for wake in woken { wake.resume() }
    }
}
