// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import HoldfastTinkerProtocol
import Hummingbird
import NIOCore

/// Replies of the Tinker protocol.
enum TinkerResponse {
    static func json(_ message: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        make(try Tinker.encode(message), "application/json", status: status)
    }

    /// A result in the form that its client reads: those that carry tensors in protobuf where it is accepted.
    static func make(_ outcome: PendingResult.Outcome, accepts: String) throws -> Response {
        let readsProtobuf = accepts.contains(Tinker.protobufContentType)
        switch outcome {
        case .message(let data): return make(data, "application/json")
        case .failed(let failure): return try json(failure)
        case .output(let output) where readsProtobuf: return make(Data(try output.protobuf()), Tinker.protobufContentType)
        case .samples(let samples) where readsProtobuf: return make(Data(try samples.protobuf()), Tinker.protobufContentType)
        case .output(let output): return try json(output)
        case .samples(let samples): return try json(samples)
        }
    }

    /// A refusal, in the protocol's form.
    static func make(_ problem: TinkerProblem) throws -> Response {
        try json(Tinker.Refusal(problem.message), status: .init(code: problem.status))
    }

    private static func make(_ body: Data, _ type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
