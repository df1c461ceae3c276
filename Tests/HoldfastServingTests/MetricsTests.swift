// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
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
        let metrics = ServiceMetrics(model: "a \"model\"")
        for (seconds, status) in [(0.001, 200), (0.005, 200), (0.3, 200), (100, 500)] {
            metrics.answered(path: "/v1/completions", status: status, seconds: seconds)
        }
        metrics.sampled(Usage(prompt: 7, completion: 3))
        let found = try samples(metrics.exposition(.init(requests: 2)))
        let name = "holdfast_serving_request_seconds"
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"0.005\"}"] == 2)
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"0.25\"}"] == 2)
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"0.5\"}"] == 3)
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"60.0\"}"] == 3)
        #expect(found["\(name)_bucket{path=\"/v1/completions\",le=\"+Inf\"}"] == 4)
        #expect(found["\(name)_count{path=\"/v1/completions\"}"] == 4)
        #expect(abs((found["\(name)_sum{path=\"/v1/completions\"}"] ?? 0) - 100.306) < 1e-6)
        #expect(found["holdfast_serving_requests_total{path=\"/v1/completions\",status=\"500\"}"] == 1)
        #expect(found["holdfast_serving_requests_in_flight"] == 2)
        #expect(found["holdfast_serving_prompt_tokens_total"] == 7 && found["holdfast_serving_completion_tokens_total"] == 3)
        #expect(found["holdfast_serving_model_info{model=\"a \\\"model\\\"\"}"] == 1)
        #expect(found["holdfast_serving_trained_models"] == nil, "a service that does not train has none")
    }

    @Test func `refused requests are counted by reason, others not`() throws {
        let metrics = ServiceMetrics(model: "a")
        for status in [200, 204, 400, 401, 404, 404, 409, 410, 413, 415, 429, 500] { metrics.answered(path: "other", status: status, seconds: 1) }
        for fault in ConnectionPace.Fault.allCases { metrics.refused(.init(fault)) }
        metrics.refused(.noHTTP)
        let found = try samples(metrics.exposition(.init()))
        for (reason, count) in [
            ("invalid", 2.0), ("no_key", 1), ("not_found", 2), ("conflict", 1), ("gone", 1), ("too_large", 1), ("overloaded", 1), ("no_http", 1),
            ("slow_request", 1), ("stalled_reply", 1),
        ] { #expect(found["holdfast_serving_refused_requests_total{reason=\"\(reason)\"}"] == count, "\(reason)") }
        #expect(found.keys.filter { $0.contains("refused") }.count == ServiceMetrics.Refusal.allCases.count)
    }

    @Test func `every metric has one help and one type`() throws {
        let metrics = ServiceMetrics(model: "a")
        metrics.answered(path: "/health", status: 200, seconds: 0.1)
        metrics.answered(path: "/metrics", status: 200, seconds: 0.1)
        let text = metrics.exposition(.init(training: TrainingLoad(models: 2, samplers: 3, frozenModels: 1)))
        let names = text.split(separator: "\n").compactMap { $0.hasPrefix("# TYPE ") ? $0.split(separator: " ")[2] : nil }
        #expect(names.count == 12 && Set(names).count == 12, "\(names)")
        for name in names { #expect(text.contains("# HELP \(name) ") && !text.contains("# HELP \(name) \(name)"), "\(name)") }
        let found = try samples(text)
        #expect(found["holdfast_serving_trained_models"] == 2 && found["holdfast_serving_samplers"] == 3)
        #expect(found["holdfast_serving_frozen_models"] == 1)
    }

    @Test func `what the metrics' library makes is kept until it is destroyed`() throws {
        let registry = PrometheusRegistry(help: ["a": "Some."])
        let counter = Counter(label: "a", dimensions: [("b", "c")], factory: registry)
        counter.increment(by: 2)
        Counter(label: "a", dimensions: [("b", "c")], factory: registry).increment()
        let meter = Meter(label: "m", factory: registry)
        meter.set(1.5)
        meter.decrement()
        let gauge = Gauge(label: "g", factory: registry)
        gauge.record(4)
        let recorder = Recorder(label: "r", factory: registry)
        recorder.record(0.2)
        var found = try samples(registry.exposition)
        #expect(found["a{b=\"c\"}"] == 3 && found["m"] == 0.5 && found["g"] == 4 && found["r_count"] == 1)
        counter.reset()
        #expect(try samples(registry.exposition)["a{b=\"c\"}"] == 0)
        counter.destroy()
        meter.destroy()
        gauge.destroy()
        recorder.destroy()
        found = try samples(registry.exposition)
        #expect(found.isEmpty)
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

    @Test func `models and samplers of training clients are told`() async throws {
        try await withTrainingFolder { folder in
            let source = try await TinySource(in: folder)
            let training = TrainingServiceConfiguration(folder: "\(folder)/trained")
            try await source.fixture.serving(source.fixture.scripted(), training: (source, training)) { url in
                let client = TinkerClient(url: url)
                let model = try await client.model()
                let session = String(model.prefix { $0 != ":" })
                _ = try await client.ask(
                    "create_sampling_session", Data(#"{"session_id": "\#(session)", "sampling_session_seq_id": 0, "base_model": "tiny"}"#.utf8))
                let address = try #require(URL(string: "\(url)/metrics"))
                let found = try samples(String(decoding: try await URLSession.shared.data(from: address).0, as: UTF8.self))
                #expect(found["holdfast_serving_trained_models"] == 1 && found["holdfast_serving_samplers"] == 1)
                #expect(found["holdfast_serving_frozen_models"] == 1 && found["holdfast_serving_awaited_results"] == 0)
                #expect((found["holdfast_serving_connections"] ?? 0) >= 1)
            }
        }
    }
}
