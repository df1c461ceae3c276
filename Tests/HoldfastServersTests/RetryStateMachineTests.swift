// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastServers

/// What happens to a request, and what the machine should answer to it.
private enum Step: Sendable {
    case begins(RetryStateMachine.Action)
    case fails(AttemptFailure, RetryStateMachine.Action)
    case succeeds
    case waited(RetryStateMachine.Action)
    case held(Duration, RetryStateMachine.Action)
    case failsWithoutBudget(AttemptFailure, RetryStateMachine.Action)
}

private let busy = AttemptFailure.status(503, message: "busy", retryAfter: nil)

/// The k-th wait of the test's policy: half of it is sure, the rest is jitter.
private func wait(_ count: Int) -> Duration {
    var jitter = RandomKey(seed: 7, purpose: .retry).stream
    var draw = 0.0
    for _ in 0..<count { draw = jitter.uniform() }
    return .seconds([1, 2, 4, 5][min(count, 4) - 1]) * (0.5 + 0.5 * draw)
}

private func givenUp(_ reason: RetryFailure.Reason, _ attempts: Int, _ last: AttemptFailure) -> RetryStateMachine.Action {
    .fail(RetryFailure(reason: reason, attempts: attempts, last: last))
}

struct RetryStateMachineTests {
    private static let attempt = RetryStateMachine.Action.attempt(timeout: .seconds(20))

    private static let table: [(String, [(Double, Step)])] = [
        ("success at once", [(0, .begins(attempt)), (1, .succeeds)]),
        ("success at the second attempt", [(0, .begins(attempt)), (1, .fails(busy, .wait(wait(1)))), (2, .waited(attempt)), (3, .succeeds)]),
        (
            "waits grow up to the longest",
            [
                (0, .begins(attempt)), (0, .fails(busy, .wait(wait(1)))), (1, .waited(attempt)), (1, .fails(.timedOut, .wait(wait(2)))),
                (3, .waited(attempt)), (3, .fails(.connection("reset"), .wait(wait(3)))), (7, .waited(attempt)),
                (7, .fails(busy, .wait(wait(4)))), (12, .waited(attempt)), (13, .fails(busy, givenUp(.attemptsUsedUp, 5, busy))),
            ]
        ),
        (
            "a longer Retry-After is honoured",
            [
                (0, .begins(attempt)),
                (1, .fails(.status(429, message: "", retryAfter: .seconds(17)), .wait(.seconds(17)))), (18, .waited(attempt)), (19, .succeeds),
            ]
        ),
        (
            "a shorter Retry-After does not shorten the wait",
            [(0, .begins(attempt)), (1, .fails(.status(429, message: "", retryAfter: .zero), .wait(wait(1))))]
        ),
        (
            "a Retry-After beyond the deadline ends it at once",
            [
                (0, .begins(attempt)),
                (
                    1,
                    .fails(
                        .status(429, message: "", retryAfter: .seconds(59)),
                        givenUp(.deadlinePassed, 1, .status(429, message: "", retryAfter: .seconds(59))))
                ),
            ]
        ),
        (
            "the last attempt gets the time that is left",
            [
                (0, .begins(attempt)), (50, .fails(.timedOut, .wait(wait(1)))), (51, .waited(.attempt(timeout: .seconds(9)))),
                (60, .fails(.timedOut, givenUp(.deadlinePassed, 2, .timedOut))),
            ]
        ),
        (
            "an attempt that is held is made later, and counts once",
            [
                (0, .begins(attempt)), (0, .held(.seconds(2), .wait(.seconds(2)))), (2, .waited(attempt)), (2, .fails(busy, .wait(wait(1)))),
                (3, .waited(attempt)), (3, .held(.seconds(1), .wait(.seconds(1)))), (4, .waited(attempt)), (5, .succeeds),
            ]
        ),
        (
            "an attempt that would be held beyond the deadline ends it",
            [(0, .begins(attempt)), (50, .held(.seconds(10), givenUp(.serverDown, 0, busy)))]
        ),
        (
            "a hold that took too long ends it",
            [(0, .begins(attempt)), (1, .held(.seconds(2), .wait(.seconds(2)))), (60, .waited(givenUp(.serverDown, 0, busy)))]
        ),
        ("no budget, no repetition", [(0, .begins(attempt)), (1, .failsWithoutBudget(busy, givenUp(.budgetUsedUp, 1, busy)))]),
        (
            "a wait that took too long ends it",
            [(0, .begins(attempt)), (1, .fails(busy, .wait(wait(1)))), (60, .waited(givenUp(.deadlinePassed, 1, busy)))]
        ),
    ]

