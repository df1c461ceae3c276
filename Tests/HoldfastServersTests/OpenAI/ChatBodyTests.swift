// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServers

struct ChatBodyTests {
    private static let schema = ChatSchema(name: "verdict", schema: .object(["type": .string("object")]))

    private func body(_ request: ChatRequest, _ dialect: ChatDialect = ChatDialect(), streams: Bool = false) throws -> [String: AnyJSON] {
        let data = try JSONEncoder().encode(ChatBody(request, model: "m", seed: 1, dialect: dialect, streams: streams))
        return try #require(try JSONDecoder().decode(AnyJSON.self, from: data).object)
    }

    @Test func `tools, their choice, calls and results are in OpenAI's form`() throws {
        let call = ChatToolCall(id: "c1", name: "find", arguments: #"{"city": "Ely"}"#)
        let request = ChatRequest(
            [ChatMessage(.user, "When?"), ChatMessage(.assistant, "", toolCalls: [call]), .result("noon", of: call)],
            tools: [ChatTool(name: "find", summary: "Finds trains.")], toolChoice: .named("find"))
        let fields = try body(request)
        #expect(
            fields["messages"]?.line
                == #"[{"content": "When?", "role": "user"}, {"role": "assistant", "tool_calls": [{"function": {"arguments": "{\"city\": \"Ely\"}", "name": "find"}, "id": "c1", "type": "function"}]}, {"content": "noon", "role": "tool", "tool_call_id": "c1"}]"#
        )
        #expect(
            fields["tools"]?.line
                == #"[{"function": {"description": "Finds trains.", "name": "find", "parameters": {"properties": {}, "type": "object"}}, "type": "function"}]"#
        )
        #expect(fields["tool_choice"]?.line == #"{"function": {"name": "find"}, "type": "function"}"#)
        var other = request
        for (choice, line) in [(ChatToolChoice.automatic, nil), (.none, #""none""#), (.required, #""required""#)] {
            other.toolChoice = choice
            #expect(try body(other)["tool_choice"]?.line == line)
        }
    }

    @Test(
        arguments: [
            (
                ChatDialect.JSONForm.schema, #"{"json_schema": {"name": "verdict", "schema": {"type": "object"}}, "type": "json_schema"}"# as String?,
                false
            ),
            (.objectWithSchema, #"{"schema": {"type": "object"}, "type": "json_object"}"#, false), (.object, #"{"type": "json_object"}"#, true),
            (.words, nil, true),
        ])
    func `JSON is asked for in the server's form, the schema in words where it takes none`(
        form: ChatDialect.JSONForm, format: String?, words: Bool
    ) throws {
        let request = ChatRequest(
            [ChatMessage(.system, "Judge."), ChatMessage(.user, "Is it?"), ChatMessage(.assistant, "Well.")], format: .json(Self.schema))
        let fields = try body(request, ChatDialect(json: form))
        #expect(fields["response_format"]?.line == format)
        let asked = fields["messages"]?.array?[1].object?["content"]?.text ?? ""
        #expect(asked.hasPrefix("Is it?") && asked.contains(#"{"type": "object"}"#) == words)
        #expect(try body(ChatRequest([]), ChatDialect(json: form))["response_format"] == nil)
    }

    @Test func `limit, log-probabilities and streaming have their keys, or none`() throws {
        let plain = try body(ChatRequest([]))
        #expect(plain["max_tokens"] == .integer(64))
        for key in ["max_completion_tokens", "logprobs", "top_logprobs", "stream", "stream_options", "tools", "tool_choice"] {
            #expect(plain[key] == nil)
        }
        let request = ChatRequest([], parameters: SamplingParameters(topLogprobs: 3))
        let full = try body(request, ChatDialect(tokenLimit: .maxCompletionTokens), streams: true)
        #expect(full["max_completion_tokens"] == .integer(64) && full["max_tokens"] == nil)
        #expect(full["logprobs"] == .boolean(true) && full["top_logprobs"] == .integer(3))
        #expect(full["stream"] == .boolean(true) && full["stream_options"] == .object(["include_usage": .boolean(true)]))
        #expect(try body(ChatRequest([], logprobs: true))["top_logprobs"] == nil)
    }
}
