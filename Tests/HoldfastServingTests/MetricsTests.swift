// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastServing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What Prometheus reads.
@Suite struct MetricsTests {
    /// A sample's name with its labels, and its value; any line that is neither this nor a comment is a fault.
    private func samples(_ text: String) throws -> [String: Double] {
        var found: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("# HELP ") && !line.hasPrefix("# TYPE ") {
            let match = try #require(line.wholeMatch(of: /([a-z_]+(?:\{[a-z]+="(?:[^"\\]|\\.)*"(?:,[a-z]+="[^"]*")*\})?) (\S+)/), "\(line)")
            #expect(found.updateValue(try #require(Double(match.2)), forKey: String(match.1)) == nil, "\(line) stands twice")
        }
        return found
    }

    @Test func `durations fall into classes that add up`() throws {
        var counts = ServiceCounts()
        for (seconds, status) in [(0.001, 200), (0.005, 200), (0.3, 200), (100, 500)] {
            counts.answered(path: "/v1/completions", status: status, seconds: seconds)
        }
        counts.sampled(promptTokens: 7, completionTokens: 3)
        let found = try samples(counts.exposition(inFlight: 2, model: "a \"model\""))
        let name = "holdfast_serving_request_seconds"
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"0.005\"}"] == 2)
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"0.25\"}"] == 2)
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"0.5\"}"] == 3)
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"60.0\"}"] == 3)
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"+Inf\"}"] == 4)
        #expect(found["\(name)_count{path=\"/v1/completions\"}"] == 4)
        #expect(found["holdfast_serving_requests_total{path=\"/v1/completions\",status=\"500\"}"] == 1)
        #expect(found["holdfast_serving_requests_in_flight"] == 2)
        #expect(found["holdfast_serving_completion_tokens_total"] == 3)
    }

    @Test func `the service counts what its clients saw`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted()) { url in
            func ask(_ path: String, _ body: String?) async throws -> String {
                var request = URLRequest(url: try #require(URL(string: url + path)))
                if let body {
                    request.httpMethod = "POST"
                    request.httpBody = Data(body.utf8)
                }
                return String(decoding: try await URLSession.shared.data(for: request).0, as: UTF8.self)
            }
            for _ in 0..<3 { _ = try await ask("/v1/completions", #"{"prompt": "You are Ann.", "max_tokens": 3}"#) }
            _ = try await ask("/v1/completions", "{")
            for number in 0..<5 { _ = try await ask("/made/up/\(number)", nil) }
            let found = try samples(try await ask("/metrics", nil))
            #expect(found["holdfast_serving_requests_total{path=\"/v1/completions\",status=\"200\"}"] == 3)
            #expect(found["holdfast_serving_requests_total{path=\"/v1/completions\",status=\"400\"}"] == 1)
            #expect(found["holdfast_serving_requests_total{path=\"other\",status=\"404\"}"] == 5)
            #expect((found["holdfast_serving_prompt_tokens_total"] ?? 0) > 0 && (found["holdfast_serving_completion_tokens_total"] ?? 0) > 0)
            #expect(found["holdfast_serving_requests_in_flight"] == 0)
        }
    }
}
