// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Synchronization

/// Lets one of several equal questions be asked while the others wait for its answer.
final class SharedAnswers: Sendable {
    private typealias Waiter = CheckedContinuation<Verdict?, Never>

    private struct State {
        var count = 0
        /// Who waits, by key and number; a key without waiters is being asked too.
        var waiting: [String: [Int: Waiter]] = [:]
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// Whether the caller is the one to ask. It then has to call `finish`.
    func lead(_ key: String) -> Bool {
        state.withLock { state in
            guard state.waiting[key] == nil else { return false }
            state.waiting[key] = [:]
            return true
        }
    }

    /// The answer of who is asking; nil where there is none to share, or the caller is cancelled.
    func wait(for key: String) async -> Verdict? {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                let waits = state.withLock { state in
                    guard !state.cancelled.contains(number), state.waiting[key] != nil else { return false }
                    state.waiting[key, default: [:]][number] = waiter
                    return true
                }
                if !waits { waiter.resume(returning: nil) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                if let waiter = state.waiting[key]?.removeValue(forKey: number) { return waiter as Waiter? }
                state.cancelled.insert(number)
                return nil
            }
            waiter?.resume(returning: nil)
        }
    }

    /// Ends a question with the answer to share, or with none.
    func finish(_ key: String, _ answer: Verdict?) {
        let waiters = state.withLock { $0.waiting.removeValue(forKey: key) ?? [:] }
        for waiter in waiters.values { waiter.resume(returning: answer) }
    }
}
