// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Asks a service of the Tinker protocol one thing at a time.
struct TinkerClient: Sendable {
    let url: String

    func ask(
        _ path: String, _ body: Data? = nil, headers: [String: String] = [:], method: String? = nil
    ) async throws -> (status: Int, type: String, body: Data, headers: [AnyHashable: String]) {
        var request = URLRequest(url: try #require(URL(string: "\(url)/api/v1/\(path)")))
        request.httpMethod = method ?? (body == nil ? "GET" : "POST")
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let found = try #require(response as? HTTPURLResponse)
        return (
            found.statusCode, found.value(forHTTPHeaderField: "Content-Type") ?? "", data, found.allHeaderFields.mapValues { "\($0)" }
        )
    }

    func message<Reply: Decodable>(_ path: String, _ body: some Encodable, as type: Reply.Type) async throws -> Reply {
        let reply = try await ask(path, try Tinker.encode(body))
        guard reply.status == 200 else { throw HoldfastError(.server, "\(reply.status) \(String(decoding: reply.body, as: UTF8.self))") }
        return try Tinker.decode(type, from: reply.body)
    }

    func detail(_ path: String, _ body: Data? = nil, headers: [String: String] = [:], method: String? = nil) async throws -> (Int, String) {
        let reply = try await ask(path, body, headers: headers, method: method)
        return (reply.status, try Tinker.decode(Tinker.Refusal.self, from: reply.body).message)
    }

    /// A new session's model.
    func model() async throws -> String {
        let session = try await message("create_session", Tinker.CreateSessionRequest(), as: Tinker.CreateSessionReply.self).sessionID
        let promise = try await message(
            "create_model", Tinker.CreateModelRequest(sessionID: session, modelSequenceID: 0, baseModel: "tiny"), as: Tinker.Promise.self)
        while true {
            let reply = try await message(
                "retrieve_future", Tinker.RetrieveFutureRequest(requestID: promise.requestID),
                as: Tinker.FutureReply<Tinker.CreateModelResult>.self)
            switch reply {
            case .ready(let result): return result.modelID
            case .tryAgain, .metadata: continue
            case .failed(let failure): throw HoldfastError(.server, failure.message)
            }
        }
    }
}
