// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastServing
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Clients that send or take too slowly lose their connection; the others are served.
@Suite(.serialized) struct SlowClientTests {
    private func serving(
        _ timeouts: ConnectionTimeouts, model: String = "simulator", _ body: @escaping @Sendable (RawClient, String) async throws -> Void
    ) async throws {
        let fixture = try ServedFixture()
        let configuration = ServingConfiguration(port: 0, model: model, timeouts: timeouts)
        try await fixture.serving(fixture.scripted(), configuration: configuration) { url in
            try await body(try #require(RawClient(url: url)), url)
        }
    }

    private func refused(_ url: String, _ reason: String) async throws -> Int {
        let address = try #require(URL(string: "\(url)/metrics"))
        let text = String(decoding: try await URLSession.shared.data(from: address).0, as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("holdfast_serving_refused_requests_total{reason=\"\(reason)\"}") })
        return try #require(line.split(separator: " ").last.flatMap { Int($0) })
    }

    @Test(
        arguments: [
            ("a head", "GET /health HTTP/1.1\r\nHost: x\r\nA: ", 0),
            ("a body", "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{", 60),
        ]) func `a request sent drop by drop loses its connection`(name: String, start: String, least: Int) async throws
    {
        try await serving(ConnectionTimeouts(head: name == "a head" ? 0.4 : 60, body: 0.4)) { client, url in
            let bytes = Array((start + String(repeating: " ", count: 20_000)).utf8)
            let (sent, reply) = await client.drip(bytes, pause: name == "a head" ? 10 : 2)
            #expect(sent < bytes.count && sent > least && reply.isEmpty, "\(name): \(sent) of \(bytes.count) bytes, \(reply)")
            let count = try await refused(url, "slow_request")
            #expect(count == 1)
        }
    }

    @Test func `a client that takes nothing of its replies holds little, and is cut`() async throws {
        // Every reply names the model, and so is a megabyte long.
        try await serving(ConnectionTimeouts(stall: 0.5), model: String(repeating: "m", count: 1 << 20)) { client, url in
            let requests = String(repeating: "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n", count: 200)
            let memory = Self.residentBytes
            #expect(await client.isCut(after: Array(requests.utf8)))
            // Tests beside this one take memory of the same process meanwhile.
            #expect(Self.residentBytes - memory < 128 << 20, "200 MiB wait for it, and memory grew by \(Self.residentBytes - memory)")
            let count = try await refused(url, "stalled_reply")
            #expect(count == 1)
        }
    }

    @Test func `a client that pauses between requests is not slow`() async throws {
        // On a busy machine a head, too, takes its time to be read.
        try await serving(ConnectionTimeouts(head: 4, body: 4, stall: 4)) { client, url in
            let request = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
            let replies = await client.converse([request, request], pause: 5000)
            #expect(replies.count == 2 && replies.allSatisfy { $0.hasPrefix("HTTP/1.1 200") }, "\(replies)")
            let count = try await refused(url, "slow_request")
            #expect(count == 0)
        }
    }

    private static var residentBytes: Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}
