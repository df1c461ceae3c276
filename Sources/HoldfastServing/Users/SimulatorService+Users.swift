// SPDX-License-Identifier: Apache-2.0

import Hummingbird

extension SimulatorService {
    /// The reply to a chat about a user with a goal; nil for a chat with an ordinary prompt.
    ///
    /// A streamed line comes in one piece where it may have to be taken back.
    func answerAsUser(_ request: ChatCompletionsRequest, metrics: ServiceMetrics) async throws -> Response? {
        guard let users, let seat = try await users.seat(request, model: simulator.configuration.model) else { return nil }
        if request.sampling.stream == true, users.canStream(request) {
            return streaming(
                try await simulator.stream(seat.request) { [simulator] line in try await users.conclude(heard: &line, in: seat, by: simulator) },
                metrics)
        }
        let answer = try await users.answer(seat, by: simulator)
        metrics.sampled(answer.usage)
        guard request.sampling.stream == true else {
            var reply = ChatCompletionsReply(
                answer.head, lines: answer.lines, usage: answer.usage, promptTokenIDs: answer.promptTokenIDs)
            reply.holdfast = answer.report
            return try JSONResponse.make(reply)
        }
        let told = request.sampling.streamOptions?.includeUsage == true ? answer.usage : nil
        var chunks = ChatChunk.events(answer.head, lines: answer.lines, usage: told, promptTokenIDs: answer.promptTokenIDs)
        chunks[chunks.count - 1].holdfast = answer.report
        return EventWriter.response { [chunks] events in for chunk in chunks { try await events.write(chunk) } }
    }

    /// Adds what is asked about users themselves.
    func addUserRoutes(to router: Router<BasicRequestContext>) {
        guard let users else { return }
        let model = simulator.configuration.model
        router.get("/v1/holdfast/users") { _, _ in
            try JSONResponse.make(UserListing(data: users.memory.given.map { .init(id: $0.id, model: "\(model)/\($0.id)") }))
        }
        router.post("/v1/holdfast/users") { request, _ in
            let body = try await body(UserRegistration.self, of: request)
            let user = if let scenario = body.scenario { await users.register(scenario) } else { try await users.register(text: body.text ?? "") }
            return try JSONResponse.make(await users.describe(user, model: model), status: .created)
        }
        router.get("/v1/holdfast/users/:id") { _, context in
            let user = try await users.known(context.parameters.get("id") ?? "", parameter: nil)
            return try JSONResponse.make(await users.describe(user, model: model))
        }
    }
}
