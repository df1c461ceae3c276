// SPDX-License-Identifier: Apache-2.0

/// Why one attempt at a request came to nothing.
public enum AttemptFailure: Error, Sendable, Hashable {
    /// No connection, or one that broke before the reply was complete.
    case connection(String)
    /// The reply took longer than the attempt's time.
    case timedOut
    /// The server answered with a status other than 200 to 299.
    case status(Int, message: String, retryAfter: Duration?)
    /// The reply is not what its address promises.
    case undecodable(String)
    /// A stream began and then told an error, before any of its reply was used.
    case failedInStream(String)
    /// A stream ended early, after a part of its reply was used: another attempt would tell that part again.
    case brokeOff(String)

    /// Whether the same request may succeed at another time.
    public var isRepeatable: Bool {
        switch self {
        case .connection, .timedOut, .failedInStream: true
        case .status(let code, _, _): code == 408 || code == 429 || (500...599).contains(code)
        case .undecodable, .brokeOff: false
        }
    }

    /// Whether the server seems to be down, rather than to mind this request or this moment.
    var isOutage: Bool {
        switch self {
        case .connection, .timedOut: true
        case .status(let code, _, _): (500...599).contains(code) && !isPushback
        case .undecodable, .failedInStream, .brokeOff: false
        }
    }

    /// Whether the server is up and asks for patience.
    var isPushback: Bool {
        if case .status(let code, _, let wait) = self { code == 429 || (wait != nil && isRepeatable) } else { false }
    }

    /// How long the server asks to be left alone.
    var retryAfter: Duration? {
        if case .status(_, _, let wait) = self { wait } else { nil }
    }
}
