// SPDX-License-Identifier: Apache-2.0

/// Keeps requests from a server that is down: after a row of outages all wait, then one goes ahead, and with its answer the others.
///
/// A pure value; time is the span since any fixed moment. An outage is no connection, no answer in time, or a status from 500 on; a server
/// that refuses a request, or asks for patience, is up.
struct CircuitBreaker: Sendable, Hashable {
    /// Whether a request may go out.
    enum Admission: Sendable, Hashable {
        /// Send it, and tell what becomes of it.
        case pass
        /// Ask again after this time. The failure is the last of those that closed the way.
        case hold(Duration, because: AttemptFailure)
    }

    private enum State: Sendable, Hashable {
        case closed(outages: Int)
        case open(until: Duration, times: Int, because: AttemptFailure)
        /// One request is on its way; it is taken for lost at `until`.
        case probing(until: Duration, times: Int, because: AttemptFailure)
    }

    /// Outages in a row that open the circuit.
    static let outages = 8
    /// How long the first opening lasts; each further one twice as long, up to `longest`.
    static let first = Duration.seconds(1)
    static let longest = Duration.seconds(30)
    /// How long the others wait for the one that went ahead before they ask again.
    static let glance = Duration.milliseconds(200)

    private var state = State.closed(outages: 0)

    /// - Parameter patience: the longest that the request may take.
    mutating func admit(at now: Duration, patience: Duration) -> Admission {
        switch state {
        case .closed: return .pass
        case .open(let until, _, let failure) where now < until: return .hold(until - now, because: failure)
        case .probing(let until, _, let failure) where now < until: return .hold(min(Self.glance, until - now), because: failure)
        case .open(_, let times, let failure), .probing(_, let times, let failure):
            state = .probing(until: now + patience, times: times, because: failure)
            return .pass
        }
    }

    /// What became of a request; nil where it was answered.
    mutating func ended(_ failure: AttemptFailure?, at now: Duration) {
        guard let failure, failure.isOutage else {
            state = .closed(outages: 0)
            return
        }
        switch state {
        case .closed(let outages) where outages + 1 < Self.outages: state = .closed(outages: outages + 1)
        case .closed: open(times: 1, failure, at: now)
        // Requests that were under way when the circuit opened add nothing to it.
        case .open: break
        case .probing(_, let times, _): open(times: times + 1, failure, at: now)
        }
    }

    /// A request was cancelled. Where it was the one that went ahead, another may.
    mutating func abandoned(at now: Duration) {
        if case .probing(_, let times, let failure) = state { state = .open(until: now, times: times, because: failure) }
    }

    private mutating func open(times: Int, _ failure: AttemptFailure, at now: Duration) {
        var span = Self.first
        for _ in 1..<max(1, times) where span < Self.longest { span = span * 2 }
        state = .open(until: now + min(span, Self.longest), times: times, because: failure)
    }
}
