// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Synchronization
import Testing

@testable import HoldfastServers

/// Our client against llama-cpp-python's server.
@Suite(.enabled(if: OtherServers.canRun(.llama), "needs HOLDFAST_SLOW=1, the environments of scripts/clients, and ../shared/servers"))
struct LlamaServerTests {
    private static let conversation = [ChatMessage(.system, "You are terse."), ChatMessage(.user, "Hello?")]

    @Test func `chat, streaming, tools, JSON, log-probabilities and errors`() async throws {
        try await OtherServers.serving(.llama) { url in
            let configuration = OpenAIServerConfiguration(url: url, retry: RetryPolicy(attempts: 2, firstDelay: .milliseconds(1)))
            let report = try await OpenAIServerReport(asking: configuration)
            #expect(report.model == "tiny" && report.dialect == ChatDialect(json: .objectWithSchema))
            let expected: Set<ServerAbility> = [
                .chat, .systemMessages, .streaming, .chatLogprobs, .chatTopLogprobs, .seed, .tools, .structuredOutput, .completions,
            ]
            #expect(Set(report.findings.filter { $0.value.verdict == .yes }.keys) == expected)
            #expect(Set(report.uses.filter(\.value.isPossible).keys) == [.taskAgent, .judge])

            var known = configuration
            known.dialect = report.dialect
            let chat = try await OpenAIChatModel(known, features: report.chatFeatures)
            try await self.errors(chat, url)
            // A sampled token of the tiny model may be a part of a letter; warm enough, seeds differ.
            let violations = await ChatModelConformance(
                conversation: Self.conversation,
                others: [[ChatMessage(.user, "Hello?")], [ChatMessage(.system, "You are kind."), ChatMessage(.user, "Hello?")]],
                parameters: SamplingParameters(maxTokens: 12)
            ) { [known] in try await OpenAIChatModel(known, features: report.chatFeatures) }.violations()
            #expect(violations == [])

            let completion = try await chat.complete("The quick", parameters: SamplingParameters(maxTokens: 5), seed: 3)
            let told = Mutex("")
            let pieces = try await chat.complete("The quick", parameters: SamplingParameters(maxTokens: 5), seed: 3) { piece in
                if case .text(let text) = piece { told.withLock { $0 += text } }
            }
            #expect(completion.text == pieces.text && told.withLock { $0 } == pieces.text && completion.end == .length)
        }
    }

    private func errors(_ chat: OpenAIChatModel, _ url: String) async throws {
        let long = [ChatMessage(.user, String(repeating: "hello world ", count: 2000))]
        let error = await #expect(throws: HoldfastError.self) { try await chat.reply(to: ChatRequest(long)) }
        #expect(error?.message.contains("status 400") == true && error?.message.contains("maximum context length") == true, "\(error?.message ?? "")")
        // With the standard form of schemas this server fails, and that is told, not passed over.
        let standard = try await OpenAIChatModel(OpenAIServerConfiguration(url: url, retry: RetryPolicy(attempts: 1)))
        let json = ChatRequest(Self.conversation, format: .json(ChatModelConformance.schema))
        let refused = await #expect(throws: HoldfastError.self) { try await standard.reply(to: json) }
        #expect(refused?.message.contains("status 500") == true && refused?.message.contains("json_object") == true, "\(refused?.message ?? "")")
        // No token ids: no simulator.
        let simulator = try await OpenAIModelServer(
            OpenAIServerConfiguration(url: url, retry: RetryPolicy(attempts: 1)), vocabularySize: 1024, contextLength: 2048)
        let sample = SampleRequest(prompt: [1, 2], parameters: SamplingParameters(maxTokens: 2), randomKey: RandomKey(seed: 1, purpose: .sampling))
        await #expect(throws: HoldfastError.self) { try await simulator.sample([sample]) }
    }
}
