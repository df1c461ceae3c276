// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Decides what happens to one request: when it is attempted, how long is waited, and when it is given up.
///
/// A pure value: time is passed in as the span since any fixed moment, and jitter comes from the random stream that it is made with.
/// A request whose reply was lost is sent again, unless the driver says that this is not safe.
public struct RetryStateMachine: Sendable {
    /// What to do next.
    public enum Action: Sendable, Hashable {
        /// Send the request; the attempt may take this long.
        case attempt(timeout: Duration)
        /// Let this time pass, then call `waited`.
        case wait(Duration)
        /// The reply is there.
        case succeed
        /// Give up.
        case fail(RetryFailure)
    }

    private enum State: Sendable {
        case ready
        case attempting(number: Int, deadline: Duration)
        case waiting(number: Int, deadline: Duration, failure: AttemptFailure)
        case held(number: Int, deadline: Duration, failure: AttemptFailure)
        case over
    }

    private let policy: RetryPolicy
    private var jitter: RandomStream
    private var state = State.ready

    /// - Parameter jitter: requests that are in flight together need streams of their own.
    public init(policy: RetryPolicy, jitter: RandomStream) {
        self.policy = policy
        self.jitter = jitter
    }

    /// Begins; the deadline counts from here.
    public mutating func begin(at now: Duration) -> Action {
        guard case .ready = state else { preconditionFailure("a retry state machine serves one request") }
        let deadline = now + policy.deadline
        state = .attempting(number: 1, deadline: deadline)
        return .attempt(timeout: min(policy.attemptTimeout, policy.deadline))
    }

    /// The attempt is not made yet, because the server is down for all requests; it will be after a wait.
    public mutating func held(for span: Duration, because failure: AttemptFailure, at now: Duration) -> Action {
        guard case .attempting(let number, let deadline) = state else { preconditionFailure("no attempt is due") }
        guard now + span < deadline else { return giveUp(.serverDown, failure, after: number - 1) }
        state = .held(number: number, deadline: deadline, failure: failure)
        return .wait(span)
    }

    /// The attempt ended.
    /// - Parameters:
    ///   - failure: nil where it succeeded.
    ///   - isSafe: whether the request may be sent again after this failure, as far as its effect is concerned.
    ///   - mayRepeat: whether all requests to the server together leave room for another attempt.
    public mutating func attempted(
        _ failure: AttemptFailure?, isSafe: Bool = true, mayRepeat: Bool = true, at now: Duration
    ) -> Action {
        guard case .attempting(let number, let deadline) = state else { preconditionFailure("no attempt is under way") }
        guard let failure else {
            state = .over
            return .succeed
        }
        guard failure.isRepeatable, isSafe else { return giveUp(.notRepeatable, failure, after: number) }
        guard mayRepeat else { return giveUp(.budgetUsedUp, failure, after: number) }
        guard number < policy.attempts else { return giveUp(.attemptsUsedUp, failure, after: number) }
        let wait = max(policy.delay(afterAttempts: number, jitter: jitter.uniform()), failure.retryAfter ?? .zero)
        // A wait that nothing can follow would only delay the bad news.
        guard now + wait < deadline else { return giveUp(.deadlinePassed, failure, after: number) }
        state = .waiting(number: number, deadline: deadline, failure: failure)
        return .wait(wait)
    }

    /// The wait is over.
    public mutating func waited(at now: Duration) -> Action {
        let (number, deadline): (Int, Duration)
        switch state {
        case .waiting(let attempts, let end, let failure):
            guard now < end else { return giveUp(.deadlinePassed, failure, after: attempts) }
            (number, deadline) = (attempts + 1, end)
        case .held(let due, let end, let failure):
            guard now < end else { return giveUp(.serverDown, failure, after: due - 1) }
            (number, deadline) = (due, end)
        default: preconditionFailure("nothing is waited for")
        }
        state = .attempting(number: number, deadline: deadline)
        return .attempt(timeout: min(policy.attemptTimeout, deadline - now))
    }

    private mutating func giveUp(_ reason: RetryFailure.Reason, _ failure: AttemptFailure, after attempts: Int) -> Action {
        state = .over
        return .fail(RetryFailure(reason: reason, attempts: attempts, last: failure))
    }
}

/// Why a request was given up.
public struct RetryFailure: Error, Sendable, Hashable {
    /// What made the last failure final.
    public enum Reason: String, Sendable, Hashable {
        /// Another attempt would fail alike, or might do twice what must be done once; none is left; the next one would begin after the deadline; so many requests fail that no more are
        /// repeated; or the server was down until the deadline.
        case notRepeatable, attemptsUsedUp, deadlinePassed, budgetUsedUp, serverDown
    }

    /// Why no further attempt follows.
    public var reason: Reason
    /// Attempts that were made.
    public var attempts: Int
    /// The last one's failure; of another request where the server was down for all.
    public var last: AttemptFailure

    /// A request given up after so many attempts.
    public init(reason: Reason, attempts: Int, last: AttemptFailure) {
        self.reason = reason
        self.attempts = attempts
        self.last = last
    }
}
