// SPDX-License-Identifier: Apache-2.0

import HoldfastTinkerProtocol

/// Decides what becomes of one promise: when the server is asked for its result again, and when it is given up.
///
/// A pure value; time is passed in as the span since any fixed moment. Broken connections and the like are no business of it: a poll is
/// without effect, and `RetryStateMachine` repeats it.
struct FutureStateMachine: Sendable, Hashable {
    /// What a poll came to.
    enum Event: Sendable, Hashable {
        /// Not ready: `try_again`, or status 408.
        case notReady(Tinker.QueueState, reason: String?)
        /// There is a result of so many bytes.
        case metadata(bytes: Int)
        /// The result itself.
        case ready
        /// The job failed.
        case failed(Tinker.FutureFailure)
        /// A status that ends it: 410 or 404 where the promise is not known any more, 400 where the job failed or the poll was wrong.
        case refused(status: Int, message: String)
    }

    /// What to do next.
    enum Action: Sendable, Hashable {
        /// Ask for the result.
        case poll
        /// Let this time pass, then call `waited`.
        case wait(Duration)
        /// Take the result of the last poll.
        case take
        /// Give up.
        case fail(FutureProblem)
    }

    /// Servers hold polls. One that does not is not asked more often than this.
    static let shortestRound = Duration.milliseconds(200)

    private let deadline: Duration
    private let failures: TinkerServerCapabilities.FailureStyle
    private var asked: Duration
    private var sawMetadata = false

    /// Begins; the first poll is due.
    init(patience: Duration, failures: TinkerServerCapabilities.FailureStyle, at now: Duration) {
        deadline = now + patience
        self.failures = failures
        asked = now
    }

    mutating func polled(_ event: Event, at now: Duration) -> Action {
        switch event {
        case .ready: return .take
        case .failed(let failure): return .fail(.job(failure.message, failure.category))
        case .refused(let status, let message):
            switch status {
            case 404, 410: return .fail(.gone)
            case 400 where failures == .status: return .fail(.job(message, .unknown))
            default: return .fail(.refused(status: status, message))
            }
        case .metadata:
            // Asked for without the size alone, a second one means that it never gives the result.
            guard !sawMetadata else { return .fail(.refused(status: 200, "told the size of the result twice and never gave it")) }
            sawMetadata = true
            asked = now
            return .poll
        case .notReady(let state, let reason):
            guard now < deadline else { return .fail(.late(state, reason)) }
            let rest = Self.shortestRound - (now - asked)
            guard rest > .zero else { return waited(at: now) }
            return .wait(rest)
        }
    }

    /// The wait is over.
    mutating func waited(at now: Duration) -> Action {
        asked = now
        return .poll
    }
}

/// Why there will be no result.
enum FutureProblem: Error, Sendable, Hashable {
    /// The job failed.
    case job(String, Tinker.FutureFailure.Category)
    /// The server does not know the promise any more.
    case gone
    /// The poll itself was refused.
    case refused(status: Int, String)
    /// Patience is at its end; what the server said last.
    case late(Tinker.QueueState, String?)

    /// What happened, to go behind the server's name.
    var told: String {
        switch self {
        case .job(let message, let category): "could not do it: \(message) (\(category.rawValue))"
        case .gone: "has forgotten the request"
        case .refused(let status, let message): "refused to give the result: status \(status), \(message)"
        case .late(let state, let reason): "has not finished in time (\(state.rawValue)\(reason.map { ": \($0)" } ?? ""))"
        }
    }
}
