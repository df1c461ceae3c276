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
}
