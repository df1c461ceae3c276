// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastServers

/// What is expected of a shape.
private struct Expectation: Sendable {
    var shape: ServerShape
    var can: Set<ServerAbility>
    var unclear: Set<ServerAbility> = []
    var roles: Set<ServerRole>
    var dialect = ChatDialect()
    /// Words that must stand in a finding or in a use.
    var details: [ServerAbility: String] = [:]
    var uses: [ServerRole: String] = [:]
}

struct CapabilityProbeTests {
    private static let chat: Set<ServerAbility> = [.chat, .systemMessages, .streaming]
    private static let tokens: Set<ServerAbility> = [.completions, .tokenIDsIn, .tokenIDsOut, .logprobs]

    private static let table = [
        Expectation(
            shape: .vLLM,
            can: Set(ServerAbility.allCases).subtracting([.weightUpdate, .tinker]),
            roles: [.taskAgent, .judge, .frozenSimulator, .trainingSampler],
            details: [.tokenIDsOut: "as token_ids", .chatTokenize: "by /tokenize", .contextLength: "4096"],
            uses: [.trainingSampler: "/v1/load_lora_adapter", .judge: "json_schema", .taskAgent: "calls can be demanded"]),
        Expectation(
            shape: .sglang,
            can: chat.union([
                .chatLogprobs, .chatTopLogprobs, .severalReplies, .tools, .structuredOutput, .completions, .tokenIDsIn, .logprobs,
                .weightUpdate, .contextLength,
            ]), roles: [.taskAgent, .judge],
            details: [.tokenIDsOut: "text alone", .seed: "equal seeds gave two replies", .chatTokenIDs: "passes over"],
            uses: [.frozenSimulator: "token_ids_out", .judge: "may differ"]),
        Expectation(
            shape: .llamaServer,
            can: chat.union(tokens).union([
                .chatLogprobs, .chatTopLogprobs, .severalReplies, .seed, .structuredOutput, .topLogprobs, .tokenize, .chatTokenize,
                .contextLength,
            ]), roles: [.taskAgent, .judge],
            details: [
                .tokenIDsOut: "as ids of log-probabilities", .stopTokens: "goes on after them", .chatTokenize: "/apply-template",
                .tools: "in text where a call is demanded",
            ], uses: [.frozenSimulator: "it lacks stop_tokens", .taskAgent: "in text alone"]),
        Expectation(
            shape: .llamaCppPython,
            can: chat.union([.chatLogprobs, .chatTopLogprobs, .seed, .tools, .structuredOutput, .completions]), roles: [.taskAgent, .judge],
            dialect: ChatDialect(json: .objectWithSchema),
            details: [.tokenIDsIn: "status 500: 5 validation errors", .severalReplies: "it gave 1 for two", .contextLength: "give it"],
            uses: [.frozenSimulator: "token_ids_in", .judge: "json_object with schema"]),
        Expectation(
            shape: .transformers, can: chat.union([.completions]), unclear: [.seed], roles: [.taskAgent, .judge], dialect: ChatDialect(json: .words),
            details: [
                .seed: "another seed gave the same reply", .chatLogprobs: "passes over logprobs",
                .structuredOutput: "`json_object`: its reply does not fit",
            ], uses: [.judge: "JSON asked for in words"]),
        Expectation(
            shape: .hosted, can: chat.union([.severalReplies, .tools, .structuredOutput]), unclear: [.seed], roles: [.taskAgent, .judge],
            dialect: ChatDialect(tokenLimit: .maxCompletionTokens),
            details: [.chat: "max_completion_tokens", .chatLogprobs: "status 403", .completions: "Invalid URL"],
            uses: [.frozenSimulator: "completions"]),
        Expectation(
            shape: .gemma, can: [.chat, .seed, .structuredOutput], roles: [.taskAgent, .judge], dialect: ChatDialect(json: .object),
            details: [.systemMessages: "System role not supported", .streaming: "in one piece", .structuredOutput: "does not bind"],
            uses: [.taskAgent: "not in pieces", .judge: "its schema told in words"]),
        Expectation(
            shape: .simulator,
            can: chat.union(tokens).union([
                .chatLogprobs, .chatTopLogprobs, .chatTokenIDs, .severalReplies, .seed, .topLogprobs, .stopTokens, .contextLength,
            ]), roles: [.taskAgent, .judge, .frozenSimulator], dialect: ChatDialect(json: .words),
            details: [.tools: "a simulated user calls no tools"], uses: [.trainingSampler: "adapter_loading or weight_update"]),
        Expectation(
            shape: .tinker, can: [.tinker], roles: [.trainer], dialect: ChatDialect(json: .words), details: [.tinker: "a/b, c", .seed: "not asked"],
            uses: [.trainer: "a/b, c"]),
        Expectation(
            shape: .patchy, can: [.completions, .tokenIDsOut], unclear: [.stopTokens], roles: [], dialect: ChatDialect(json: .words),
            details: [
                .tokenIDsIn: "it read 4 tokens where 3 were given", .logprobs: "one by one", .stopTokens: "greedy replies differ",
                // Its 400 is what it answers to nothing, so it tells nothing.
                .adapterLoading: "no such address", .chat: "status 400: what?",
            ]),
    ]

