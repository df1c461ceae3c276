// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastServing

/// Addresses that are not what they seem.
@Suite struct PathTrickTests {
    private static let targets: [String] =
        [
            "/../v1/models", "/./v1/models", "//v1/models", "/v1//models", "/v1/models/", "/v1/../v1/models", "/%2e%2e/v1/models", "/v1%2fmodels",
            "/%76%31/models", "/v1/models%00", "/v1/models\u{0}", "/health/../v1/models", "/health/%2e%2e/v1/models", "/health%2f..%2fv1/models",
            "/health;/v1/models", "/health#/v1/models", "//health", "/health/", "/HEALTH", "/%68ealth", "/health\\..\\v1\\models",
            "http://elsewhere.example/v1/models", "http://elsewhere.example/../v1/models", "https://elsewhere.example:99999/metrics",
            "http:///v1/models", "http://me:pass@elsewhere.example/metrics", "*", "", "v1/models", "elsewhere.example:443", "/metrics?/health",
            "/metrics#/health", "/api/v1/../../v1/models", "/..%c0%af..%c0%afetc/passwd", "/\u{FF}\u{FE}", "/é", "/v1/models?" + "a=b&" * 100,
            "/" + "a" * 60_000, "/health?" + "a" * 60_000, "/" + "a" * 70_000, "/" + "../" * 20_000, "/" + "%2e%2e/" * 9_000, "/" * 60_000,
        ]

    /// With a key that nobody knows, only the one address that is open to everybody may say anything but no.
    @Test func `none of them gets past the keys, and each is answered in the service's form or not at all`() async throws {
        let fixture = try ServedFixture()
        let keys = try AccessKeys(text: "hf-0123456789abcdef", source: "a test")
        try await fixture.serving(fixture.scripted(), configuration: ServingConfiguration(port: 0, keys: keys)) { url in
            let client = try #require(RawClient(url: url))
            for target in Self.targets {
                for method in ["GET", "POST"] {
                    let request = "\(method) \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    let reply = await client.exchange(Array(request.utf8), silence: 30_000)
                    let name = "\(method) \(target.prefix(60)): \(reply.prefix(300))"
                    let isHealth = reply.hasPrefix("HTTP/1.1 200") && reply.contains(#"{"model":"simulator","status":"ok"}"#)
                    let isRefused =
                        reply.hasPrefix("HTTP/1.1 4")
                        && (reply.contains(#"{"error":{""#) && reply.contains(#""message":"#)
                            || target.hasPrefix("/api/v1") && reply.contains(#"{"detail":""#))
                    #expect(reply.isEmpty || isRefused || (isHealth && method == "GET"), "\(name)")
                    #expect(!reply.contains("root:") && !reply.contains("holdfast_serving"), "\(name)")
                }
            }
        }
    }

    @Test func `an address in absolute form is the one it names`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted()) { url in
            let client = try #require(RawClient(url: url))
            for (target, status) in [("http://elsewhere.example/v1/models", 200), ("http://elsewhere.example/nothing", 404)] {
                let reply = await client.exchange(Array("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8), silence: 30_000)
                #expect(reply.hasPrefix("HTTP/1.1 \(status)"), "\(reply)")
            }
        }
    }
}

private func * (text: String, count: Int) -> String { String(repeating: text, count: count) }
