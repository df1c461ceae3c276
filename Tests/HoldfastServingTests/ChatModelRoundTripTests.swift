// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels
import HoldfastServers
import HoldfastServing
import HoldfastTesting
import Synchronization
import Testing

/// Our chat client spoken to our server.
struct ChatModelRoundTripTests {
    private static let conversation = [ChatMessage(.system, "You are Ann."), ChatMessage(.user, "Hello?")]
    private static let others = [
        [ChatMessage(.system, "You are Ann, and in no hurry at all."), ChatMessage(.user, "Hello?")],
        [
            ChatMessage(.system, "You are Ann."), ChatMessage(.user, "Hello?"), ChatMessage(.assistant, "yes please"),
            ChatMessage(.user, "Where do you want to go?"),
        ],
    ]

    private func engine(_ fixture: ServedFixture) throws -> EmbeddedServer {
        try EmbeddedServer(
            model: ModelConfiguration(
                vocabularySize: fixture.tokenizer.vocabularySize, hiddenSize: 16, feedForwardSize: 24, layers: 1, heads: 2, keyValueHeads: 1,
                contextLength: 256), seed: 5, configuration: EngineConfiguration(threads: 1))
    }

    private func violations(
        _ fixture: ServedFixture, _ server: any ModelServer, _ features: Set<ChatFeature>
    ) async throws -> [ConformanceViolation] {
        // The mark of a dialogue's end is written by the server and no part of what is sampled.
        try await fixture.serving(server, configuration: ServingConfiguration(port: 0, endMarker: "")) { url in
            await ChatModelConformance(
                conversation: Self.conversation, others: Self.others, parameters: SamplingParameters(maxTokens: 20), features: features
            ) {
                try await OpenAIChatModel(OpenAIServerConfiguration(url: url))
            }.violations()
        }
    }

    @Test func `the conformance suite, as far as a simulated user goes`() async throws {
        let fixture = try ServedFixture()
        #expect(try await violations(fixture, fixture.scripted(), [.seed, .logprobs, .streaming]) == [])
    }

    @Test func `the likeliest tokens come from a model that has some`() async throws {
        let fixture = try ServedFixture()
        #expect(try await violations(fixture, engine(fixture), [.logprobs, .topLogprobs, .streaming]) == [])
    }

    @Test func `what the server has not is refused there, or here where it is known`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted()) { url in
            let report = try await OpenAIServerReport(asking: OpenAIServerConfiguration(url: url))
            let tools = ChatRequest(Self.conversation, tools: [ChatModelConformance.tool], toolChoice: .named("choose_city"))
            let unknowing = try await OpenAIChatModel(OpenAIServerConfiguration(url: url))
            let there = await #expect(throws: HoldfastError.self) { try await unknowing.reply(to: tools) }
            #expect(there?.code == .server && there?.message.contains("calls no tools") == true, "\(there?.message ?? "")")
            let knowing = try await OpenAIChatModel(
                OpenAIServerConfiguration(url: url, dialect: report.dialect), features: report.chatFeatures)
            let here = await #expect(throws: HoldfastError.self) { try await knowing.reply(to: tools) }
            #expect(here?.code == .model && here?.message.contains("has no forced_tools, tools") == true, "\(here?.message ?? "")")
            // The schema is told in words, and what comes is no JSON.
            let json = ChatRequest(Self.conversation, format: .json(ChatModelConformance.schema))
            let words = await #expect(throws: HoldfastError.self) { try await knowing.reply(to: json) }
            #expect(words?.message.contains("was asked for JSON") == true, "\(words?.message ?? "")")
        }
    }

    @Test func `a text is continued, whole and in pieces`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted()) { url in
            let chat = try await OpenAIChatModel(OpenAIServerConfiguration(url: url))
            let reply = try await chat.complete("you are ann", parameters: SamplingParameters(maxTokens: 6), seed: 3)
            let again = try await chat.complete("you are ann", parameters: SamplingParameters(maxTokens: 6), seed: 3)
            #expect(!reply.text.isEmpty && reply == again && (reply.usage?.completion ?? 0) > 0)
        }
    }
}
