// SPDX-License-Identifier: Apache-2.0

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
        guard load.enter() else { throw OpenAIProblem.overloaded(load.most) }
        defer { load.leave() }
        return try await next(request, context)
    }
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
