// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Testing

@testable import HoldfastServing

private let python = PythonInterpreter.find(importing: "openai")

/// The client that everybody uses, against ours.
@Suite(.enabled(if: python != nil, "needs a Python with the package openai; scripts/test makes one"))
struct OpenAIClientTests {
    /// Runs a script that has `client`, and whose last line of output is JSON.
    private func run(_ script: String, faults: [ScriptedCall: Set<Int>] = [:]) async throws -> [String: Any] {
        let python = try #require(python)
        let fixture = try ServedFixture()
        let output = try await fixture.serving(fixture.scripted(faults: faults)) { url in
            try await python.runBeside(
                """
                import json, sys, openai
                client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="none", max_retries=0)
                chat = [{"role": "system", "content": "You are Ann."}, {"role": "user", "content": "Hello?"}]

                """ + script, arguments: [url])
        }
        return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }

    /// What the scripted simulator says to the chat of the script with this seed.
    private func expected(seed: UInt64) async throws -> (text: String, tokens: [Int32]) {
        let fixture = try ServedFixture()
        let dialogue = ChatDialogue(template: fixture.template, endMarker: "###STOP###")
        let prompt = try dialogue.prompt([.init(role: "system", text: "You are Ann."), .init(role: "user", text: "Hello?")])
        let reply = try await fixture.scripted().sample([
            SampleRequest(
                prompt: prompt, parameters: SamplingParameters(stopTokens: fixture.template.stopTokens),
                randomKey: RandomKey(seed: seed, purpose: .sampling))
        ])
        let tokens = try #require(reply.first?.tokens)
        return (dialogue.text(of: tokens).text, tokens)
    }

    @Test(arguments: 1...8) func `chat, whole and streamed`(seed: UInt64) async throws {
        let said = try await run(
            """
            whole = client.chat.completions.create(model="simulator", messages=chat, seed=\(seed), logprobs=True)
            choice = whole.choices[0]
            stream = client.chat.completions.create(model="simulator", messages=chat, seed=\(seed), stream=True, stream_options={"include_usage": True})
            pieces, ends, usage = "", [], None
            for chunk in stream:
                for c in chunk.choices:
                    pieces += c.delta.content or ""
                    if c.finish_reason: ends.append([c.finish_reason, c.model_extra.get("stop_reason")])
                if chunk.usage: usage = chunk.usage.total_tokens
            print(json.dumps({"role": choice.message.role, "text": choice.message.content, "finish": choice.finish_reason,
                "stop": choice.model_extra.get("stop_reason"), "logprobs": [t.logprob for t in choice.logprobs.content],
                "usage": whole.usage.total_tokens, "pieces": pieces, "ends": ends, "streamed_usage": usage}))
            """)
        let (text, tokens) = try await expected(seed: seed)
        let ends = tokens.last == (try ServedFixture().template.endOfDialogue)
        #expect(said["role"] as? String == "assistant")
        #expect(said["text"] as? String == text)
        #expect(text.hasSuffix("###STOP###") == ends)
        #expect(said["finish"] as? String == "stop")
        #expect(said["stop"] as? String == (ends ? "<|end_of_dialogue|>" : "<|end_of_turn|>"))
        #expect((said["logprobs"] as? [Double])?.map { Float($0) } == tokens.map(ScriptedModelServer.logprob))
        #expect(said["pieces"] as? String == text)
        #expect((said["ends"] as? [[String]]) == [["stop", ends ? "<|end_of_dialogue|>" : "<|end_of_turn|>"]])
        #expect(said["streamed_usage"] as? Int == said["usage"] as? Int)
    }

    @Test func `completions with vLLM's keys, and the list of models`() async throws {
        let said = try await run(
            """
            reply = client.completions.create(model="simulator", prompt=[1, 7, 8, 9], max_tokens=3, seed=2, n=2, logprobs=1,
                extra_body={"return_token_ids": True, "stop_token_ids": []})
            print(json.dumps({"models": [m.id for m in client.models.list()], "tokens": [c.model_extra["token_ids"] for c in reply.choices],
                "prompt": reply.choices[0].model_extra["prompt_token_ids"], "finish": [c.finish_reason for c in reply.choices],
                "logprobs": [len(c.logprobs.token_logprobs) for c in reply.choices], "usage": reply.usage.completion_tokens}))
            """)
        #expect(said["models"] as? [String] == ["simulator"])
        #expect((said["tokens"] as? [[Int]])?.map(\.count) == [3, 3])
        #expect(said["prompt"] as? [Int] == [1, 7, 8, 9])
        #expect(said["finish"] as? [String] == ["length", "length"])
        #expect(said["logprobs"] as? [Int] == [3, 3])
        #expect(said["usage"] as? Int == 6)
    }

    @Test func `the example of the README runs as it stands`() async throws {
        let readme = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "README.md"), encoding: .utf8)
        let example = try #require(
            readme.firstMatch(of: /<!-- openai-example:start -->\n```python\n((?:.*\n)*?)```\n<!-- openai-example:end -->/)
        ).output.1
        let python = try #require(python)
        let fixture = try ServedFixture()
        let output = try await fixture.serving(fixture.scripted(), configuration: ServingConfiguration(port: 0, model: "base")) { url in
            try await python.runBeside(String(example).replacing("http://127.0.0.1:8000", with: url))
        }
        #expect(output.hasSuffix("\n") && output.count > 5)
    }

    @Test func `errors are the client's own types`() async throws {
        let said = try await run(
            """
            def kind(**keys):
                try:
                    client.chat.completions.create(**{"model": "simulator", "messages": chat, **keys})
                except openai.APIStatusError as error:
                    return [type(error).__name__, error.param or "-", error.code or "-"]
            print(json.dumps({"temperature": kind(temperature=9), "model": kind(model="other"), "messages": kind(messages=chat[:1]),
                "bias": kind(logit_bias={"5": 1}), "fault": kind()}))
            """, faults: [.sample: [1]])
        #expect(said["temperature"] as? [String] == ["BadRequestError", "temperature", "-"])
        #expect(said["model"] as? [String] == ["NotFoundError", "model", "model_not_found"])
        #expect(said["messages"] as? [String] == ["BadRequestError", "messages", "-"])
        #expect(said["bias"] as? [String] == ["BadRequestError", "logit_bias", "unsupported_parameter"])
        #expect(said["fault"] as? [String] == ["InternalServerError", "-", "-"])
    }
}
