// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One request as it goes out.
struct HTTPQuestion: Sendable {
    var url: String
    /// Nil asks with GET, a body with POST.
    var body: Data?
    var key: ServerKey?
    /// What the body is.
    var contentType = "application/json"
    /// What the reply may be.
    var accept = "application/json"
}

/// One reply as it came in.
struct HTTPAnswer: Sendable, Hashable {
    var status: Int
    /// Names in lower case; the last of a repeated one.
    var headers: [String: String]
    var body: Data

    /// Whether the body is of that type, whatever parameters follow its name.
    func isOf(type: String) -> Bool { headers["content-type"]?.lowercased().hasPrefix(type) ?? false }
}

/// Sends one request and waits for its whole reply, once.
protocol HTTPExchange: Sendable {
    /// - Throws: `AttemptFailure`, or `CancellationError`.
    func send(_ question: HTTPQuestion, timeout: Duration) async throws -> HTTPAnswer

    /// Sends one request and tells its reply's body as it comes, where the status is 200 to 299 and the body a stream of events.
    /// - Parameters:
    ///   - timeout: for all of it.
    ///   - receive: gets the body in pieces; what it throws ends the exchange.
    /// - Returns: the head, with a body where that is none to stream.
    /// - Throws: `AttemptFailure`, `CancellationError`, and what `receive` throws.
    func stream(
        _ question: HTTPQuestion, timeout: Duration, _ receive: @escaping @Sendable (Data) async throws -> Void
    ) async throws -> HTTPAnswer
}

extension HTTPExchange {
    /// Tells the whole body at its end: what an exchange that cannot stream does.
    func stream(
        _ question: HTTPQuestion, timeout: Duration, _ receive: @escaping @Sendable (Data) async throws -> Void
    ) async throws -> HTTPAnswer {
        let answer = try await send(question, timeout: timeout)
        if answer.isStream { try await receive(answer.body) }
        return answer
    }
}

extension HTTPAnswer {
    /// Whether a body that belongs to this head is to be told in pieces.
    var isStream: Bool { (200...299).contains(status) && isOf(type: "text/event-stream") }
}