    @Test(arguments: table) fileprivate func `the findings follow from what was answered`(expected: Expectation) {
        var probe = CapabilityProbe(model: "")
        var asked: [ProbeQuestion] = []
        while let question = probe.question, asked.count < 50 {
            asked.append(question)
            probe.take(expected.shape.answers[question] ?? expected.shape.otherwise)
        }
        #expect(Set(asked).count == asked.count && asked.count <= ProbeQuestion.allCases.count, "nothing is asked twice")
        let report = OpenAIServerReport(probe)
        let name = expected.shape.name
        func abilities(_ verdict: ServerFinding.Verdict) -> Set<ServerAbility> {
            Set(report.findings.filter { $0.value.verdict == verdict }.keys)
        }
        #expect(abilities(.yes).symmetricDifference(expected.can) == [], "\(name)")
        #expect(abilities(.unclear) == expected.unclear, "\(name)")
        #expect(Set(report.findings.keys) == Set(ServerAbility.allCases), "\(name)")
        #expect(report.dialect == expected.dialect, "\(name)")
        #expect(Set(report.uses.filter(\.value.isPossible).keys) == expected.roles, "\(name)")
        #expect(Set(report.uses.keys) == Set(ServerRole.allCases))
        for (ability, words) in expected.details {
            let detail = report.findings[ability]?.detail ?? ""
            #expect(detail.contains(words), "\(name), \(ability): \(detail)")
        }
        for (role, words) in expected.uses {
            let how = report.uses[role]?.how ?? ""
            #expect(how.contains(words), "\(name), \(role): \(how)")
        }
    }

    @Test func `a named model is asked, and only listed ones`() async throws {
        let answers: @Sendable (LoopbackServer.Request) -> LoopbackServer.Reply = { request in
            switch request.path {
            case "/v1/models": .json(#"{"data": [{"id": "a", "max_model_len": 7}, {"id": "b", "max_model_len": 9}]}"#)
            case "/v1/chat/completions": .json(#"{"choices": [{"message": {"content": "\#(request.json["model"] ?? "")"}}]}"#)
            default: .refusal(404, "nothing here")
            }
        }
        try await LoopbackServer.run(answers) { url, log in
            let first = try await OpenAIServerReport(asking: OpenAIServerConfiguration(url: url))
            #expect(first.model == "a" && first.contextLength == 7 && first.models == ["a", "b"])
            let second = try await OpenAIServerReport(asking: OpenAIServerConfiguration(url: url, model: "b"))
            #expect(second.model == "b" && second.contextLength == 9)
            let error = await #expect(throws: HoldfastError.self) {
                try await OpenAIServerReport(asking: OpenAIServerConfiguration(url: url, model: "c"))
            }
            #expect(error?.code == .configuration && error?.message.contains("it has: a, b") == true, "\(error?.message ?? "")")
            // Nothing that changes anything is asked for.
            #expect(await !log.paths.contains { $0.contains("unload") })
        }
    }

    @Test func `who cannot be reached, wants a key, or has no model, is told so at once`() async throws {
        let (url, _) = try await FaultServer.run([]) { $0 }
        let gone = await #expect(throws: HoldfastError.self) { try await OpenAIServerReport(asking: OpenAIServerConfiguration(url: url)) }
        #expect(gone?.code == .server && gone?.message.contains("check that it runs") == true, "\(gone?.message ?? "")")
        try await LoopbackServer.run { _ in
            .refusal(401, "who are you?")
        } _: { url, _ in
            let error = await #expect(throws: HoldfastError.self) { try await OpenAIServerReport(asking: OpenAIServerConfiguration(url: url)) }
            #expect(error?.message.contains("who are you?; it wants a key") == true, "\(error?.message ?? "")")
        }
        try await LoopbackServer.run { _ in
            .refusal(404, "nothing here")
        } _: { url, _ in
            let error = await #expect(throws: HoldfastError.self) { try await OpenAIServerReport(asking: OpenAIServerConfiguration(url: url)) }
            #expect(error?.code == .configuration && error?.message.contains("name the one to ask") == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a server that breaks off now and then is reported, not fatal`() async throws {
        let shape = ServerShape.llamaCppPython
        var probe = CapabilityProbe(model: "")
        while let question = probe.question {
            probe.take(
                question == .chatLogprobs || question == .loadAdapter
                    ? ProbeAnswer(problem: "it did not answer in time") : shape.answers[question] ?? shape.otherwise)
        }
        let report = OpenAIServerReport(probe)
        #expect(report.findings[.chatLogprobs] == ServerFinding(.no, "it did not answer in time"))
        #expect(report.findings[.adapterLoading] == ServerFinding(.unclear, "it did not answer in time"))
        #expect(report.uses[.judge]?.isPossible == true)
    }
}
