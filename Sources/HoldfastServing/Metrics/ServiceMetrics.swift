// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Hummingbird
import NIOCore

/// What a service has answered since its start.
struct ServiceMetrics: Sendable {
    /// Why requests were not carried out.
    enum Refusal: String, Sendable, CaseIterable {
        case invalid, notFound = "not_found", noKey = "no_key", overloaded, tooLarge = "too_large", conflict, gone, noHTTP = "no_http"
        case slowRequest = "slow_request", stalledReply = "stalled_reply"

        /// Nil for what is carried out, or failed.
        init?(status: Int) {
            switch status {
            case 401: self = .noKey
            case 404: self = .notFound
            case 409: self = .conflict
            case 410: self = .gone
            case 413: self = .tooLarge
            case 429: self = .overloaded
            case 400..<500: self = .invalid
            default: return nil
            }
        }

        init(_ fault: ConnectionPace.Fault) {
            switch fault {
            case .slowRequest: self = .slowRequest
            case .stalledReply: self = .stalledReply
            }
        }
    }

    /// What there is at this moment.
    struct Moment: Sendable, Hashable {
        var requests = 0
        var awaitedResults = 0
        var connections = 0
        /// Nil where the service does not train.
        var training: TrainingLoad?
    }

    private static let prefix = "holdfast_serving_"
    private let registry: PrometheusRegistry
    private let promptTokens: Counter
    private let completionTokens: Counter

    /// - Parameter model: what the served model is called.
    init(model: String) {
        registry = PrometheusRegistry(help: Dictionary(uniqueKeysWithValues: Self.help.map { (Self.prefix + $0, $1) }))
        promptTokens = Counter(label: Self.prefix + "prompt_tokens_total", factory: registry)
        completionTokens = Counter(label: Self.prefix + "completion_tokens_total", factory: registry)
        for refusal in Refusal.allCases { _ = counter(of: refusal) }
        set("model_info", 1, [("model", model)])
    }

    func sampled(_ usage: Usage) {
        promptTokens.increment(by: usage.prompt)
        completionTokens.increment(by: usage.completion)
        RequestRecord.current?.sampled(usage)
    }

    /// - Parameters:
    ///   - path: one of few: each is told by itself.
    ///   - seconds: from the request's head to the reply's.
    func answered(path: String, status: Int, seconds: Double) {
        Counter(label: Self.prefix + "requests_total", dimensions: [("path", path), ("status", "\(status)")], factory: registry).increment()
        Timer(label: Self.prefix + "request_seconds", dimensions: [("path", path)], factory: registry).recordSeconds(seconds)
        if let refusal = Refusal(status: status) { refused(refusal) }
    }

    func refused(_ why: Refusal) { counter(of: why).increment() }

    /// All of it, in the words of Prometheus.
    func exposition(_ moment: Moment) -> String {
        set("requests_in_flight", moment.requests)
        set("awaited_results", moment.awaitedResults)
        set("connections", moment.connections)
        if let training = moment.training {
            set("trained_models", training.models)
            set("samplers", training.samplers)
            set("frozen_models", training.frozenModels)
        }
        return registry.exposition
    }

    /// The reply to `GET /metrics`.
    func response(_ moment: Moment) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: exposition(moment))))
    }

    private func counter(of refusal: Refusal) -> Counter {
        Counter(label: Self.prefix + "refused_requests_total", dimensions: [("reason", refusal.rawValue)], factory: registry)
    }

    private func set(_ name: String, _ value: Int, _ labels: [(String, String)] = []) {
        Meter(label: Self.prefix + name, dimensions: labels, factory: registry).set(value)
    }

    private static let help = [
        ("requests_total", "Requests answered, by path and status."),
        ("request_seconds", "Seconds from a request's head to its reply."),
        ("requests_in_flight", "Requests that are being answered."),
        ("refused_requests_total", "Requests that were not carried out, by reason."),
        ("prompt_tokens_total", "Tokens of the prompts that were answered."),
        ("completion_tokens_total", "Tokens that were sampled for replies."),
        ("connections", "Connections that are open."),
        ("awaited_results", "Training clients that are waiting for a result."),
        ("trained_models", "Models that clients are training."),
        ("samplers", "Samplers that training clients have made."),
        ("frozen_models", "Models in memory that samplers sample from."),
        ("model_info", "Which model is served."),
    ]
}
