// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix

/// A well-behaved server on loopback that answers by a rule, over connections that stay open, and counts them.
struct LoopbackServer {
    struct Request: Sendable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: Data

        /// The body as JSON object.
        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: body) as? [String: Any]) ?? [:] }
    }

    struct Reply: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body: String

        static func json(_ body: String) -> Reply { Reply(headers: ["Content-Type": "application/json"], body: body) }
        /// Server-sent events, one for each.
        static func events(_ events: [String]) -> Reply {
            Reply(headers: ["Content-Type": "text/event-stream"], body: events.map { "data: \($0)\n\n" }.joined())
        }
        static func refusal(_ status: Int, _ message: String, headers: [String: String] = [:]) -> Reply {
            Reply(status: status, headers: headers, body: #"{"error": {"message": "\#(message)"}}"#)
        }
    }

    /// What happened.
    actor Log {
        private(set) var connections = 0
        private(set) var paths: [String] = []
        func connected() { connections += 1 }
        func asked(_ path: String) { paths.append(path) }
    }

    /// Serves as long as the body runs.
    static func run<Result: Sendable>(
        _ rule: @escaping @Sendable (Request) async -> Reply,
        _ body: @escaping @Sendable (_ url: String, _ log: Log) async throws -> Result
    ) async throws -> Result {
        let log = Log()
        let server = try await Loopback.listen()
        let port = server.channel.localAddress?.port ?? 0
        return try await server.executeThenClose { connections in
            try await withThrowingTaskGroup(of: Result?.self) { group in
                group.addTask {
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await connection in connections {
                            await log.connected()
                            group.addTask { try? await serve(connection, rule, log) }
                        }
                    }
                    return nil
                }
                group.addTask { try await body("http://127.0.0.1:\(port)", log) }
                defer { group.cancelAll() }
                for try await result in group {
                    if let result { return result }
                }
                throw CancellationError()
            }
        }
    }

    private static func serve(
        _ channel: any Channel, _ rule: @Sendable (Request) async -> Reply, _ log: Log
    ) async throws {
        try await Loopback.use(channel) { inbound, outbound in
            var seen = Data()
            for try await part in inbound {
                seen += Data(part.readableBytesView)
                while let request = take(&seen) {
                    await log.asked(request.path)
                    let reply = await rule(request)
                    var head = "HTTP/1.1 \(reply.status) x\r\nContent-Length: \(reply.body.utf8.count)\r\n"
                    for (name, value) in reply.headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
                    try await outbound.write(ByteBuffer(string: head + "\r\n" + reply.body))
                }
            }
        }
    }

    /// The first request, once it is whole.
    private static func take(_ bytes: inout Data) -> Request? {
        guard let end = bytes.firstRange(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let first = lines[0].split(separator: " ").map(String.init)
        let headers = Dictionary(
            lines.dropFirst().compactMap { line -> (String, String)? in
                line.firstIndex(of: ":").map {
                    (line[..<$0].lowercased(), line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces))
                }
            }
        ) { $1 }
        let length = headers["content-length"].flatMap(Int.init) ?? 0
        guard bytes[end.upperBound...].count >= length, first.count > 1 else { return nil }
        let body = Data(bytes[end.upperBound...].prefix(length))
        bytes = Data(bytes[end.upperBound...].dropFirst(length))
        return Request(method: first[0], path: first[1], headers: headers, body: body)
    }
}
