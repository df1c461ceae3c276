// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Synchronization

/// What a heavy call comes to: a client fetches it as often as it likes.
final class PendingResult: Sendable {
    /// How a call ended.
    enum Outcome: Sendable {
        /// A result that goes over the wire in JSON alone.
        case message(Data)
        case output(Tinker.ForwardBackwardOutput)
        case samples(Tinker.SampleResponse)
        case failed(Tinker.FutureFailure)
    }

    private struct State {
        var outcome: Outcome?
        var waiting: [Int: CheckedContinuation<Outcome?, Never>] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    /// Whether there is an outcome.
    var isOver: Bool { state.withLock { $0.outcome != nil } }

    /// The first outcome stays.
    func fulfil(_ outcome: Outcome) {
        let waiting = state.withLock { state in
            guard state.outcome == nil else { return [Int: CheckedContinuation<Outcome?, Never>]() }
            state.outcome = outcome
            defer { state.waiting = [:] }
            return state.waiting
        }
        for waiter in waiting.values { waiter.resume(returning: outcome) }
    }

    /// The outcome; nil where there is none in time, or the task is cancelled.
    func outcome(within limit: Duration) async -> Outcome? {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await self.outcome() }
            group.addTask {
                try? await ContinuousClock().sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Nil where the task is cancelled.
    private func outcome() async -> Outcome? {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let outcome = state.withLock { state -> Outcome?? in
                    if let outcome = state.outcome { return outcome }
                    guard !Task.isCancelled else { return .some(nil) }
                    state.waiting[number] = waiter
                    return nil
                }
                if let outcome { waiter.resume(returning: outcome) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: nil)
        }
    }
}

extension Tinker.FutureFailure {
    /// Whose fault an error is follows from its code.
    init(_ error: any Error) {
        guard let error = error as? HoldfastError else {
            self.init(message: "the server failed: \(error)", category: .server)
            return
        }
        let isOfUser = [.usage, .configuration, .format, .model].contains(error.code)
        self.init(message: error.message, category: isOfUser ? .user : .server)
    }
}
