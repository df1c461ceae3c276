// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import HoldfastServing

/// How long a client may take.
@Suite struct ConnectionPaceTests {
    private var pace = ConnectionPace(ConnectionTimeouts(head: 10, body: 30, stall: 20))

    private func at(_ seconds: Double) -> NIODeadline { .uptimeNanoseconds(UInt64(seconds * 1e9)) }

    @Test func `nothing is expected of a client that says nothing`() {
        #expect(pace.deadline == nil)
    }

    @Test mutating func `a head that does not end is late, whatever drops in`() {
        pace.received(at: at(1))
        pace.received(at: at(10))
        #expect(pace.deadline == at(11))
        #expect(pace.fault(at: at(10.9), waiting: 0) == nil && pace.fault(at: at(11), waiting: 0) == .slowRequest)
    }

    @Test mutating func `a body has its own time, and more where more of it came`() {
        pace.received(at: at(1))
        pace.on(.head, at: at(2))
        #expect(pace.deadline == at(32))
        pace.on(.body(bytes: 10), at: at(20))
        #expect(pace.fault(at: at(33), waiting: 0) == .slowRequest)
        pace.on(.body(bytes: (64 << 10) - 10), at: at(21))
        #expect(pace.deadline == at(36))
        pace.on(.end, at: at(35))
        #expect(pace.deadline == nil, "now it is the server's turn")
    }

    @Test mutating func `a client that waits for a reply is not charged for what it sends meanwhile`() {
        pace.received(at: at(1))
        for event in [RequestEvent.head, .end] { pace.on(event, at: at(1)) }
        pace.received(at: at(2))
        #expect(pace.deadline == nil)
        pace.on(.replied, at: at(100))
        #expect(pace.deadline == at(110))
        // The same with the body of a second request.
        pace.on(.head, at: at(101))
        for event in [RequestEvent.end, .head] { pace.on(event, at: at(102)) }
        #expect(pace.deadline == nil)
        pace.on(.replied, at: at(200))
        #expect(pace.deadline == at(230))
    }

    @Test mutating func `a body that was answered before it was there cannot go on for long`() {
        pace.received(at: at(1))
        pace.on(.head, at: at(1))
        pace.on(.body(bytes: 100 << 20), at: at(2))
        pace.on(.replied, at: at(3))
        pace.on(.body(bytes: 100 << 20), at: at(4))
        #expect(pace.deadline == at(33))
    }

    @Test mutating func `whoever goes on after what is no HTTP was refused has no more time than others`() {
        pace.received(at: at(1))
        pace.on(.replied, at: at(2))
        #expect(pace.deadline == at(12))
    }

    @Test mutating func `a reply that nobody takes is a stall, one that is taken slowly is not`() {
        pace.wrote(1000, at: at(1))
        #expect(pace.deadline == at(21))
        #expect(pace.fault(at: at(21), waiting: 999) == nil, "a byte went")
        #expect(pace.deadline == at(41))
        pace.wrote(500, at: at(30))
        #expect(pace.fault(at: at(41), waiting: 1499) == .stalledReply)
        #expect(pace.fault(at: at(41), waiting: 0) == nil && pace.deadline == nil, "all was taken")
        pace.wrote(5, at: at(50))
        #expect(pace.deadline == at(70))
    }
}
