// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// Requests that are sampled while a client listens.
struct StreamedSampling: Sendable {
    /// What is heard of them.
    enum Event: Sendable {
        /// Tokens of one of them.
        case drawn(index: Int, DrawnTokens)
        /// All of them are done.
        case ended([SampleReply])
    }

    let server: any ModelServer
    let requests: [SampleRequest]

    /// Samples, and hears of it. A server that tells nothing on the way is heard at the end.
    ///
    /// What was not heard yet is kept, at most what the requests ask for; when `hear` throws, the sampling ends.
    func run(_ hear: (Event) async throws -> Void) async throws {
        let (events, teller) = AsyncThrowingStream.makeStream(of: Event.self, throwing: (any Error).self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    let replies =
                        if let server = server as? any TokenStreaming {
                            try await server.sample(requests) { teller.yield(.drawn(index: $0, $1)) }
                        } else { try await server.sample(requests) }
                    guard replies.count == requests.count else {
                        throw HoldfastError(.server, "the model gave \(replies.count) replies to \(requests.count) requests")
                    }
                    teller.yield(.ended(replies))
                    teller.finish()
                } catch {
                    teller.finish(throwing: error)
                }
            }
            defer { group.cancelAll() }
            for try await event in events { try await hear(event) }
        }
    }
}
