// SPDX-License-Identifier: Apache-2.0

/// Lets so many requests through at once, the others wait in the order they came.
///
/// A request that waits to be repeated keeps its place: a server that pushes back is asked less.
actor RequestGate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var first = 0

    init(limit: Int) { free = max(1, limit) }

    /// Runs a body when there is room for it.
    nonisolated func whenOpen<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        await enter()
        do {
            try Task.checkCancellation()
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        guard first < waiting.count else {
            free += 1
            return
        }
        waiting[first].resume()
        first += 1
        // Taking from the front of an array moves all that is behind it.
        if first * 2 > waiting.count {
            waiting.removeFirst(first)
            first = 0
        }
    }
}
