// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore

/// A connection under guard.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let timeouts: ConnectionTimeouts
    let connections: OpenConnections
    let whenClosed: @Sendable (ConnectionPace.Fault) -> Void

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ConnectionGuard(timeouts, connections: connections, whenClosed: whenClosed))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await ClientAddress.$current.withValue(ClientAddress.text(value.channel.remoteAddress)) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// Who is at the other end.
enum ClientAddress {
    /// Of the connection whose request is being answered, such as `127.0.0.1:50123`.
    @TaskLocal static var current: String?

    static func text(_ address: SocketAddress?) -> String? {
        guard let address, let host = address.ipAddress else { return nil }
        let port = address.port ?? 0
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1, over TLS where there is an identity, with clients that take too long losing their connection.
    static func guarded(_ configuration: ServingConfiguration, connections: OpenConnections, metrics: ServiceMetrics) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let http = HTTP1Channel(
                responder: responder,
                configuration: .init(
                    additionalChannelHandlers: [RequestEventHandler { metrics.refused(.noHTTP) }],
                    idleTimeout: .seconds(Int64(configuration.idleSeconds))))
            func guarded(_ base: some ServerChildChannel) -> any ServerChildChannel {
                GuardedChannel(base: base, timeouts: configuration.timeouts, connections: connections) { fault in
                    metrics.refused(ServiceMetrics.Refusal(fault))
                }
            }
            guard let identity = configuration.identity else { return guarded(http) }
            return guarded(try TLSChannel(http, tlsConfiguration: identity.transport))
        }
    }
}
