// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HoldfastServers

/// What happens, and what the breaker should say.
private enum Step: Sendable {
    case passes
    case holds(Duration)
    case fails(AttemptFailure)
    case answered
    case abandoned
}

private let down = AttemptFailure.connection("refused")
private let patience = Duration.seconds(20)

struct CircuitBreakerTests {
    private static let opened = [(Double, Step)](repeating: (0, .fails(down)), count: CircuitBreaker.outages)

    private static let table: [(String, [(Double, Step)])] = [
        ("outages that are not enough", Array(opened.dropLast()) + [(0, .passes)]),
        ("an answer between outages", Array(opened.dropLast()) + [(0, .answered), (0, .fails(down)), (0, .passes)]),
        ("enough outages hold all for a second", opened + [(0, .holds(.seconds(1))), (0.75, .holds(.milliseconds(250)))]),
        ("then one goes ahead and the others glance", opened + [(1, .passes), (1, .holds(.milliseconds(200))), (1.5, .holds(.milliseconds(200)))]),
        ("its answer opens the way", opened + [(1, .passes), (2, .answered), (2, .passes), (2, .passes)]),
        ("a refusal is an answer", opened + [(1, .passes), (2, .fails(.status(400, message: "", retryAfter: nil))), (2, .passes)]),
        ("its failure closes it for twice as long", opened + [(1, .passes), (3, .fails(down)), (3, .holds(.seconds(2))), (5, .passes)]),
        ("failures of requests from before do not", opened + [(0.5, .fails(down)), (0.5, .holds(.milliseconds(500)))]),
        ("a request that went ahead and was cancelled lets another", opened + [(1, .passes), (1.5, .abandoned), (1.5, .passes)]),
        ("one that nobody hears of again is given up", opened + [(1, .passes), (20.9, .holds(.milliseconds(100))), (21, .passes)]),
        (
            "never longer than half a minute",
            opened + [1.0, 3, 7, 15, 31].flatMap { [($0, Step.passes), ($0, .fails(down))] } + [(31, .holds(.seconds(30)))]
        ),
    ]

    @Test(arguments: table) fileprivate func `the table of events and admissions`(name: String, steps: [(Double, Step)]) {
        var breaker = CircuitBreaker()
        for (index, (second, step)) in steps.enumerated() {
            let now = Duration.seconds(500) + .milliseconds(Int(second * 1000))
            switch step {
            case .passes: #expect(breaker.admit(at: now, patience: patience) == .pass, "\(name), step \(index)")
            case .holds(let span): #expect(breaker.admit(at: now, patience: patience) == .hold(span, because: down), "\(name), step \(index)")
            case .fails(let failure): breaker.ended(failure, at: now)
            case .answered: breaker.ended(nil, at: now)
            case .abandoned: breaker.abandoned(at: now)
            }
        }
    }

    @Test(
        arguments: [
            (AttemptFailure.connection(""), true, false), (.timedOut, true, false), (.undecodable(""), false, false),
            (.status(429, message: "", retryAfter: nil), false, true), (.status(503, message: "", retryAfter: .seconds(1)), false, true),
            (.status(503, message: "", retryAfter: nil), true, false), (.status(500, message: "", retryAfter: nil), true, false),
            (.status(400, message: "", retryAfter: .seconds(1)), false, false), (.status(401, message: "", retryAfter: nil), false, false),
        ]) func `what is an outage, what asks for patience`(failure: AttemptFailure, outage: Bool, pushback: Bool)
    {
        #expect(failure.isOutage == outage && failure.isPushback == pushback)
    }
}
