// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Synchronization

/// Answers only so many requests at once; what comes on top is asked to come again, before its body is read.
struct LoadMiddleware<Context: RequestContext>: RouterMiddleware {
    let load: ServiceLoad

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // Who waits for a result of the Tinker protocol asks for nothing new, and there are thousands of them.
        guard request.method == .post else { return try await next(request, context) }
        if request.uri.path.hasSuffix("/retrieve_future") {
            load.wait()
            defer { load.stopWaiting() }
            return try await next(request, context)
        }
        guard let seat = LoadSeat(load) else { throw OpenAIProblem.overloaded(load.most) }
        var response = try await next(request, context)
        // A stream takes its time after it has begun.
        if response.headers[.contentType] == "text/event-stream" {
            response.body = ResponseBody { [body = response.body] writer in
                defer { withExtendedLifetime(seat) {} }
                try await body.write(writer)
            }
        }
        return withExtendedLifetime(seat) { response }
    }
}

/// The place of one request among those that are being answered, as long as somebody holds it: also when its client is gone before the reply.
private final class LoadSeat: Sendable {
    private let load: ServiceLoad

    init?(_ load: ServiceLoad) {
        guard load.enter() else { return nil }
        self.load = load
    }

    deinit { load.leave() }
}

/// Requests that are being answered.
final class ServiceLoad: Sendable {
    let most: Int
    private let current = Atomic<Int>(0)
    private let polls = Atomic<Int>(0)

    /// How many there are.
    var count: Int { current.load(ordering: .relaxed) }
    /// Those that wait for a result, which are not among them.
    var waiting: Int { polls.load(ordering: .relaxed) }

    init(most: Int) { self.most = most }

    /// False where there is no room.
    func enter() -> Bool {
        if current.add(1, ordering: .relaxed).newValue <= most { return true }
        leave()
        return false
    }

    func leave() { current.subtract(1, ordering: .relaxed) }

    func wait() { polls.add(1, ordering: .relaxed) }

    func stopWaiting() { polls.subtract(1, ordering: .relaxed) }
}
