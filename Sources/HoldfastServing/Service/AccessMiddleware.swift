// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Answers those who bring a key; `GET /health` answers everybody.
struct AccessMiddleware<Context: RequestContext>: RouterMiddleware {
    let keys: AccessKeys

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // Clients of the Tinker protocol have a header of their own.
        let key = request.headers[.authorization] ?? request.headers[.apiKey].map { "Bearer \($0)" }
        guard request.uri.path == "/health" || keys.admit(key) else { throw OpenAIProblem.noKey(given: key != nil) }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    /// `X-API-Key`.
    static let apiKey = HTTPField.Name("X-API-Key")!
}
