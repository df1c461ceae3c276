// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One request to a server, with what its repetition would do.
struct ServerRequest: Sendable, Hashable {
    /// What a request that is sent twice does twice.
    enum Effect: Sendable, Hashable {
        /// Nothing: it may be repeated whenever that may help.
        case none
        /// Something that must not happen twice: it is repeated only after an answer that says that it was not taken (status 429, or one
        /// with `Retry-After`). After a broken connection, a timeout or another status nobody knows.
        case once
    }

    /// Such as `/v1/models`.
    var path: String
    /// Nil asks with GET, a body with POST.
    var body: Data?
    var contentType = "application/json"
    var accept = "application/json"
    var effect = Effect.none
    /// Statuses beside 200 to 299 that are answers and no failures.
    var expectedStatuses: Set<Int> = []
    /// Longest that one attempt may take, where that is not the connection's business.
    var attemptTimeout: Duration?

    func policy(_ standard: RetryPolicy) -> RetryPolicy {
        var policy = standard
        if let attemptTimeout { policy.attemptTimeout = attemptTimeout }
        return policy
    }

    /// Whether this request may be sent again, as far as its effect is concerned.
    func mayRepeat(after failure: AttemptFailure?) -> Bool { effect == .none || failure?.isPushback ?? true }
}
