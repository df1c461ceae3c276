// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One request as it goes out.
struct HTTPQuestion: Sendable {
    var url: String
    /// Nil asks with GET, a body with POST.
    var body: Data?
    var key: ServerKey?
}

/// One reply as it came in.
struct HTTPAnswer: Sendable, Hashable {
    var status: Int
    /// Names in lower case; the last of a repeated one.
    var headers: [String: String]
    var body: Data
}

/// Sends one request and waits for its whole reply, once.
protocol HTTPExchange: Sendable {
    /// - Throws: `AttemptFailure`, or `CancellationError`.
    func send(_ question: HTTPQuestion, timeout: Duration) async throws -> HTTPAnswer
}
