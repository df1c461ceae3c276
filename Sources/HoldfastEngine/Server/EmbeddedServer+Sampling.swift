// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels

extension EmbeddedServer {
    /// Samples completions, together with those of all other calls in flight, and returns as soon as its own are done.
    ///
    /// Of a request's prompt, only what no live dialogue has in common with it is computed; what others are computing is waited for. A completion also
    /// ends, as `length`, where the model's context is full. Temperature 0 is greedy, with log-probability 0.
    /// - Throws: `model` for a prompt that is empty, too long or has tokens outside the vocabulary, for sampling parameters out of range, for stop
    ///   sequences without a spelling of the tokens, and for weights that are not finite; `capacity` for a request that
    ///   `EngineConfiguration.cacheBytes` can never hold; `CancellationError`. None of these concerns other calls.
    public func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] { try await replies(to: requests, tell: nil) }

    /// The same, telling of tokens between steps: of a single stream's after about each step, of many streams' in pieces.
    ///
    /// - Throws: what `sample` throws.
    public func sample(
        _ requests: [SampleRequest], tell: @escaping @Sendable (_ index: Int, _ drawn: DrawnTokens) -> Void
    ) async throws -> [SampleReply] { try await replies(to: requests, tell: tell) }

    private func replies(to requests: [SampleRequest], tell: (@Sendable (Int, DrawnTokens) -> Void)?) async throws -> [SampleReply] {
        while callers.changes > 0 { await withCheckedContinuation { callers.waitingForChanges.append($0) } }
        try Task.checkCancellation()
        let call = try generator.submit(requests, version: version)
        if let replies = generator.takeReplies(call) { return replies }
        if let tell { callers.listeners[call] = SampleCallers.Listener(tell: tell, due: .now) }
        defer { if tell != nil { callers.listeners[call] = nil } }
        startSampling()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { callers.replies[call] = $0 }
        } onCancel: {
            Task { await self.cancel(call) }
        }
    }

    /// Forgets dialogues and frees what was cached for them; unknown names are fine.
    public func release(sessions: [String]) { generator.release(sessions) }

    /// What the sampler has done since the server was made, and what its cache holds now.
    public var samplingStatistics: SamplingStatistics { generator.statistics }

    private func cancel(_ call: Int) {
        guard let caller = callers.replies.removeValue(forKey: call) else { return }
        generator.cancel(call)
        caller.resume(throwing: CancellationError())
    }

    // MARK: Steps

    /// Starts a task that makes steps while there is anything to compute.
    private func startSampling() {
        guard !callers.isSampling else { return }
        callers.isSampling = true
        if isLarge { accumulator.releaseMemory() }
        Task { await makeSteps() }
    }

    private func makeSteps() async {
        var steps = 0
        while generator.hasWork {
            var answered = false
            generator.step(weights: published, version: version) { call, failure in
                answered = true
                guard let caller = callers.replies.removeValue(forKey: call) else { return }
                if let failure {
                    caller.resume(throwing: failure)
                } else if let replies = generator.takeReplies(call) {
                    caller.resume(returning: replies)
                }
            }
            callers.tell(generator)
            steps += 1
            if answered || steps % 16 == 0 {
                // Whoever waits for a thread gets one, so that those answered can ask for more. This takes an object from the heap.
                await Task.yield()
            } else {
                // Whoever waits for this actor, to join or to leave, comes first; where nobody does this costs and allocates nothing.
                await door.pass()
            }
        }
        callers.isSampling = false
        let waiting = callers.waitingForRest
        callers.waitingForRest.removeAll()
        for change in waiting { change.resume() }
    }

    /// Lets no new call in and waits until those in flight are done. To be followed by `resumeSampling`.
    func pauseSampling() async {
        callers.changes += 1
        while callers.isSampling { await withCheckedContinuation { callers.waitingForRest.append($0) } }
    }

    func resumeSampling() {
        callers.changes -= 1
        guard callers.changes == 0 else { return }
        let waiting = callers.waitingForChanges
        callers.waitingForChanges.removeAll()
        for caller in waiting { caller.resume() }
    }
}
