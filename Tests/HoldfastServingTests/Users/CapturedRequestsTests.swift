// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTesting
import Testing

@testable import HoldfastServers
@testable import HoldfastServing

private let captures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/servers/captures/tau2_llama.jsonl").path
private let python = PythonInterpreter.client("openai")

/// What tau2-bench and litellm really send.
struct CapturedRequestsTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: captures), "needs the captured requests beside the repository"))
    func `requests of tau2-bench's user simulator are answered as they were sent`() async throws {
        let lines = try String(contentsOfFile: captures, encoding: .utf8).split(separator: "\n")
        let bodies = try lines.compactMap { line -> [String: Any]? in
            let exchange = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let body = try #require(exchange["req"] as? [String: Any])
            let system = (body["messages"] as? [[String: Any]])?.first?["content"] as? String
            return system?.contains("<scenario>") == true ? body : nil
        }
        #expect(bodies.count == 4)
        let fixture = try ServedFixture()
        let turns = try await fixture.serving(
            fixture.scripted(contextLength: 2048), configuration: ServingConfiguration(port: 0, model: "tiny"), knowledge: ErrandKnowledge()
        ) { [bodies = try bodies.map { try JSONSerialization.data(withJSONObject: $0) }] url in
            var turns: [Int] = []
            for body in bodies {
                let answer = try await AsyncHTTPExchange()
                    .send(HTTPQuestion(url: url + "/v1/chat/completions", body: body), timeout: .seconds(30))
                #expect(answer.status == 200)
                let reply = try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
                let message = (reply["choices"] as? [[String: Any]])?.first?["message"] as? [String: Any]
                #expect((message?["content"] as? String)?.isEmpty == false && message?["role"] as? String == "assistant")
                #expect(((reply["usage"] as? [String: Int])?["total_tokens"] ?? 0) > 0)
                let report = try #require(reply["holdfast"] as? [String: Any])
                // Nothing is known of that errand: its text is the prompt.
                #expect(report["understood"] as? String == "none" && report["goal_state"] == nil)
                turns.append(try #require(report["turn"] as? Int))
            }
            return turns
        }
        #expect(turns == [1, 2, 3, 4])
    }

    @Test(.enabled(if: python != nil, "needs the environment `openai` with litellm; scripts/clients makes it"))
    func `litellm understands replies, reports and refusals`() async throws {
        let fixture = try ServedFixture()
        let output = try await fixture.serving(fixture.scripted(contextLength: 100), knowledge: ErrandKnowledge()) { url in
            try await python?.runBeside(
                """
                import json, os, sys
                os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
                import litellm
                def ask(line, model="openai/simulator"):
                    messages = [{"role": "system", "content": "<scenario>fetch milk.</scenario>"}, {"role": "user", "content": "Hi"},
                        {"role": "assistant", "content": None, "tool_calls": None}, {"role": "user", "content": line}]
                    return litellm.completion(model=model, messages=messages, api_base=sys.argv[1] + "/v1", api_key="sk-x", seed=1, num_retries=0,
                        tools=[{"type": "function", "function": {"name": "f", "parameters": {"properties": {}, "type": "object"}}}], tool_choice="auto")
                def kind(*arguments):
                    try: ask(*arguments)
                    except Exception as error: return type(error).__name__
                reply = ask("I fetched milk.")
                print(json.dumps({"report": reply.to_dict()["holdfast"]["goal_state"]["settled"], "usage": reply.usage.total_tokens,
                    "calls": reply.choices[0].message.tool_calls, "long": kind("word " * 400), "model": kind("Hi", "openai/other")}))
                """, arguments: [url])
        }
        // litellm itself writes advice before.
        let last = try #require(output?.split(separator: "\n").last)
        let said = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
        #expect(said["report"] as? Bool == true && (said["usage"] as? Int ?? 0) > 0 && said["calls"] is NSNull)
        #expect(said["long"] as? String == "ContextWindowExceededError")
        #expect(said["model"] as? String == "NotFoundError")
    }
}
