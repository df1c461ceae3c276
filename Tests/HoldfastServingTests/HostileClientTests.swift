// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastServing
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Clients that mean harm, or are broken: the others are served all the same.
@Suite(.serialized) struct HostileClientTests {
    private static let isSlow = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] != nil
    private static let good = #"{"prompt": "You are Ann.", "max_tokens": 3}"#

    private static func post(_ body: String, path: String = "/v1/completions", headers: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static let malformed: [(name: String, request: String)] = [
        ("no HTTP", "hello there\r\n\r\n"), ("nothing", "\r\n\r\n"), ("binary", "\u{0}\u{1}\u{2}\u{16}\u{3}\u{1}"),
        ("another version", "GET /health HTTP/9.9\r\nHost: x\r\n\r\n"), ("half a request line", "GET /hea"),
        ("a negative length", "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"),
        ("two lengths", "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        ("a length and chunks", "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello"),
        ("a chunk without a size", "POST /v1/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"),
        ("a chunk without an end", "POST /v1/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello"),
        ("a header without a name", "GET /health HTTP/1.1\r\n: x\r\n\r\n"),
        ("a header with a break", "GET /health HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n"),
        ("a long header", "GET /health HTTP/1.1\r\nHost: x\r\nA: " + String(repeating: "a", count: 300_000) + "\r\n\r\n"),
        ("many headers", "GET /health HTTP/1.1\r\nHost: x\r\n" + (0..<5000).map { "A\($0): b\r\n" }.joined() + "\r\n"),
        ("a long path", "GET /" + String(repeating: "a", count: 300_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a path upwards", "GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        ("an encoded path upwards", "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        ("a path with a zero", "GET /v1/models%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        ("a body that is no JSON", post("{{{{")), ("JSON of another shape", post("[1, 2, 3]")), ("a number for a prompt", post(#"{"prompt": 3}"#)),
        ("deep JSON", post(String(repeating: "[", count: 100_000))), ("a broken string", post(#"{"prompt": "\ud800"}"#)),
        ("a huge number", post(#"{"prompt": "a", "max_tokens": 1e999}"#)),
        ("too many completions", post(#"{"prompt": "a", "n": 1000000000}"#)), ("a token that is none", post(#"{"prompt": [-1, 99999999]}"#)),
        (
            "a body above the limit",
            "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n" + String(repeating: "x", count: 100_000)
        ),
    ]

    private func answers(_ url: String) async throws -> Bool {
        var request = URLRequest(url: try #require(URL(string: "\(url)/v1/completions")))
        request.httpMethod = "POST"
        request.httpBody = Data(Self.good.utf8)
        let (_, response) = try await URLSession.shared.data(for: request)
        return (response as? HTTPURLResponse)?.statusCode == 200
    }

    private func serving(_ body: @escaping @Sendable (RawClient, String) async throws -> Void) async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted()) { url in try await body(try #require(RawClient(url: url)), url) }
    }

    @Test func `whatever is asked, the answer is an error or none, and never a success`() async throws {
        try await serving { client, url in
            for (name, request) in Self.malformed {
                let reply = await client.exchange(Array(request.utf8))
                let refused = reply.isEmpty || reply.hasPrefix("HTTP/1.1 4") || reply.hasPrefix("HTTP/1.0 4")
                #expect(refused, "\(name): \(reply.prefix(200))")
                #expect(reply.isEmpty || reply.contains(#"{"error":{""#), "\(name) is refused in another form: \(reply)")
                #expect(!reply.contains("root:"), "\(name)")
                let answered = try await answers(url)
                #expect(answered, "after \(name)")
            }
        }
    }

    /// 100,000 with the slow tests.
    @Test func `malformed requests by the thousand leave the service as it was`() async throws {
        let count = Self.isSlow ? 100_000 : 1_000
        try await serving { client, url in
            let memory = Self.residentBytes
            await withTaskGroup(of: Void.self) { group in
                for seed in 0..<count {
                    if seed >= 16 { await group.next() }
                    group.addTask { _ = await client.exchange(Self.mutated(seed: UInt64(seed)), silence: 5) }
                }
            }
            let answered = try await answers(url)
            #expect(answered)
            #expect(Self.residentBytes - memory < 256 << 20, "memory grew from \(memory) to \(Self.residentBytes)")
        }
    }

    @Test func `connections that say nothing keep nobody out, and take little memory`() async throws {
        try FileDescriptors.allow(6_000)
        try await serving { client, url in
            let memory = Self.residentBytes
            try await client.idling(2_000) { open async throws in
                #expect(open == 2_000)
                for _ in 0..<5 {
                    let answered = try await answers(url)
                    #expect(answered)
                }
                // Both ends of them are in this process.
                #expect(Self.residentBytes - memory < 160 << 20, "memory grew from \(memory) to \(Self.residentBytes)")
            }
        }
    }

    @Test func `they are all closed after a while`() async throws {
        try FileDescriptors.allow(6_000)
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted(), configuration: ServingConfiguration(port: 0, idleSeconds: 1)) { url in
            let client = try #require(RawClient(url: url))
            #expect(await client.closed(of: 2_000) == 2_000)
            let answered = try await answers(url)
            #expect(answered)
        }
    }

    @Test func `a connection that says nothing is closed after a while`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted(), configuration: ServingConfiguration(port: 0, idleSeconds: 1)) { url in
            let client = try #require(RawClient(url: url))
            let watch = ContinuousClock().now
            // The reading ends at the server's close, long before its own patience.
            _ = await client.exchange(Array("POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Le".utf8), silence: 60_000)
            #expect(ContinuousClock().now - watch < .seconds(30))
        }
    }

    /// One of the malformed or a good request, with some bytes changed, left out or doubled.
    private static func mutated(seed: UInt64) -> [UInt8] {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        let (_, text) = malformed[Int(stream.next() % UInt64(malformed.count))]
        var bytes = Array((stream.chance(0.5) ? post(good) : text).utf8.prefix(4000))
        for _ in 0..<(1 + stream.next() % 6) where !bytes.isEmpty {
            let place = Int(stream.next() % UInt64(bytes.count))
            switch stream.next() % 3 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: stream.next())
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int(stream.next() % 20)))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
            }
        }
        return bytes
    }

    private static var residentBytes: Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}
