// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// Listens on a free port of loopback.
///
/// A connection that is accepted and never looked at, because the test is over, is a plain channel and no `NIOAsyncChannel`: those end the
/// process when nobody closes them.
enum Loopback {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    static func listen() async throws -> NIOAsyncChannel<any Channel, Never> {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 512)
            // What comes before somebody reads would be lost.
            .childChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0) { $0.eventLoop.makeSucceededFuture($0) }
    }

    /// Reads and writes one connection, and closes it.
    static func use(
        _ channel: any Channel, _ body: (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Void
    ) async throws {
        let connection = try await channel.eventLoop.submit { try Connection(wrappingChannelSynchronously: channel) }.get()
        try await connection.executeThenClose { inbound, outbound in
            try await channel.setOption(.autoRead, value: true).get()
            try await body(inbound, outbound)
        }
    }
}
