// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging

/// Names every request, and logs it as soon as its reply is written. Neither keys nor prompts nor lines are ever logged.
struct RequestLogMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Nil logs nothing.
    let logger: Logger?
    let names = RequestNames()

    private static var longestPath: Int { 200 }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let name = names.name(asked: request.headers[.requestID])
        let start = ContinuousClock.now
        let record = RequestRecord()
        var response = try await RequestRecord.$current.withValue(record) { try await next(request, context) }
        response.headers[.requestID] = name
        guard let logger else { return response }

        // A query could hold a key.
        let fields: Logger.Metadata = [
            "id": "\(name)", "method": "\(request.method.rawValue.prefix(20))", "path": "\(request.uri.path.prefix(Self.longestPath))",
            "status": .stringConvertible(response.status.code), "client": "\(ClientAddress.current ?? "unknown")",
        ]
        let log = { @Sendable in
            var fields = fields
            fields["seconds"] = .stringConvertible((ContinuousClock.now - start).seconds)
            if let usage = record.usage {
                fields["prompt_tokens"] = .stringConvertible(usage.prompt)
                fields["completion_tokens"] = .stringConvertible(usage.completion)
            }
            logger.info("request", metadata: fields)
        }
        // A reply whose length is not known is still being made.
        guard response.body.contentLength == nil else {
            log()
            return response
        }
        let body = response.body
        response.body = ResponseBody { writer in
            defer { log() }
            try await RequestRecord.$current.withValue(record) { try await body.write(writer) }
        }
        return response
    }
}

extension HTTPField.Name {
    /// `X-Request-ID`.
    static let requestID = HTTPField.Name("X-Request-ID")!
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
