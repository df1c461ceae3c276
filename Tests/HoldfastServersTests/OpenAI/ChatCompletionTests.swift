// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServers

struct ChatCompletionTests {
    private static let find = ChatTool(name: "find")

    private func read(_ choice: String, _ request: ChatRequest = ChatRequest([]), usage: String = "null") throws -> ChatReply {
        let body = #"{"choices": [\#(choice)], "usage": \#(usage)}"#
        return try JSONDecoder().decode(ChatCompletion.self, from: Data(body.utf8)).reply(to: request, server: "host:1")
    }

    @Test func `the least that a server may say is a reply`() throws {
        #expect(try read(#"{"message": {"content": "yes"}}"#) == ChatReply("yes", end: .untold))
        #expect(
            try read(
                #"{"index": 0, "message": {"role": "assistant", "content": ""}, "finish_reason": "stop"}"#,
                usage: #"{"prompt_tokens": 3}"#) == ChatReply("", usage: ChatUsage(prompt: 3, completion: 0)))
        for (reason, end) in [("length", ChatEnd.length), ("content_filter", .filtered), ("function_call", .toolCalls)] {
            #expect(try read(#"{"message": {"content": "yes"}, "finish_reason": "\#(reason)"}"#).end == end)
        }
    }

    @Test func `tool calls are read, and what they were given as arguments`() throws {
        let request = ChatRequest([], tools: [Self.find], toolChoice: .named("find"))
        let call =
            #"{"message": {"content": null, "tool_calls": [{"id": "x", "type": "function", "function": {"name": "find", "arguments": "{ \"city\": \"Ely\"}"}}]}, "finish_reason": "tool_calls"}"#
        let reply = try read(call, request)
        #expect(reply.toolCalls == [ChatToolCall(id: "x", name: "find", arguments: #"{ "city": "Ely"}"#)])
        #expect(try reply.toolCalls[0].parsedArguments() == ["city": .string("Ely")])
        #expect(reply.message.toolCalls == reply.toolCalls)
        #expect(try ChatToolCall(id: "", name: "f", arguments: " ").parsedArguments() == [:])
        for wrong in ["[1]", "{", "null"] {
            let error = #expect(throws: HoldfastError.self) { try ChatToolCall(id: "", name: "f", arguments: wrong).parsedArguments() }
            #expect(error?.code == .format && error?.message.contains("`f`") == true)
        }
    }

    @Test func `log-probabilities come with the likeliest tokens in falling order, as many as were asked for`() throws {
        let request = ChatRequest([], parameters: SamplingParameters(topLogprobs: 1))
        let choice =
            #"{"message": {"content": "a"}, "logprobs": {"content": [{"token": "a", "logprob": -2, "top_logprobs": [{"token": "b", "logprob": -1}, {"token": "c", "logprob": -0.5}]}]}}"#
        #expect(
            try read(choice, request).logprobs
                == [ChatTokenLogprob(text: "a", logprob: -2, likeliest: [.init(text: "c", logprob: -0.5)])])
        #expect(try read(choice).logprobs == [])
    }

    private static let logprobs = ChatRequest([], logprobs: true)
    private static let json = ChatRequest([], format: .json(ChatSchema(name: "s", schema: .object([:]))))
    private static let refusals: [(String, ChatRequest, String, String)] = [
        ("", ChatRequest([]), "null", "no reply"),
        (#"{"message": {"content": "a"}}, {"message": {"content": "b"}}"#, ChatRequest([]), "null", "2 replies"),
        (#"{"index": 0, "message": {"content": "a"}}, {"index": 0, "message": {"content": "a"}}"#, ChatRequest([]), "null", "2 replies"),
        (#"{"index": 1, "message": {"content": "a"}}"#, ChatRequest([]), "null", "number 1"),
        (#"{"message": {"content": null}, "finish_reason": "stop"}"#, ChatRequest([]), "null", "without text (finish reason `stop`)"),
        (#"{"message": {"content": "a"}, "finish_reason": "abort"}"#, ChatRequest([]), "null", "`abort`"),
        (#"{"message": {"content": null, "refusal": "I would rather not"}}"#, ChatRequest([]), "null", "declines: I would rather not"),
        (
            #"{"message": {"tool_calls": [{"function": {"name": "find", "arguments": ""}}]}}"#, ChatRequest([]), "null",
            "`find`, which it was not given"
        ),
        (#"{"message": {"content": "a"}}"#, ChatRequest([], tools: [find], toolChoice: .named("find")), "null", "did not call `find`"),
        (#"{"message": {"content": "a"}}"#, ChatRequest([], tools: [find], toolChoice: .required), "null", "called no tool"),
        (
            #"{"message": {"tool_calls": [{"id": "x", "function": {"name": "find", "arguments": ""}}, {"id": "x", "function": {"name": "find", "arguments": ""}}]}}"#,
            ChatRequest([], tools: [find]), "null", "two tool calls one id"
        ),
        (#"{"message": {"content": "a"}}"#, logprobs, "null", "no log-probabilities"),
        (#"{"message": {"content": "a"}, "logprobs": {"content": []}}"#, logprobs, "null", "no log-probabilities"),
        (#"{"message": {"content": "a"}, "logprobs": {"content": [{"token": "a", "logprob": null}]}}"#, logprobs, "null", "missing, not finite"),
        (#"{"message": {"content": "a"}, "logprobs": {"content": [{"token": "a", "logprob": 1}]}}"#, logprobs, "null", "above 0"),
        (
            #"{"message": {"content": "a"}, "logprobs": {"content": [{"token": "a", "logprob": -1}, {"token": "b", "logprob": -1}]}}"#, logprobs,
            #"{"prompt_tokens": 1, "completion_tokens": 1}"#, "2 log-probabilities for 1 tokens"
        ),
        (
            #"{"message": {"content": "a"}, "logprobs": {"content": [{"token": "a", "logprob": -1}]}}"#,
            ChatRequest([], parameters: SamplingParameters(topLogprobs: 2)), "null", "likeliest"
        ),
        (#"{"message": {"content": "yes"}, "finish_reason": "stop"}"#, json, "null", "asked for JSON: the reply is no JSON object: yes"),
        (#"{"message": {"content": "{\"a\": "}, "finish_reason": "length"}"#, json, "null", "cut off; allow it more tokens"),
        (#"{"message": {"content": "[1]"}}"#, json, "null", "no JSON object"),
    ]

    @Test(arguments: refusals) func `what was not asked for, and what is missing, is refused`(
        choice: String, request: ChatRequest, usage: String, mention: String
    ) {
        let error = #expect(throws: HoldfastError.self) { try read(choice, request, usage: usage) }
        #expect(error?.code == .server && error?.message.contains(mention) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("host:1") == true)
    }
}
