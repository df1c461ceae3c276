// SPDX-License-Identifier: Apache-2.0

import HoldfastTinkerProtocol
import Testing

@testable import HoldfastServers

struct FutureStateMachineTests {
    private typealias Event = FutureStateMachine.Event
    private typealias Action = FutureStateMachine.Action

    private func machine(_ failures: TinkerServerCapabilities.FailureStyle = .errorBody) -> FutureStateMachine {
        FutureStateMachine(patience: .seconds(100), failures: failures, at: .seconds(10))
    }

    @Test func `each reply leads to its action`() {
        let failure = Tinker.FutureFailure(message: "no", category: .user)
        let table: [(TinkerServerCapabilities.FailureStyle, FutureStateMachine.Event, FutureStateMachine.Action)] = [
            (.errorBody, .ready, .take),
            (.errorBody, .notReady(.active, reason: nil), .poll),
            (.errorBody, .notReady(.pausedCapacity, reason: "full"), .poll),
            (.errorBody, .metadata(bytes: 7), .poll),
            (.errorBody, .failed(failure), .fail(.job("no", .user))),
            (.errorBody, .refused(status: 410, message: "expired"), .fail(.gone)),
            (.errorBody, .refused(status: 404, message: "unknown"), .fail(.gone)),
            (.errorBody, .refused(status: 400, message: "bad"), .fail(.refused(status: 400, "bad"))),
            (.status, .refused(status: 400, message: "bad"), .fail(.job("bad", .unknown))),
            (.status, .refused(status: 422, message: "bad"), .fail(.refused(status: 422, "bad"))),
        ]
        for (style, event, action) in table {
            var machine = machine(style)
            #expect(machine.polled(event, at: .seconds(40)) == action, "\(style) \(event)")
        }
    }

    @Test func `a server that does not hold polls is not asked without end`() {
        var machine = machine()
        #expect(machine.polled(.notReady(.active, reason: nil), at: .milliseconds(10_050)) == .wait(.milliseconds(150)))
        #expect(machine.waited(at: .milliseconds(10_200)) == .poll)
        #expect(machine.polled(.notReady(.active, reason: nil), at: .milliseconds(10_201)) == .wait(.milliseconds(199)))
        #expect(machine.waited(at: .milliseconds(10_400)) == .poll)
        #expect(machine.polled(.notReady(.active, reason: nil), at: .seconds(40)) == .poll)
        #expect(machine.polled(.ready, at: .seconds(41)) == .take)
    }

    @Test func `patience ends, and the last state of the queue is told`() {
        var machine = machine()
        #expect(machine.polled(.notReady(.active, reason: nil), at: .seconds(109)) == .poll)
        #expect(
            machine.polled(.notReady(.pausedRateLimit, reason: "too much"), at: .seconds(110)) == .fail(.late(.pausedRateLimit, "too much")))
    }

    @Test func `a size that is told twice is no result`() {
        var machine = machine()
        #expect(machine.polled(.metadata(bytes: 5), at: .seconds(11)) == .poll)
        guard case .fail(.refused) = machine.polled(.metadata(bytes: 5), at: .seconds(12)) else {
            Issue.record("went on")
            return
        }
    }
}
