// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// Puts requests that arrive while the model is busy into one call.
///
/// Whoever finds the model free makes the call for all that wait, and then passes that duty on; no task of its own is needed.
actor SampleBatcher {
    private struct Waiting {
        let requests: [SampleRequest]
        let continuation: CheckedContinuation<Turn, Never>
    }

    private enum Turn: Sendable {
        case answered(Result<[SampleReply], any Error>)
        case leads
    }

    private let server: any ModelServer
    private var waiting: [Waiting] = []
    private var isSampling = false
    /// Requests counted so far, which names them.
    private var ordinal = 0

    init(server: any ModelServer) { self.server = server }

    /// Calls that wait for the model.
    var waitingCalls: Int { waiting.count }

    /// A number that no other request has; the first is 1.
    func nextOrdinal() -> Int {
        ordinal += 1
        return ordinal
    }

    /// Samples, together with what else waits. An error is that of these requests alone.
    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        if isSampling {
            let turn = await withCheckedContinuation { waiting.append(Waiting(requests: requests, continuation: $0)) }
            if case .answered(let result) = turn { return try result.get() }
        }
        isSampling = true
        let others = waiting
        waiting = []
        let results = await answers(to: [requests] + others.map(\.requests))
        for (other, result) in zip(others, results.dropFirst()) { other.continuation.resume(returning: .answered(result)) }
        if waiting.isEmpty {
            isSampling = false
        } else {
            waiting.removeFirst().continuation.resume(returning: .leads)
        }
        return try results[0].get()
    }

    private func answers(to calls: [[SampleRequest]]) async -> [Result<[SampleReply], any Error>] {
        do {
            let replies = try await server.sample(calls.flatMap(\.self))
            var rest = replies[...]
            return calls.map { call in
                defer { rest = rest.dropFirst(call.count) }
                return .success(Array(rest.prefix(call.count)))
            }
        } catch {
            guard calls.count > 1 else { return [.failure(error)] }
            // One bad request must not fail the others that happened to come with it.
            var results: [Result<[SampleReply], any Error>] = []
            for call in calls { results += await answers(to: [call]) }
            return results
        }
    }
}
