// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The connections that are open.
final class OpenConnections: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// How many there are.
    var count: Int { channels.withLock(\.count) }

    func insert(_ channel: any Channel) { channels.withLock { $0[ObjectIdentifier(channel)] = channel } }

    func remove(_ channel: any Channel) { _ = channels.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) } }

    /// Ends them all, whatever waits to be sent.
    /// - Returns: how many there were.
    @discardableResult
    func abort() -> Int {
        let open = channels.withLock { Array($0.values) }
        for channel in open { channel.triggerUserOutboundEvent(ConnectionGuard.Abort(), promise: nil) }
        return open.count
    }
}
