// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension RetryFailure {
    /// What a person reads: which server, what it did, and what to do about it.
    /// - Parameters:
    ///   - server: host and port.
    ///   - keySource: where the key is read from, such as `the environment variable KEY`.
    func error(server: String, path: String, keySource: String?) -> HoldfastError {
        HoldfastError(.server, "the model server at \(server) \(told(path)); \(advice(keySource, path))", cause: self)
    }

    private func told(_ path: String) -> String {
        let times =
            switch reason {
            case .serverDown: " (it was down for all requests until the deadline)"
            case .budgetUsedUp: " (so many requests fail that none is repeated)"
            case .deadlinePassed where attempts > 1: " (\(attempts) attempts, until the deadline)"
            default: attempts == 1 ? "" : " (\(attempts) attempts)"
            }
        switch last {
        case .connection(let reason): return "cannot be reached for \(path)\(times): \(reason)"
        case .timedOut: return "did not answer \(path) in time\(times)"
        case .status(let code, let message, _): return "answered \(path) with status \(code)\(times): \(message)"
        case .undecodable(let what): return "answered \(path) with something else than that address promises: \(what)"
        case .failedInStream(let message): return "told an error in the stream of \(path)\(times): \(message)"
        case .brokeOff(let what): return "broke off the stream of \(path) after a part of the reply was used: \(what)"
        }
    }

    private func advice(_ keySource: String?, _ path: String) -> String {
        switch last {
        case .connection: "check that it runs and that the URL is right"
        case .timedOut: "lower the number of concurrent requests or give it more time"
        case .status(401, _, _), .status(403, _, _):
            keySource.map { "check the key in \($0)" } ?? "it wants a key; name the environment variable that holds one"
        case .status(404, _, _): "check the URL and the model's name"
        case .status(429, _, _): "lower the number of concurrent requests"
        case .status(500...599, _, _), .failedInStream: "see its own log"
        case .brokeOff: "ask again, or without streaming"
        case .status: "it does not take this request"
        case .undecodable:
            path.hasPrefix("/api/v1/")
                ? "check that the URL is that of a server of the Tinker protocol" : "check that the URL is that of an OpenAI-compatible server"
        }
    }
}

extension RetryFailure: CustomStringConvertible {
    /// The last failure and how many attempts there were.
    public var description: String { "\(last), \(reason.rawValue) after \(attempts)" }
}
