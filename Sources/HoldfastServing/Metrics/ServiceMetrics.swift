// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Where the requests of a service are counted.
final class ServiceMetrics: Sendable {
    private let counts = Mutex(ServiceCounts())

    func sampled(_ usage: Usage) {
        counts.withLock { $0.sampled(promptTokens: usage.prompt, completionTokens: usage.completion) }
    }

    func answered(path: String, status: Int, seconds: Double) {
        counts.withLock { $0.answered(path: path, status: status, seconds: seconds) }
    }

    /// The reply to `GET /metrics`.
    func response(inFlight: Int, model: String) -> Response {
        let text = counts.withLock(\.self).exposition(inFlight: inFlight, model: model)
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// Counts every request with the status that its client sees.
struct MetricsMiddleware<Context: RequestContext>: RouterMiddleware {
    let metrics: ServiceMetrics
    /// Paths that are told by name. Others count as one, since clients can make up any number of them.
    let paths: Set<String>

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let span = ContinuousClock.now - start
        metrics.answered(
            path: paths.contains(request.uri.path) ? request.uri.path : "other", status: response.status.code,
            seconds: Double(span.components.seconds) + Double(span.components.attoseconds) * 1e-18)
        return response
    }
}
