// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What happens to a request on its connection.
enum RequestEvent: Sendable, Hashable {
    case head
    case body(bytes: Int)
    case end
    /// The last of its reply was written.
    case replied
}

/// How fast the client of one connection sends and takes: events in, a deadline out.
///
/// A client is never charged for the time in which it waits for a reply: what it sends meanwhile is read later.
struct ConnectionPace: Sendable {
    /// Why a connection is closed.
    enum Fault: String, Sendable, CaseIterable {
        case slowRequest = "slow_request"
        case stalledReply = "stalled_reply"
    }

    private enum Reading {
        case nothing
        case head(since: NIODeadline)
        case body(since: NIODeadline, bytes: Int)
    }

    private let timeouts: ConnectionTimeouts
    private var reading = Reading.nothing
    /// Requests whose replies are not written yet.
    private var owed = 0
    private var lastReply = NIODeadline.uptimeNanoseconds(0)
    private var written = 0
    /// How much the client had taken when it last took something; nil where nothing waits for it.
    private var taken: (bytes: Int, since: NIODeadline)?

    init(_ timeouts: ConnectionTimeouts) { self.timeouts = timeouts }

    /// Bytes came from the client, whatever they are.
    mutating func received(at now: NIODeadline) {
        if case .nothing = reading { reading = .head(since: now) }
    }

    mutating func on(_ event: RequestEvent, at now: NIODeadline) {
        switch event {
        case .head:
            owed += 1
            reading = .body(since: now, bytes: 0)
        case .body(let more):
            if case .body(let since, let bytes) = reading { reading = .body(since: since, bytes: bytes + more) }
        case .end: reading = .nothing
        case .replied:
            // What is no HTTP is answered too, and never had a head.
            owed = max(0, owed - 1)
            lastReply = now
        }
    }

    /// Bytes were written for the client.
    mutating func wrote(_ bytes: Int, at now: NIODeadline) {
        if taken == nil { taken = (written, now) }
        written += bytes
    }

    /// When to look again; nil where nothing is expected of the client.
    var deadline: NIODeadline? { [readingDeadline, taken.map { $0.since + Self.amount(timeouts.stall) }].compactMap(\.self).min() }

    /// What is wrong by now.
    /// - Parameter waiting: bytes that were written and not taken.
    mutating func fault(at now: NIODeadline, waiting: Int) -> Fault? {
        if let last = taken {
            if waiting == 0 {
                taken = nil
            } else if written - waiting > last.bytes {
                taken = (written - waiting, now)
            } else if now >= last.since + Self.amount(timeouts.stall) {
                return .stalledReply
            }
        }
        return readingDeadline.map { now >= $0 } == true ? .slowRequest : nil
    }

    private var readingDeadline: NIODeadline? {
        switch reading {
        case .nothing: nil
        case .head(let since): owed == 0 ? max(since, lastReply) + Self.amount(timeouts.head) : nil
        // Answered before it was read: what is left is thrown away, and not for long.
        case .body(let since, _) where owed == 0: max(since, lastReply) + Self.amount(timeouts.body)
        case .body(let since, let bytes):
            owed == 1
                ? max(since, lastReply) + Self.amount(timeouts.body + Double(bytes) / Double(ConnectionTimeouts.bytesPerSecond)) : nil
        }
    }

    private static func amount(_ seconds: Double) -> TimeAmount { .nanoseconds(Int64(seconds * 1e9)) }
}
