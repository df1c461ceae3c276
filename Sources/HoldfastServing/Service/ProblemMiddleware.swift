// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import HoldfastTinkerProtocol
import Hummingbird
import NIOCore

/// Turns whatever is thrown into a reply in OpenAI's form.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    let bodyLimit: Int

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            if request.uri.path.hasPrefix(Tinker.pathPrefix + "/") { return try refusal(error, request) }
            let problem = problem(error, request)
            var response = try JSONResponse.make(problem, status: .init(code: problem.status))
            switch problem.status {
            case 401: response.headers[.wwwAuthenticate] = "Bearer"
            case 429: response.headers[.retryAfter] = "1"
            default: break
            }
            return response
        }
    }

    /// The same for clients of the Tinker protocol, in its form.
    private func refusal(_ error: any Error, _ request: Request) throws -> Response {
        let problem =
            switch error {
            case let error as OpenAIProblem: TinkerProblem(status: error.status, message: error.message)
            case let error as HTTPError where error.status == .notFound:
                TinkerProblem(status: 404, message: "nothing answers \(request.method.rawValue) \(request.uri.path)")
            case let error as HTTPError: TinkerProblem(status: error.status.code, message: error.body ?? error.status.reasonPhrase)
            default: TinkerProblem(error)
            }
        var response = try TinkerResponse.make(problem)
        if problem.status == 429 { response.headers[.retryAfter] = "1" }
        return response
    }

    private func problem(_ error: any Error, _ request: Request) -> OpenAIProblem {
        switch error {
        case let problem as OpenAIProblem: problem
        case let error as DecodingError: .invalid(DecodingPlace.key(error), DecodingPlace.text(error))
        case is NIOTooManyBytesError: .tooLong(bodyLimit)
        case let error as HTTPError where error.status == .notFound: .unknownAddress(request.method.rawValue, request.uri.path)
        case let error as HTTPError:
            OpenAIProblem(
                status: error.status.code, message: error.body ?? error.status.reasonPhrase, type: "invalid_request_error", parameter: nil,
                code: nil)
        default: .failed(error)
        }
    }
}
