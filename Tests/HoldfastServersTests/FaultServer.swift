// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A server on loopback that answers each connection with the next prepared bytes, and then misbehaves as told.
struct FaultServer {
    struct Answer: Sendable {
        /// What is written to the wire.
        var bytes: String
        var end = End.closes
    }

    enum End: Sendable {
        case closes
        /// Drops the connection so that the other side's read fails.
        case resets
        /// Holds the connection until the client leaves.
        case stalls
    }

    static func reply(_ status: String, _ body: String, headers: String = "") -> Answer {
        Answer(bytes: "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(headers)\r\n\(body)")
    }

    /// Serves as long as the body runs.
    /// - Returns: what the body returns, and how many connections there were.
    static func run<Result: Sendable>(
        _ answers: [Answer], _ body: @escaping @Sendable (_ url: String) async throws -> Result
    ) async throws -> (Result, connections: Int) {
        let server = try await Loopback.listen()
        let port = server.channel.localAddress?.port ?? 0
        return try await server.executeThenClose { connections in
            try await withThrowingTaskGroup(of: Result?.self) { group in
                let (counts, count) = AsyncStream.makeStream(of: Void.self)
                group.addTask {
                    var rest = answers[...]
                    for try await connection in connections {
                        count.yield()
                        guard let answer = rest.popFirst() else {
                            try? await connection.close()
                            continue
                        }
                        try? await serve(connection, answer)
                    }
                    return nil
                }
                group.addTask { try await body("http://127.0.0.1:\(port)") }
                var result: Result?
                while result == nil, let next = try await group.next() { result = next }
                group.cancelAll()
                count.finish()
                var total = 0
                for await _ in counts { total += 1 }
                guard let result else { throw CancellationError() }
                return (result, total)
            }
        }
    }

    private static func serve(_ channel: any Channel, _ answer: Answer) async throws {
        try await Loopback.use(channel) { inbound, outbound in
            var seen = ""
            var parts = inbound.makeAsyncIterator()
            while !isWhole(seen), let part = try await parts.next() { seen += String(buffer: part) }
            try await outbound.write(ByteBuffer(string: answer.bytes))
            switch answer.end {
            case .closes: break
            case .stalls: while try await parts.next() != nil {}
            case .resets:
                try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            }
        }
    }

    /// Whether head and body of a request have come: closing before would lose the answer.
    private static func isWhole(_ text: String) -> Bool {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let length = text[..<end.lowerBound].lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.output.1) } ?? 0
        return text[end.upperBound...].utf8.count >= length
    }
}
