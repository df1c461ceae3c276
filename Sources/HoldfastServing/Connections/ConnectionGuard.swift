// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore

/// Closes a connection whose client takes too long, whatever is sent over it. It stands next to the socket, before TLS.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// Asks for the end of a connection, with all that waits to be sent.
    struct Abort: Sendable {}

    private var pace: ConnectionPace
    private var alarm: (deadline: NIODeadline, task: Scheduled<Void>)?
    private var isAborted = false
    private let connections: OpenConnections
    private let whenClosed: @Sendable (ConnectionPace.Fault) -> Void

    /// - Parameter whenClosed: told why, where the client is at fault.
    init(_ timeouts: ConnectionTimeouts, connections: OpenConnections, whenClosed: @escaping @Sendable (ConnectionPace.Fault) -> Void) {
        pace = ConnectionPace(timeouts)
        self.connections = connections
        self.whenClosed = whenClosed
    }

    func handlerAdded(context: ChannelHandlerContext) { connections.insert(context.channel) }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.task.cancel()
        alarm = nil
        connections.remove(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pace.received(at: .now())
        context.fireChannelRead(data)
        setAlarm(context)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        pace.wrote(unwrapOutboundIn(data).readableBytes, at: .now())
        context.write(data, promise: promise)
        setAlarm(context)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event {
        case let event as RequestEvent:
            pace.on(event, at: .now())
            setAlarm(context)
            promise?.succeed()
        case is Abort:
            abort(context)
            promise?.succeed()
        default: context.triggerUserOutboundEvent(event, promise: promise)
        }
    }

    /// What was written is sent before the connection ends; a client that does not take it is the alarm's business.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .all, !isAborted, waiting(context) > 0 else { return context.close(mode: mode, promise: promise) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: mode, promise: promise) }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: sent)
    }

    // MARK: The alarm

    private func setAlarm(_ context: ChannelHandlerContext) {
        guard let deadline = pace.deadline, !isAborted, context.channel.isActive else { return }
        // One that comes too early looks, and is set again.
        if let alarm, alarm.deadline <= deadline { return }
        alarm?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.look(context) }
        alarm = (deadline, task)
    }

    private func look(_ context: ChannelHandlerContext) {
        alarm = nil
        guard context.channel.isActive else { return }
        if let fault = pace.fault(at: .now(), waiting: waiting(context)) {
            whenClosed(fault)
            abort(context)
        } else {
            setAlarm(context)
        }
    }

    private func waiting(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    private func abort(_ context: ChannelHandlerContext) {
        isAborted = true
        // Otherwise the system keeps megabytes for a client that does not read.
        _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        context.close(mode: .all, promise: nil)
    }
}