    @Test(arguments: table) fileprivate func `the table of events and actions`(name: String, steps: [(Double, Step)]) {
        let policy = RetryPolicy(
            attempts: 5, deadline: .seconds(60), attemptTimeout: .seconds(20), firstDelay: .seconds(1), growth: 2, longestDelay: .seconds(5))
        var machine = RetryStateMachine(policy: policy, jitter: RandomKey(seed: 7, purpose: .retry).stream)
        for (index, (second, step)) in steps.enumerated() {
            // The moment that time is counted from is any.
            let now = Duration.seconds(1000 + second)
            switch step {
            case .begins(let action): #expect(machine.begin(at: now) == action, "\(name), step \(index)")
            case .fails(let failure, let action): #expect(machine.attempted(failure, at: now) == action, "\(name), step \(index)")
            case .succeeds: #expect(machine.attempted(nil, at: now) == .succeed, "\(name), step \(index)")
            case .held(let span, let action): #expect(machine.held(for: span, because: busy, at: now) == action, "\(name), step \(index)")
            case .failsWithoutBudget(let failure, let action):
                #expect(machine.attempted(failure, mayRepeat: false, at: now) == action, "\(name), step \(index)")
            case .waited(let action): #expect(machine.waited(at: now) == action, "\(name), step \(index)")
            }
        }
    }

    @Test(
        arguments: [
            (AttemptFailure.connection("refused"), true), (.timedOut, true), (.undecodable("half"), false),
            (.status(408, message: "", retryAfter: nil), true), (.status(429, message: "", retryAfter: nil), true),
            (.status(500, message: "", retryAfter: nil), true), (.status(503, message: "", retryAfter: nil), true),
            (.status(599, message: "", retryAfter: nil), true), (.status(301, message: "", retryAfter: nil), false),
            (.status(400, message: "", retryAfter: .seconds(1)), false), (.status(401, message: "", retryAfter: nil), false),
            (.status(404, message: "", retryAfter: nil), false), (.status(422, message: "", retryAfter: nil), false),
        ])
    func `which failures are repeated`(failure: AttemptFailure, repeats: Bool) {
        var machine = RetryStateMachine(policy: RetryPolicy(), jitter: RandomKey(seed: 1, purpose: .retry).stream)
        _ = machine.begin(at: .zero)
        switch machine.attempted(failure, at: .zero) {
        case .wait: #expect(repeats)
        case .fail(let found): #expect(!repeats && found == RetryFailure(reason: .notRepeatable, attempts: 1, last: failure))
        default: Issue.record("neither repeated nor given up")
        }
    }

    @Test func `waits lie between half and all of the full wait, and two streams differ`() {
        let policy = RetryPolicy(firstDelay: .seconds(2), growth: 3, longestDelay: .seconds(10))
        for (count, full) in [(1, 2.0), (2, 6), (3, 10), (4, 10), (1000, 10)] {
            #expect(policy.delay(afterAttempts: count, jitter: 0) == .seconds(full / 2))
            #expect(policy.delay(afterAttempts: count, jitter: 0.5) == .seconds(full * 3 / 4))
        }
        func first(_ group: Int) -> RetryStateMachine.Action {
            var machine = RetryStateMachine(policy: policy, jitter: RandomKey(seed: 1, group: group, purpose: .retry).stream)
            _ = machine.begin(at: .zero)
            return machine.attempted(.timedOut, at: .zero)
        }
        #expect(first(0) == first(0))
        #expect(first(0) != first(1))
    }
}
