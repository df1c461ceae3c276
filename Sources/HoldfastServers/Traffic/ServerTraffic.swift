// SPDX-License-Identifier: Apache-2.0

/// All requests to one server: how many are in flight, who is next, whether the server is up, and how much may be repeated.
///
/// A request that waits to be repeated keeps its place: a server that pushes back is asked less.
actor ServerTraffic {
    private var limit: ConcurrencyLimit
    private var breaker = CircuitBreaker()
    private var budget: RetryBudget
    private var inFlight = 0
    private var waiting = FairQueue<Int, CheckedContinuation<Void, Never>>()

    /// - Parameter concurrency: most requests at once.
    init(concurrency: Int) {
        limit = ConcurrencyLimit(most: concurrency)
        budget = RetryBudget(repetitions: max(32, concurrency))
    }

    /// Runs a body when there is room for it. Dialogues take turns.
    nonisolated func whenOpen<Result: Sendable>(
        dialogue: Int, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        await enter(dialogue)
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

    /// Whether an attempt may be made now.
    /// - Returns: with a pass, the attempt's number.
    func admit(at now: Duration, patience: Duration) -> (admission: CircuitBreaker.Admission, number: Int) {
        let admission = breaker.admit(at: now, patience: patience)
        return (admission, admission == .pass ? limit.begin() : 0)
    }

    /// What became of an attempt.
    /// - Returns: whether it may be repeated, as far as all requests together are concerned.
    func ended(_ number: Int, _ failure: AttemptFailure?, at now: Duration) -> Bool {
        breaker.ended(failure, at: now)
        guard let failure else {
            limit.answered()
            budget.succeeded()
            admitWaiting()
            return true
        }
        if failure.isPushback { limit.pushedBack(number) }
        return !failure.isRepeatable || budget.take(after: failure)
    }

    /// An attempt was cancelled: nobody knows what would have become of it.
    func abandoned(at now: Duration) { breaker.abandoned(at: now) }

    /// Requests at once that the server is held to bear at present.
    var concurrency: Int { limit.current }

    private func enter(_ dialogue: Int) async {
        if inFlight < limit.current, waiting.count == 0 {
            inFlight += 1
        } else {
            await withCheckedContinuation { waiting.append($0, group: dialogue) }
        }
    }

    private func leave() {
        inFlight -= 1
        admitWaiting()
    }

    private func admitWaiting() {
        while inFlight < limit.current, let next = waiting.next() {
            inFlight += 1
            next.resume()
        }
    }
}
