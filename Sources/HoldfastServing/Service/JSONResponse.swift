// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A reply with a JSON body.
enum JSONResponse {
    static func make(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder.ofReplies.encode(value))))
    }

    /// Server-sent events, with OpenAI's mark at their end.
    static func events(_ values: [some Encodable]) throws -> Response {
        let encoder = JSONEncoder.ofReplies
        let events = try values.map { Data("data: ".utf8) + (try encoder.encode($0)) + Data("\n\n".utf8) } + [Data("data: [DONE]\n\n".utf8)]
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                for event in events { try await writer.write(ByteBuffer(bytes: event)) }
                try await writer.finish(nil)
            })
    }
}

extension JSONEncoder {
    /// Equal replies are equal bytes.
    static var ofReplies: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
