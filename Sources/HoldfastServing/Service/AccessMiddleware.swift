// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Answers those who bring a key; `GET /health` answers everybody.
struct AccessMiddleware<Context: RequestContext>: RouterMiddleware {
    let keys: AccessKeys

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path == "/health" || keys.admit(request.headers[.authorization]) else {
            throw OpenAIProblem.noKey(given: request.headers[.authorization] != nil)
        }
        return try await next(request, context)
    }
}
