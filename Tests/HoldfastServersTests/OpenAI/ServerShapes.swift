// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import HoldfastServers

/// What kinds of servers answer to the questions of a probe, in the shapes that such servers were seen to use.
struct ServerShape: Sendable {
    var name: String
    var answers: [ProbeQuestion: ProbeAnswer]
    /// To every other question.
    var otherwise = good(404, #"{"detail": "Not Found"}"#)

    static func good(_ status: Int, _ body: String, isStream: Bool = false) -> ProbeAnswer {
        ProbeAnswer(status: status, body: Data(body.utf8), isStream: isStream)
    }

    private static func refused(_ status: Int, _ message: String = "no") -> ProbeAnswer {
        good(status, #"{"error": {"message": "\#(message)", "type": "invalid_request_error"}}"#)
    }
    private static func models(_ more: String = "") -> ProbeAnswer { good(200, #"{"object": "list", "data": [{"id": "m"\#(more)}]}"#) }
    private static func message(_ fields: String, more: String = "", beside: String = "") -> ProbeAnswer {
        good(
            200,
            #"{"choices": [{"index": 0, "message": {"role": "assistant", \#(fields)}, "finish_reason": "length"\#(more)}]\#(beside), "usage": {"prompt_tokens": 9, "completion_tokens": 2}}"#
        )
    }
    private static func text(_ text: String = "Hi") -> ProbeAnswer { message(#""content": "\#(text)""#) }
    private static let stream = good(
        200,
        #"data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}]}"# + "\n\n"
            + #"data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}"# + "\n\n"
            + #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}"# + "\n\ndata: [DONE]\n\n", isStream: true)
    private static let call = message(
        #""content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "choose_city", "arguments": "{\"city\": \"Ely\"}"}}]"#)
    private static let fits = message(#""content": "{ \"score\" : 3}""#)
    private static func logprobs(_ top: Int) -> ProbeAnswer {
        let likeliest = [String](repeating: #"{"token": "x", "logprob": -1}"#, count: top).joined(separator: ", ")
        return message(
            #""content": "Hi""#, more: #", "logprobs": {"content": [{"token": "Hi", "logprob": -2, "top_logprobs": [\#(likeliest)]}]}"#)
    }
    private static let several = good(200, #"{"choices": [{"index": 0, "message": {"content": "a"}}, {"index": 1, "message": {"content": "b"}}]}"#)
    private static func completion(_ fields: String, finish: String = "length", read: Int = 3) -> ProbeAnswer {
        good(
            200,
            #"{"choices": [{"index": 0, "text": "ab", "finish_reason": "\#(finish)", \#(fields)}], "usage": {"prompt_tokens": \#(read), "completion_tokens": 2}}"#
        )
    }
    private static let seeded: [ProbeQuestion: ProbeAnswer] = [.seed: text("a"), .sameSeed: text("a"), .otherSeed: text("b")]

    static let vLLM = ServerShape(
        name: "vLLM with adapters",
        answers: [
            .models: models(#", "max_model_len": 4096"#), .chat: text(), .stream: stream, .chatLogprobs: logprobs(2),
            .chatTokenIDs: message(#""content": "Hi""#, more: #", "token_ids": [5, 6]"#, beside: #", "prompt_token_ids": [1, 2]"#),
            .severalReplies: several, .namedTool: call, .jsonSchema: fits, .completion: completion(#""logprobs": null"#),
            .tokens: completion(#""token_ids": [5, 6], "logprobs": {"tokens": ["token_id:5", "token_id:6"], "token_logprobs": [-1, -2]}"#),
            .likeliestTokens: completion(
                #""token_ids": [5, 6], "logprobs": {"token_logprobs": [-1, -2], "top_logprobs": [{"token_id:5": -1, "token_id:7": -2}, {"token_id:6": -2, "token_id:7": -3}]}"#
            ),
            .stopToken: completion(#""token_ids": [5], "stop_reason": 5, "logprobs": {"token_logprobs": [-1]}"#, finish: "stop"),
            .tokenize: good(200, #"{"count": 1, "max_model_len": 4096, "tokens": [9]}"#),
            .chatTokenize: good(200, #"{"count": 2, "max_model_len": 4096, "tokens": [9, 8]}"#), .loadAdapter: refused(400),
        ].merging(seeded) { $1 })

    static let sglang = ServerShape(
        name: "SGLang",
        answers: [
            .models: models(#", "max_model_len": 8192"#), .chat: text(), .stream: stream, .chatLogprobs: logprobs(2), .chatTokenIDs: text(),
            .severalReplies: several, .namedTool: call, .jsonSchema: fits, .completion: completion(#""logprobs": null"#),
            .tokens: completion(#""logprobs": {"tokens": ["a", "b"], "token_logprobs": [-1, -2]}"#), .updateWeights: refused(422),
            .seed: text("a"), .sameSeed: text("b"), .otherSeed: text("c"),
        ])

    static let llamaServer = ServerShape(
        name: "llama.cpp's server",
        answers: [
            .models: models(#", "meta": {"n_ctx": 2048}"#), .chat: text(), .stream: stream, .chatLogprobs: logprobs(2), .chatTokenIDs: text(),
            .severalReplies: several, .namedTool: text(), .jsonSchema: fits, .completion: completion(#""logprobs": null"#),
            .tokens: completion(#""logprobs": {"content": [{"id": 5, "token": "a", "logprob": -1}, {"id": 6, "token": "b", "logprob": -2}]}"#),
            .likeliestTokens: completion(
                #""logprobs": {"content": [{"id": 5, "logprob": -1, "top_logprobs": [{"id": 5, "logprob": -1}]}, {"id": 6, "logprob": -2, "top_logprobs": [{"id": 6, "logprob": -2}]}]}"#
            ),
            .stopToken: completion(#""logprobs": {"content": [{"id": 5, "token": "a", "logprob": -1}, {"id": 6, "token": "b", "logprob": -2}]}"#),
            .tokenize: good(200, #"{"tokens": [9]}"#), .chatTokenize: good(200, #"{"tokens": []}"#),
            .applyTemplate: good(200, #"{"prompt": "<|im_start|>user"}"#),
        ].merging(seeded) { $1 }, otherwise: refused(404, "File Not Found"))

    static let llamaCppPython = ServerShape(
        name: "llama-cpp-python",
        answers: [
            .models: models(), .chat: text(), .stream: stream, .chatLogprobs: logprobs(3), .chatTokenIDs: text(), .severalReplies: text(),
            .namedTool: call, .jsonSchema: refused(500, "1 validation error"), .jsonObjectWithSchema: fits,
            .completion: completion(#""logprobs": null"#), .tokens: refused(500, "5 validation errors"),
        ].merging(seeded) { $1 })

    static let transformers = ServerShape(
        name: "transformers serve",
        answers: [
            .models: models(), .chat: text(), .stream: stream, .chatLogprobs: text(), .chatTokenIDs: refused(422, "Unexpected keys"),
            .severalReplies: text(), .seed: text("a"), .sameSeed: text("a"), .otherSeed: text("a"), .namedTool: text(), .jsonSchema: text(),
            .jsonObjectWithSchema: text(), .jsonObject: text(), .completion: completion(#""logprobs": null"#), .tokens: refused(400),
        ])

    static let hosted = ServerShape(
        name: "a hosted API of models that reason",
        answers: [
            .models: models(), .chat: refused(400, "Use 'max_completion_tokens' instead"), .chatWithOtherLimit: text(""), .stream: stream,
            .chatLogprobs: refused(403, "not allowed to request logprobs"), .chatTokenIDs: refused(400, "Unknown parameter"),
            .severalReplies: several, .seed: refused(400, "Unsupported value: temperature"), .namedTool: call, .jsonSchema: fits,
        ], otherwise: refused(404, "Invalid URL"))

    static let gemma = ServerShape(
        name: "a template without system messages, JSON without a schema",
        answers: [
            .models: models(), .chat: refused(400, "System role not supported"), .chatWithOtherLimit: refused(400, "System role not supported"),
            .chatWithoutSystem: text(), .stream: text(), .jsonSchema: refused(400), .jsonObjectWithSchema: text(),
            .jsonObject: message(#""content": "{\"points\": 3}""#),
        ].merging(seeded) { $1 })

    static let simulator = ServerShape(
        name: "holdfast serve",
        answers: [
            .models: models(#", "max_model_len": 400"#), .chat: text(), .stream: stream, .chatLogprobs: logprobs(2),
            .chatTokenIDs: message(#""content": "Hi""#, more: #", "token_ids": [5, 6]"#, beside: #", "prompt_token_ids": [1, 2]"#),
            .severalReplies: several, .namedTool: refused(400, "a simulated user calls no tools"), .jsonSchema: refused(400),
            .jsonObjectWithSchema: refused(400), .jsonObject: refused(400), .completion: completion(#""logprobs": null"#),
            .tokens: completion(#""token_ids": [5, 6], "logprobs": {"token_logprobs": [-1, -2]}"#),
            .likeliestTokens: vLLM.answers[.likeliestTokens] ?? refused(500), .stopToken: vLLM.answers[.stopToken] ?? refused(500),
        ].merging(seeded) { $1 })

    static let tinker = ServerShape(
        name: "a training server",
        answers: [.tinker: good(200, #"{"supported_models": [{"model_name": "a/b", "max_context_length": 2048}, {"model_name": "c"}]}"#)])

    static let patchy = ServerShape(
        name: "a server whose tokens and log-probabilities do not fit",
        answers: [
            .models: models(), .completion: completion(#""logprobs": null"#),
            .tokens: completion(#""token_ids": [5, 6], "logprobs": {"token_logprobs": [-1]}"#, read: 4),
            .likeliestTokens: refused(500), .stopToken: completion(#""token_ids": [8]"#),
        ], otherwise: refused(400, "what?"))
}
