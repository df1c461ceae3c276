// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

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
        metrics.answered(
            path: paths.contains(request.uri.path) ? request.uri.path : "other", status: response.status.code,
            seconds: (ContinuousClock.now - start).seconds)
        return response
    }
}
