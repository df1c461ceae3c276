// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServers

struct ChatAssemblyTests {
    private func assemble(_ events: [ServerSentEvent]) throws(AttemptFailure) -> (pieces: [ChatPiece], whole: ChatCompletion) {
        var assembly = ChatAssembly()
        var pieces: [ChatPiece] = []
        for event in events { pieces += try assembly.take(event) }
        return (pieces, try assembly.finish())
    }

    private func choice(_ delta: String, _ rest: String = #""finish_reason": null"#) -> ServerSentEvent {
        ServerSentEvent(data: #"{"choices": [{"index": 0, "delta": {\#(delta)}, \#(rest)}]}"#)
    }
    private let stop = ServerSentEvent(data: #"{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}"#)
    private let done = ServerSentEvent(data: "[DONE]")

    @Test func `text, log-probabilities and usage add up`() throws {
        let token =
            #""finish_reason": null, "logprobs": {"content": [{"token": "a", "logprob": -1, "top_logprobs": [{"token": "b", "logprob": -0.5}]}]}"#
        let (pieces, whole) = try assemble([
            choice(#""role": "assistant", "content": null"#), choice(#""content": "Good ""#, token), choice(#""content": """#),
            choice(#""content": "day""#, token), stop,
            ServerSentEvent(data: #"{"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}}"#), done,
        ])
        #expect(pieces == [.text("Good "), .text("day")])
        let request = ChatRequest([], parameters: SamplingParameters(topLogprobs: 1))
        let reply = try whole.reply(to: request, server: "host")
        let logprob = ChatTokenLogprob(text: "a", logprob: -1, likeliest: [.init(text: "b", logprob: -0.5)])
        #expect(
            reply == ChatReply("Good day", end: .stop, logprobs: [logprob, logprob], usage: ChatUsage(prompt: 9, completion: 2)))
    }

    @Test func `pieces of two tool calls are put together`() throws {
        func part(_ index: Int, _ head: String, _ arguments: String) -> ServerSentEvent {
            choice(#""tool_calls": [{"index": \#(index), \#(head)"function": {\#(arguments)}}]"#)
        }
        let (pieces, whole) = try assemble([
            part(0, #""id": "x", "type": "function", "#, #""name": "find", "arguments": """#), part(0, "", #""arguments": "{\"a\"""#),
            part(0, "", #""arguments": ": 1}""#), part(1, #""id": "y", "#, #""name": "book", "arguments": "{}""#),
            choice("", #""finish_reason": "tool_calls""#), done,
        ])
        #expect(
            pieces == [
                .toolCall(index: 0, name: "find", arguments: ""), .toolCall(index: 0, name: nil, arguments: #"{"a""#),
                .toolCall(index: 0, name: nil, arguments: ": 1}"), .toolCall(index: 1, name: "book", arguments: "{}"),
            ])
        let request = ChatRequest([], tools: [ChatTool(name: "find"), ChatTool(name: "book")])
        let reply = try whole.reply(to: request, server: "host")
        #expect(reply.end == .toolCalls && reply.text == "")
        #expect(reply.toolCalls.map(\.id) == ["x", "y"])
        #expect(try reply.toolCalls[0].parsedArguments() == ["a": .integer(1)])
    }

    @Test func `a reply is whole with its reason, with and without the end mark`() throws {
        #expect(try assemble([choice(#""content": "a""#), stop, done]).whole == assemble([choice(#""content": "a""#), stop]).whole)
    }

    @Test func `plain completions stream their text`() throws {
        let (pieces, whole) = try assemble([
            ServerSentEvent(data: #"{"choices": [{"index": 0, "text": "a", "finish_reason": null}]}"#),
            ServerSentEvent(data: #"{"choices": [{"index": 0, "text": "b", "finish_reason": "length"}]}"#), done,
        ])
        #expect(pieces == [.text("a"), .text("b")])
        #expect(try whole.reply(to: ChatRequest([]), server: "host") == ChatReply("ab", end: .length))
    }

    private static let failures: [(String, [String], AttemptFailure)] = [
        ("an error in the stream", [#"{"error": {"message": "no memory", "code": null}}"#], .failedInStream("no memory")),
        ("an error with a status", [#"{"error": {"message": "slow down", "code": 429}}"#], .status(429, message: "slow down", retryAfter: nil)),
        ("an error that is a text", [#"{"error": "no memory"}"#], .failedInStream("no memory")),
        ("half JSON", [#"{"choices": [{"ind"#], .undecodable("in the stream, the body is not JSON")),
        (
            "NaN as a string", [#"{"choices": [{"delta": {}, "logprobs": {"content": [{"token": "a", "logprob": "NaN"}]}}]}"#],
            .undecodable("in the stream, choices[0].logprobs.content[0].logprob has another type")
        ),
        (
            "a second reply", [#"{"choices": [{"index": 1, "delta": {"content": "a"}}]}"#],
            .undecodable("the stream has a second reply where one was asked for")
        ),
        (
            "the reply twice", [#"{"choices": [{"delta": {}, "finish_reason": "stop"}]}"#, #"{"choices": [{"delta": {"content": "a"}}]}"#],
            .undecodable("the stream goes on after the reply's end, as if it came twice")
        ),
        (
            "the end twice", [#"{"choices": [{"delta": {}, "finish_reason": "stop"}]}"#, #"{"choices": [{"delta": {}, "finish_reason": "stop"}]}"#],
            .undecodable("the stream goes on after the reply's end, as if it came twice")
        ),
        ("something after the end mark", ["[DONE]", "{}"], .undecodable("an event after the end of the stream")),
        (
            "a tool call without a beginning", [#"{"choices": [{"delta": {"tool_calls": [{"index": 1, "function": {"arguments": "{"}}]}}]}"#],
            .undecodable("the stream has a piece of a tool call that has not begun")
        ),
        ("an early end", [#"{"choices": [{"delta": {"content": "a"}}]}"#], .connection("the stream broke off before the reply's end")),
        ("no reason", [#"{"choices": [{"delta": {"content": "a"}}]}"#, "[DONE]"], .connection("the stream ended without saying why the reply did")),
        ("nothing", [], .connection("the stream broke off before the reply's end")),
    ]

    @Test(arguments: failures) func `what is no reply fails`(name: String, events: [String], failure: AttemptFailure) {
        let error = #expect(throws: AttemptFailure.self) { try assemble(events.map { ServerSentEvent(data: $0) }) }
        #expect(error == failure, "\(name)")
    }
}
