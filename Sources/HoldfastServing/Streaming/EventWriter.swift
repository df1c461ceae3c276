// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import HoldfastCore
import Hummingbird
import NIOCore

/// Server-sent events, written as they come about.
struct EventWriter {
    private var writer: any ResponseBodyWriter
    private let encoder = JSONEncoder.ofReplies

    fileprivate init(_ writer: any ResponseBodyWriter) { self.writer = writer }

    mutating func write(_ event: some Encodable) async throws { try await write(bytes: encoder.encode(event)) }

    /// - Parameter bytes: JSON.
    mutating func write(bytes: some Collection<UInt8>) async throws {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(bytes.count + 8)
        buffer.writeString("data: ")
        buffer.writeBytes(bytes)
        buffer.writeString("\n\n")
        try await writer.write(buffer)
    }

    /// OpenAI's mark at the end.
    fileprivate mutating func finish() async throws {
        try await writer.write(ByteBuffer(string: "data: [DONE]\n\n"))
        try await writer.finish(nil)
    }

    /// The reply whose events `body` writes. What it throws, after the reply has begun, is an event too, and the last one.
    static func response(_ body: @escaping @Sendable (inout EventWriter) async throws -> Void) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                var events = EventWriter(writer)
                do {
                    try await body(&events)
                    try await events.finish()
                } catch {
                    // To a client that is gone nothing can be written any more.
                    if !(error is CancellationError) { try await events.write(OpenAIProblem.failed(error)) }
                    try await events.writer.finish(nil)
                }
            })
    }
}
