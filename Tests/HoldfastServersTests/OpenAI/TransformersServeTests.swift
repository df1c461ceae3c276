// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Synchronization
import Testing

@testable import HoldfastServers

/// Our client against `transformers serve`.
@Suite(.enabled(if: OtherServers.canRun(.transformers), "needs HOLDFAST_SLOW=1, the environments of scripts/clients, and ../shared/servers"))
struct TransformersServeTests {
    @Test func `chat, streaming, and what it lacks`() async throws {
        try await OtherServers.serving(.transformers) { url in
            let configuration = OpenAIServerConfiguration(url: url, retry: RetryPolicy(attempts: 2, firstDelay: .milliseconds(1)))
            let report = try await OpenAIServerReport(asking: configuration)
            for ability in [ServerAbility.chat, .systemMessages, .streaming, .completions] {
                #expect(report.findings[ability]?.verdict == .yes, "\(ability): \(report.findings[ability]?.detail ?? "")")
            }
            for ability in [ServerAbility.chatLogprobs, .chatTokenIDs, .tools, .structuredOutput, .tokenIDsIn, .adapterLoading, .weightUpdate] {
                #expect(report.findings[ability]?.verdict == .no, "\(ability): \(report.findings[ability]?.detail ?? "")")
            }
            #expect(report.dialect.json == .words)
            #expect(Set(report.uses.filter(\.value.isPossible).keys) == [.taskAgent, .judge])

            let request = ChatRequest([ChatMessage(.user, "Hello?")], parameters: SamplingParameters(temperature: 0, maxTokens: 6))
            let chat = try await OpenAIChatModel(configuration)
            let reply = try await chat.reply(to: request)
            #expect(!reply.text.isEmpty && reply.usage?.completion == 6 && reply.end == .length)
            let told = Mutex("")
            let streamed = try await chat.reply(to: request) { piece in if case .text(let text) = piece { told.withLock { $0 += text } } }
            // A whole text is without spaces at its ends, a stream without a letter that is not whole at its end.
            let words = streamed.text.trimmingCharacters(in: .whitespaces)
            #expect(!words.isEmpty && reply.text.hasPrefix(words), "`\(streamed.text)` and `\(reply.text)`")
            #expect(told.withLock { $0 } == streamed.text)

            // What it passes over is an error here.
            let logprobs = await #expect(throws: HoldfastError.self) { try await chat.reply(to: ChatRequest(request.messages, logprobs: true)) }
            #expect(logprobs?.message.contains("no log-probabilities") == true, "\(logprobs?.message ?? "")")
            let tool = ChatRequest(request.messages, tools: [ChatModelConformance.tool], toolChoice: .named("choose_city"))
            let call = await #expect(throws: HoldfastError.self) { try await chat.reply(to: tool) }
            #expect(call?.message.contains("did not call `choose_city`") == true, "\(call?.message ?? "")")
            let named = OpenAIServerConfiguration(url: url, model: "other", retry: RetryPolicy(attempts: 1))
            let other = try await OpenAIChatModel(named)
            let error = await #expect(throws: HoldfastError.self) { try await other.reply(to: request) }
            #expect(error?.message.contains("status 4") == true && error?.message.contains("other") == true, "\(error?.message ?? "")")
        }
    }
}
