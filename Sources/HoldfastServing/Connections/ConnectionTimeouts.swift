// SPDX-License-Identifier: Apache-2.0

/// How long a client may take before it loses its connection. All in seconds.
public struct ConnectionTimeouts: Sendable, Hashable {
    /// From the first byte of a request to the end of its head; over TLS the handshake counts as part of the first one.
    public var head: Double
    /// From a request's head to the end of its body. Every 16 KiB that came give one second more, until the request is answered.
    public var body: Double
    /// In which a client must take a part of a reply that waits for it.
    public var stall: Double

    /// Bytes of a body that give one second more.
    static let bytesPerSecond = 16 << 10

    /// By default ten seconds for a head, thirty for a body, and thirty without taking anything of a reply.
    public init(head: Double = 10, body: Double = 30, stall: Double = 30) {
        self.head = head
        self.body = body
        self.stall = stall
    }
}
