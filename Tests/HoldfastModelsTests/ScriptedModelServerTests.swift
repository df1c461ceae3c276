// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

struct ScriptedModelServerTests {
    @Test func `the rule's line and decision come back as tokens`() async throws {
        let fixture = try ScriptedFixture()
        for ends in [true, false] {
            let server = ScriptedModelServer(tokenizer: fixture.tokenizer, template: fixture.template) { _, _ in ("yes please", ends) }
            var request = fixture.request()
            request.parameters.maxTokens = 40
            let reply = try #require(try await server.sample([request]).first)
            #expect(fixture.template.text(of: reply.tokens) == "yes please")
            #expect(fixture.template.finish(of: reply.tokens) == (ends ? .endOfDialogue : .endOfTurn))
            #expect(reply.end == .stopToken)
        }
    }

    @Test func `without a stop token it writes until it may not`() async throws {
        let fixture = try ScriptedFixture()
        var request = fixture.request()
        request.parameters.stopTokens = []
        let reply = try await fixture.server().sample([request])[0]
        #expect(reply.tokens.count == request.parameters.maxTokens)
        #expect(reply.end == .length)
    }

    @Test func `the context is respected`() async throws {
        let fixture = try ScriptedFixture()
        let length = fixture.prompts[0].count
        let reply = try await fixture.server(contextLength: length + 1).sample([fixture.request()])[0]
        #expect(reply.tokens.count == 1)
        let error = await #expect(throws: HoldfastError.self) {
            try await fixture.server(contextLength: length).sample([fixture.request()])
        }
        #expect(error?.code == .server)
    }

    @Test func `calls are counted and fail when told to`() async throws {
        let fixture = try ScriptedFixture()
        let server = fixture.server(faults: [.sample: [2]])
        _ = try await server.sample([fixture.request()])
        await #expect(throws: HoldfastError.self) { try await server.sample([fixture.request()]) }
        _ = try await server.sample([fixture.request()])
        await server.fail(.step, use: 1)
        await #expect(throws: HoldfastError.self) { try await server.step(OptimizerStep(learningRate: 1)) }
        #expect(await server.calls == [.sample: 3, .step: 1])
        #expect(await server.requests.count == 2)
    }

    @Test func `training evaluates the objective and records the batch`() async throws {
        let fixture = try ScriptedFixture()
        let server = fixture.server()
        let batch = fixture.batch
        let report = try await server.accumulate(batch, objective: WeightedLikelihood())
        let counted = batch.sequences[0].mask.count { $0 }
        #expect(report.tokens == counted)
        #expect(report.loss > 0)
        #expect(await server.batches == [batch])
        let step = try await server.step(OptimizerStep(learningRate: 0.1))
        #expect(abs(step.gradientNorm - 1 / Double(counted).squareRoot()) < 1e-12)
        #expect(try await server.step(OptimizerStep(learningRate: 0.1)).gradientNorm == 0)
    }

    @Test func `a misshapen batch is refused`() async throws {
        let fixture = try ScriptedFixture()
        var batch = fixture.batch
        batch.sequences[0].mask.removeLast()
        let server = fixture.server()
        await #expect(throws: HoldfastError.self) { try await server.accumulate(batch, objective: WeightedLikelihood()) }
    }

    @Test func `sessions are kept, dropped and untouched by forks`() async throws {
        let fixture = try ScriptedFixture()
        let server = fixture.server()
        var request = fixture.request()
        request.session = "a"
        let reply = try await server.sample([request])[0]
        let held = await server.sessions
        #expect(held == ["a": request.prompt + reply.tokens])
        request.extendsSession = false
        _ = try await server.sample([request])
        #expect(await server.sessions == held)
        await server.release(sessions: ["a"])
        #expect(await server.sessions.isEmpty)
    }

    @Test func `a restored server counts on`() async throws {
        let fixture = try ScriptedFixture()
        let server = fixture.server()
        _ = try await server.step(OptimizerStep(learningRate: 1))
        _ = try await server.publish()
        try await withTemporaryFolder { folder in
            try await server.save(to: folder)
            let other = fixture.server()
            try await other.restore(from: folder)
            #expect(await other.version == 1)
            #expect(await other.calls == [.step: 1, .publish: 1, .save: 1])
            await #expect(throws: HoldfastError.self) { try await other.restore(from: folder + "/missing") }
        }
    }

    @Test func `a scripted chat model gives its replies in order, then fails`() async throws {
        let model = ScriptedChatModel(identity: "judge", replies: ["yes", "no"])
        let question = [ChatMessage(.user, "Is it?")]
        #expect(try await model.reply(to: question, parameters: SamplingParameters()) == "yes")
        #expect(try await model.reply(to: question, parameters: SamplingParameters()) == "no")
        let error = await #expect(throws: HoldfastError.self) { try await model.reply(to: question, parameters: SamplingParameters()) }
        #expect(error?.message.contains("judge") == true)
        #expect(await model.conversations == [question, question, question])
    }
}
