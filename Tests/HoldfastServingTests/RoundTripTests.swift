// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastServers
import HoldfastTesting
import Testing

/// Our client spoken to our server: what the model sampled is what arrives.
struct RoundTripTests {
    private func client(_ fixture: ServedFixture, _ url: String) async throws -> OpenAIModelServer {
        try await OpenAIModelServer(OpenAIServerConfiguration(url: url), vocabularySize: fixture.tokenizer.vocabularySize)
    }

    @Test func `tokens, log-probabilities, ends and prompts survive`() async throws {
        let fixture = try ServedFixture()
        let scripted = fixture.scripted()
        let requests = (0..<20).map { fixture.request($0 % 2, turn: $0) }
        let replies = try await fixture.serving(scripted) { url in try await self.client(fixture, url).sample(requests) }
        #expect(replies.count == requests.count)
        for (request, reply) in zip(requests, replies) {
            #expect(reply.logprobs == reply.tokens.map(ScriptedModelServer.logprob))
            #expect(reply.end == (request.parameters.stopTokens.contains(reply.tokens.last ?? -1) ? .stopToken : .length))
            let line = fixture.template.text(of: reply.tokens)
            #expect(reply.end == .length || line.hasSuffix(" \(request.prompt.count)"), "\(line)")
        }
        #expect(Set(replies.map(\.end)) == [.stopToken, .length])
        #expect(Set(replies.map { fixture.template.finish(of: $0.tokens) }) == [.endOfTurn, .endOfDialogue, .length])
        let seen = await scripted.requests
        #expect(Set(seen.map(\.prompt)) == Set(requests.map(\.prompt)))
        #expect(seen.allSatisfy { $0.parameters == fixture.parameters })
        // One seed a request: the streams differ.
        #expect(Set(seen.map(\.randomKey.seed)).count == requests.count)
    }

    @Test func `stop tokens are those of the request`() async throws {
        let fixture = try ServedFixture()
        var request = fixture.request()
        let free = try await fixture.serving(fixture.scripted()) { [request] url in try await self.client(fixture, url).sample([request]) }
        let stop = try #require(free.first?.tokens.first)
        request.parameters.stopTokens = [stop]
        let stopped = try await fixture.serving(fixture.scripted()) { [request] url in
            try await self.client(fixture, url).sample([request])
        }
        #expect(stopped.first?.tokens == [stop])
        #expect(stopped.first?.end == .stopToken)
    }

    @Test func `the conformance suite, as far as a frozen server goes`() async throws {
        let fixture = try ServedFixture()
        let violations = try await fixture.serving(fixture.scripted()) { url in
            await ModelServerConformance(
                prompts: fixture.prompts, parameters: fixture.parameters, options: [.topP, .stopSequences],
                spelling: TokenSpelling(fixture.tokenizer), tolerance: 0
            ) {
                try await self.client(fixture, url)
            }.violations()
        }
        #expect(violations == [])
    }

    @Test func `capabilities say that it is frozen, and training says why not`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted(contextLength: 77)) { url in
            let client = try await self.client(fixture, url)
            #expect(client.model == "simulator")
            #expect(
                client.capabilities
                    == ServerCapabilities(
                        trains: false, scores: false, resumesExactly: false, contextLength: 77,
                        vocabularySize: fixture.tokenizer.vocabularySize, sampling: .all))
            let calls: [@Sendable () async throws -> Void] = [
                { _ = try await client.score([[1, 2]], temperature: 1, weights: .current) },
                { _ = try await client.step(OptimizerStep(learningRate: 1)) }, { _ = try await client.publish() },
                { try await client.save(to: "/tmp") }, { try await client.restore(from: "/tmp") },
            ]
            for call in calls {
                let error = await #expect(throws: HoldfastError.self) { try await call() }
                #expect(error?.code == .server && error?.message.contains("frozen") == true)
            }
        }
    }

    @Test func `a prompt that is too long, a fault of the model and an unknown model are errors that say so`() async throws {
        let fixture = try ServedFixture()
        let long = SampleRequest(
            prompt: [Int32](repeating: 7, count: 500), parameters: fixture.parameters, randomKey: RandomKey(seed: 1, purpose: .sampling))
        try await fixture.serving(fixture.scripted()) { url in
            let client = try await self.client(fixture, url)
            let error = await #expect(throws: HoldfastError.self) { try await client.sample([fixture.request(), long]) }
            #expect(error?.message.contains("status 400") == true && error?.message.contains("500 tokens") == true, "\(error?.message ?? "")")

            let unknown = OpenAIServerConfiguration(url: url, model: "other")
            let refused = await #expect(throws: HoldfastError.self) { try await OpenAIModelServer(unknown, vocabularySize: 300) }
            #expect(refused?.code == .configuration && refused?.message.contains("it has: simulator") == true)
        }
    }

    @Test func `a fault of the model that passes is repeated`() async throws {
        let fixture = try ServedFixture()
        let scripted = fixture.scripted(faults: [.sample: [1]])
        let replies = try await fixture.serving(scripted) { url in
            var configuration = OpenAIServerConfiguration(url: url)
            configuration.retry.firstDelay = .milliseconds(1)
            let client = try await OpenAIModelServer(configuration, vocabularySize: fixture.tokenizer.vocabularySize)
            return try await client.sample([fixture.request()])
        }
        #expect(replies.count == 1)
        #expect(await scripted.calls[.sample] == 2)
    }

    @Test func `a chat is answered, and the report says what the server can`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted()) { url in
            let chat = try await OpenAIChatModel(OpenAIServerConfiguration(url: url))
            #expect(chat.identity == "simulator at \(url.dropFirst(7))")
            let messages = [ChatMessage(.system, "You are Ann."), ChatMessage(.user, "Hello?")]
            let reply = try await chat.reply(to: messages, parameters: SamplingParameters())
            #expect(reply.contains(" "))
            #expect(try await chat.reply(to: messages, parameters: SamplingParameters()) == reply)
            let report = try await OpenAIServerReport(asking: OpenAIServerConfiguration(url: url + "/v1"))
            #expect(report.models == ["simulator"] && report.contextLength == 400)
            #expect(report.servesSimulators && report.findings[.chat]?.verdict == .yes)
        }
    }
}
