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
    private func run(
        _ script: String, faults: [ScriptedCall: Set<Int>] = [:], contextLength: Int = 400,
        configuration: ServingConfiguration = ServingConfiguration(port: 0), users: UserServiceConfiguration = UserServiceConfiguration()
    ) async throws -> [String: Any] {
        let python = try #require(python)
        let fixture = try ServedFixture()
        let output = try await fixture.serving(
            fixture.scripted(contextLength: contextLength, faults: faults), configuration: configuration, knowledge: ErrandKnowledge(), users: users
        ) { url in
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

    @Test(
        arguments: [
            (
                ServingConfiguration(port: 0, keys: try! AccessKeys(text: "right-key-123", source: "a test")), 400,
                ["AuthenticationError", "401", "invalid_api_key"]
            ),
            (ServingConfiguration(port: 0, maximumRequests: 0), 400, ["RateLimitError", "429", "rate_limit_exceeded"]),
            (ServingConfiguration(port: 0), 10, ["BadRequestError", "400", "context_length_exceeded"]),
            (ServingConfiguration(port: 0, model: "ann"), 400, ["NotFoundError", "404", "model_not_found"]),
        ])
    func `refusals have the client's own types and codes`(configuration: ServingConfiguration, contextLength: Int, kind: [String]) async throws {
        let said = try await run(
            """
            try:
                client.chat.completions.create(model="simulator", messages=chat)
            except openai.APIStatusError as error:
                print(json.dumps({"kind": [type(error).__name__, str(error.status_code), error.code]}))
            """, contextLength: contextLength, configuration: configuration)
        #expect(said["kind"] as? [String] == kind)
    }

    @Test func `a user with a goal, its state beside the choices and at an address of its own`() async throws {
        let said = try await run(
            """
            import urllib.request
            def get(path):
                with urllib.request.urlopen(sys.argv[1] + path) as reply: return json.load(reply)
            def post(body):
                request = urllib.request.Request(sys.argv[1] + "/v1/holdfast/users", json.dumps(body).encode(), {"Content-Type": "application/json"})
                with urllib.request.urlopen(request) as reply: return reply.status, json.load(reply)
            baker = get("/v1/holdfast/users/baker")
            status, registered = post({"scenario": {**baker["scenario"], "id": "other"}})
            again = post({**baker["scenario"], "id": "other"})[1]["id"]
            told = post({"text": "fetch milk. Be polite."})[1]
            lines = [{"role": "user", "content": "I fetched bread."}]
            whole = client.chat.completions.create(model=registered["model"], messages=lines, seed=3)
            chunks = list(client.chat.completions.create(model="simulator", messages=lines, seed=3, stream=True,
                stream_options={"include_usage": True}, extra_body={"metadata": {"holdfast_user": registered["id"]}}))
            after = get("/v1/holdfast/users/" + registered["id"])
            try:
                client.chat.completions.create(model="simulator/nobody", messages=lines)
            except openai.NotFoundError as error:
                unknown = error.code
            try:
                client.chat.completions.create(model="simulator", messages=lines, extra_body={"holdfast_scenario": {**baker["scenario"], "persona": {"id": "x"}}})
            except openai.BadRequestError as error:
                wrong = error.message
            print(json.dumps({
                "models": [m.id for m in client.models.list()], "listed": [u["id"] for u in get("/v1/holdfast/users")["data"]], "status": status,
                "same": again == registered["id"], "understood": [told["understood"], told["not_understood"], registered["understood"]],
                "before": [baker["goal_state"]["settled"], baker["dialogues"]], "whole": whole.model_extra["holdfast"],
                "text": whole.choices[0].message.content, "pieces": "".join(c.delta.content or "" for chunk in chunks for c in chunk.choices),
                "streamed": [chunk.model_extra.get("holdfast") for chunk in chunks if chunk.model_extra.get("holdfast")],
                "after": [after["goal_state"]["settled"], len(after["dialogues"])], "unknown": unknown, "wrong": wrong}))
            """, users: UserServiceConfiguration(scenarios: [ErrandKnowledge.scenario("bread", id: "baker")]))
        #expect(said["models"] as? [String] == ["simulator", "simulator/baker"] && said["listed"] as? [String] == ["baker"])
        #expect(said["status"] as? Int == 201 && said["same"] as? Bool == true)
        #expect(said["understood"] as? NSArray == ["partly", ["Be polite"], "whole"] as NSArray)
        #expect(said["before"] as? NSArray == [false, [Any]()] as NSArray && said["after"] as? NSArray == [true, 1] as NSArray)
        let whole = try #require(said["whole"] as? [String: Any])
        #expect(whole["turn"] as? Int == 1 && whole["scenario"] as? String == "other" && whole["understood"] as? String == "whole")
        let goal = try #require(whole["goal_state"] as? [String: Any])
        #expect(goal["settled"] as? Bool == true && goal["success"] as? Double == 1 && (goal["changes"] as? [Any])?.count == 1)
        #expect(said["streamed"] as? NSArray == [whole] as NSArray)
        #expect(said["pieces"] as? String == said["text"] as? String)
        #expect(whole["ended"] as? Bool == (said["text"] as? String)?.hasSuffix("###STOP###"))
        #expect(said["unknown"] as? String == "model_not_found")
        #expect((said["wrong"] as? String)?.contains("`persona.facts` is missing") == true)
    }
}
