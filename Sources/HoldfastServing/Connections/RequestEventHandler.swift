// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Tells the guard of a connection where requests and replies begin and end, and gives those that are no HTTP a reply with a body.
final class RequestEventHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var isBroken = false
    private let whenBroken: @Sendable () -> Void

    /// - Parameter whenBroken: told of a request that is no HTTP.
    init(whenBroken: @escaping @Sendable () -> Void) { self.whenBroken = whenBroken }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let event: RequestEvent =
            switch unwrapInboundIn(data) {
            case .head: .head
            case .body(let bytes): .body(bytes: bytes.readableBytes)
            case .end: .end
            }
        context.triggerUserOutboundEvent(event, promise: nil)
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError {
            isBroken = true
            // One that was cut off in the middle is not the client's fault.
            if context.channel.isActive { whenBroken() }
        }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        // The reply of the server to what is no HTTP has no body of its own.
        case .head(var head) where isBroken && head.status == .badRequest && head.headerFields[.contentLength] == "0":
            let body = Self.refusal
            head.headerFields[.contentLength] = "\(body.readableBytes)"
            head.headerFields[.contentType] = "application/json"
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(body)), promise: promise)
        case .end:
            context.write(data, promise: promise)
            context.triggerUserOutboundEvent(RequestEvent.replied, promise: nil)
        case .head, .body: context.write(data, promise: promise)
        }
    }

    private static var refusal: ByteBuffer {
        let problem = OpenAIProblem.invalid(nil, "this is no request of HTTP/1.1, or its head is too long")
        return ByteBuffer(bytes: (try? JSONEncoder().encode(problem)) ?? Data())
    }
}
