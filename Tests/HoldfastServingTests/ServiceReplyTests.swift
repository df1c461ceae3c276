// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServers
@testable import HoldfastServing

/// What comes back over a socket for bodies as clients send them.
struct ServiceReplyTests {
    private func ask(
        _ path: String, _ body: String?, configuration: ServingConfiguration = ServingConfiguration(port: 0), contextLength: Int = 400,
        faults: [ScriptedCall: Set<Int>] = [:]
    ) async throws -> (status: Int, json: [String: Any]) {
        let fixture = try ServedFixture()
        let answer = try await fixture.serving(
            fixture.scripted(contextLength: contextLength, faults: faults), configuration: configuration
        ) { url in
            try await AsyncHTTPExchange().send(HTTPQuestion(url: url + path, body: body.map { Data($0.utf8) }), timeout: .seconds(30))
        }
        #expect(answer.headers["content-type"] == "application/json")
        return (answer.status, try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]))
    }

    @Test(
        arguments: [
            ("/v1/completions", "{", 400, nil, nil), ("/v1/completions", "[]", 400, nil, nil), ("/v1/completions", "{}", 400, "prompt", nil),
            ("/v1/completions", #"{"prompt": {"a": 1}}"#, 400, "prompt", nil), ("/v1/completions", #"{"prompt": []}"#, 400, "prompt", nil),
            ("/v1/completions", #"{"prompt": [[]]}"#, 400, "prompt", nil), ("/v1/completions", #"{"prompt": [99999]}"#, 400, "prompt", nil),
            ("/v1/completions", #"{"prompt": [-1]}"#, 400, "prompt", nil), ("/v1/completions", #"{"prompt": [1.5]}"#, 400, "prompt", nil),
            ("/v1/completions", #"{"prompt": "x", "temperature": "hot"}"#, 400, "temperature", nil),
            ("/v1/completions", #"{"prompt": "x", "temperature": 3}"#, 400, "temperature", nil),
            ("/v1/completions", #"{"prompt": "x", "top_p": 0}"#, 400, "top_p", nil),
            ("/v1/completions", #"{"prompt": "x", "max_tokens": 0}"#, 400, "max_tokens", nil),
            ("/v1/completions", #"{"prompt": "x", "n": 0}"#, 400, "n", nil), ("/v1/completions", #"{"prompt": "x", "n": 999}"#, 400, "n", nil),
            ("/v1/completions", #"{"prompt": ["x", "y", "z"], "n": 200}"#, 400, "prompt", nil),
            ("/v1/completions", #"{"prompt": "x", "stop_token_ids": [300000]}"#, 400, "stop_token_ids", nil),
            ("/v1/completions", #"{"prompt": "x", "stop": 5}"#, 400, "stop", nil),
            ("/v1/completions", #"{"prompt": "x", "stop": [\#((0..<65).map { #""\#($0)""# }.joined(separator: ","))]}"#, 400, "stop", nil),
            ("/v1/completions", #"{"prompt": "x", "include_stop_str_in_output": true}"#, 400, "include_stop_str_in_output", "unsupported_parameter"),
            ("/v1/completions", #"{"prompt": "x", "top_k": -2}"#, 400, "top_k", nil),
            ("/v1/completions", #"{"prompt": "x", "min_p": 1.5}"#, 400, "min_p", nil),
            ("/v1/completions", #"{"prompt": "x", "min_p": 0.5}"#, 400, "min_p", "unsupported_parameter"),
            ("/v1/completions", #"{"prompt": "x", "repetition_penalty": 0}"#, 400, "repetition_penalty", nil),
            ("/v1/completions", #"{"prompt": "x", "repetition_penalty": 1.1}"#, 400, "repetition_penalty", "unsupported_parameter"),
            ("/v1/completions", #"{"prompt": "x", "presence_penalty": 3}"#, 400, "presence_penalty", nil),
            ("/v1/completions", #"{"prompt": "x", "frequency_penalty": -1}"#, 400, "frequency_penalty", "unsupported_parameter"),
            ("/v1/completions", #"{"prompt": "x", "logprobs": 21}"#, 400, "logprobs", nil),
            ("/v1/completions", #"{"prompt": "x", "logprobs": -1}"#, 400, "logprobs", nil),
            ("/v1/completions", #"{"prompt": "x", "top_k": 5}"#, 400, "top_k", "unsupported_parameter"),
            ("/v1/completions", #"{"prompt": "x", "logprobs": 5}"#, 400, "logprobs", "unsupported_parameter"),
            ("/v1/completions", #"{"prompt": "x", "model": "gpt"}"#, 404, "model", "model_not_found"),
            ("/v1/chat/completions", "{}", 400, "messages", nil), ("/v1/chat/completions", #"{"messages": []}"#, 400, "messages", nil),
            ("/v1/chat/completions", #"{"messages": "hello"}"#, 400, "messages", nil),
            ("/v1/chat/completions", #"{"messages": [{"role": "user", "content": "x"}]}"#, 400, "messages", nil),
            (
                "/v1/chat/completions", #"{"messages": [{"role": "system", "content": [{"type": "image_url"}]}]}"#, 400, "messages",
                "unsupported_parameter"
            ),
            ("/v1/chat/completions", #"{"messages": [], "tool_choice": "required"}"#, 400, "tool_choice", "unsupported_parameter"),
            ("/v1/chat/completions", #"{"messages": [], "top_logprobs": 2}"#, 400, "top_logprobs", nil),
            ("/v1/chat/completions", #"{"messages": [], "logprobs": true, "top_logprobs": 2}"#, 400, "top_logprobs", "unsupported_parameter"),
            ("/v1/chat/completions", nil, 404, nil, "unknown_url"), ("/v1/../../etc/passwd", nil, 404, nil, "unknown_url"),
        ] as [(String, String?, Int, String?, String?)])
    func `a bad request is told in OpenAI's form which key is at fault`(
        path: String, body: String?, status: Int, parameter: String?, code: String?
    ) async throws {
        let reply = try await ask(path, body)
        let error = try #require(reply.json["error"] as? [String: Any])
        #expect(reply.status == status)
        #expect((error["message"] as? String)?.isEmpty == false)
        #expect(error["type"] as? String == "invalid_request_error")
        #expect(error["param"] as? String == parameter, "\(error)")
        #expect(error["code"] as? String == code, "\(error)")
    }

    @Test func `a prompt that fills the context, a body beyond the limit and a fault of the model have statuses of their own`() async throws {
        let long = try await ask("/v1/completions", #"{"prompt": [1,2,3,4,5,6,7,8]}"#, contextLength: 8)
        #expect(long.status == 400)
        #expect((long.json["error"] as? [String: Any])?["code"] as? String == "context_length_exceeded")

        let huge = try await ask(
            "/v1/completions", #"{"prompt": "\#(String(repeating: "x", count: 2000))"}"#,
            configuration: ServingConfiguration(port: 0, bodyLimit: 1000))
        #expect(huge.status == 413)

        let fault = try await ask("/v1/completions", #"{"prompt": "x"}"#, faults: [.sample: [1]])
        #expect(fault.status == 500)
        #expect((fault.json["error"] as? [String: Any])?["type"] as? String == "server_error")
    }

    @Test func `n completions of several prompts come in order, with usage, and equal seeds give equal bytes`() async throws {
        let body = #"{"prompt": ["a", "b c"], "n": 3, "seed": 5, "max_tokens": 9, "logprobs": 0, "return_token_ids": true, "user": "me"}"#
        let reply = try await ask("/v1/completions", body)
        #expect(reply.status == 200)
        let choices = try #require(reply.json["choices"] as? [[String: Any]])
        #expect(choices.compactMap { $0["index"] as? Int } == Array(0..<6))
        let fixture = try ServedFixture()
        #expect(
            choices.compactMap { $0["prompt_token_ids"] as? [Int32] }
                == ["a", "a", "a", "b c", "b c", "b c"].map(fixture.tokenizer.encode))
        let tokens = choices.compactMap { $0["token_ids"] as? [Int32] }
        let usage = try #require(reply.json["usage"] as? [String: Int])
        #expect(usage["completion_tokens"] == tokens.reduce(0) { $0 + $1.count })
        #expect(usage["total_tokens"] == (usage["prompt_tokens"] ?? 0) + (usage["completion_tokens"] ?? 0))
        for (choice, tokens) in zip(choices, tokens) {
            #expect(choice["text"] as? String == fixture.tokenizer.decode(tokens))
            let stopped = fixture.template.stopTokens.contains(tokens.last ?? -1)
            #expect(choice["finish_reason"] as? String == (stopped ? "stop" : "length"))
            #expect(choice["stop_reason"] as? Int32 == (stopped ? tokens.last : nil))
            #expect(((choice["logprobs"] as? [String: Any])?["tokens"] as? [String])?.count == tokens.count)
        }
        #expect(Set(tokens).count > 1)
        let again = try await ask("/v1/completions", body)
        #expect((again.json["choices"] as? NSArray) == (choices as NSArray))
    }

    @Test func `requests without a seed differ from one another and not from run to run`() async throws {
        func texts() async throws -> [String] {
            let fixture = try ServedFixture()
            return try await fixture.serving(fixture.scripted()) { url in
                var texts: [String] = []
                for _ in 0..<6 {
                    let answer = try await AsyncHTTPExchange().send(
                        HTTPQuestion(url: url + "/v1/completions", body: Data(#"{"prompt": "x"}"#.utf8)), timeout: .seconds(30))
                    let json = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
                    texts += (json?["choices"] as? [[String: Any]])?.compactMap { $0["text"] as? String } ?? []
                }
                return texts
            }
        }
        let first = try await texts()
        #expect(first.count == 6 && Set(first).count > 1)
        #expect(try await texts() == first)
    }

    @Test func `health and the list of models`() async throws {
        let health = try await ask("/health", nil)
        #expect(health.status == 200 && health.json["status"] as? String == "ok")
        let models = try await ask("/v1/models", nil, configuration: ServingConfiguration(port: 0, model: "ann"))
        let entry = try #require((models.json["data"] as? [[String: Any]])?.first)
        #expect(entry["id"] as? String == "ann" && entry["max_model_len"] as? Int == 400)
    }
}
