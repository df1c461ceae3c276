// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServers

struct CompletionReplyTests {
    private func sample(_ choice: String) throws -> SampleReply {
        let reply = try JSONDecoder().decode(CompletionReply.self, from: Data(#"{"choices": [\#(choice)]}"#.utf8))
        return try reply.sample(for: SamplingParameters(maxTokens: 3, stopTokens: [4, 5]), vocabularySize: 10, server: "host:1")
    }

    @Test func `vLLM's and llama.cpp's forms are read`() throws {
        let vllm = #"{"finish_reason": "stop", "stop_reason": 4, "token_ids": [7, 4], "logprobs": {"token_logprobs": [-0.5, -1]}}"#
        #expect(try sample(vllm) == SampleReply(tokens: [7, 4], logprobs: [-0.5, -1], end: .stopToken, version: 0))
        let llama = #"{"finish_reason": "length", "logprobs": {"content": [{"id": 7, "logprob": -2}, {"id": 8, "logprob": -3}]}}"#
        #expect(try sample(llama) == SampleReply(tokens: [7, 8], logprobs: [-2, -3], end: .length, version: 0))
    }

    @Test(
        arguments: [
            (#"{"finish_reason": "stop", "logprobs": {"token_logprobs": [-1]}}"#, "no token ids"),
            (#"{"finish_reason": "stop", "logprobs": {"content": [{"logprob": -1}]}}"#, "no token ids"),
            (#"{"finish_reason": "stop", "token_ids": [4]}"#, "no log-probabilities"),
            (#"{"finish_reason": "stop", "token_ids": [4], "logprobs": null}"#, "no log-probabilities"),
            (#"{"finish_reason": "stop", "token_ids": [7, 4], "logprobs": {"token_logprobs": [-1]}}"#, "1 log-probabilities for 2 tokens"),
            (#"{"finish_reason": "stop", "token_ids": [7, 4], "logprobs": {"token_logprobs": [-1, null]}}"#, "missing, not finite"),
            (#"{"finish_reason": "stop", "token_ids": [4], "logprobs": {"token_logprobs": [0.5]}}"#, "above 0"),
            (#"{"finish_reason": "length", "token_ids": [], "logprobs": {"token_logprobs": []}}"#, "0 tokens where 1 to 3"),
            (#"{"finish_reason": "length", "token_ids": [1,1,1,1], "logprobs": {"token_logprobs": [-1,-1,-1,-1]}}"#, "4 tokens where 1 to 3"),
            (#"{"finish_reason": "length", "token_ids": [10], "logprobs": {"token_logprobs": [-1]}}"#, "outside the vocabulary of 10"),
            (#"{"finish_reason": "stop", "token_ids": [7], "logprobs": {"token_logprobs": [-1]}}"#, "`stop` after token 7"),
            (#"{"finish_reason": "length", "token_ids": [4], "logprobs": {"token_logprobs": [-1]}}"#, "`length` after token 4"),
            (#"{"finish_reason": "abort", "token_ids": [7], "logprobs": {"token_logprobs": [-1]}}"#, "`abort`"),
            (#"{"token_ids": [7], "logprobs": {"token_logprobs": [-1]}}"#, "`nothing`"),
            (#"{"finish_reason": "stop"}, {"finish_reason": "stop"}"#, "2 completions for one"),
        ])
    func `what cannot be trusted is refused`(choice: String, mention: String) throws {
        let error = #expect(throws: HoldfastError.self) { try sample(choice) }
        #expect(error?.code == .server)
        #expect(error?.message.contains(mention) == true && error?.message.contains("host:1") == true, "\(error?.message ?? "")")
    }

    private func optional(_ choice: String) throws -> SampleReply {
        let reply = try JSONDecoder().decode(CompletionReply.self, from: Data(#"{"choices": [\#(choice)]}"#.utf8))
        let parameters = SamplingParameters(maxTokens: 3, stopTokens: [4], stopSequences: ["\n", "x"], topLogprobs: 2)
        return try reply.sample(for: parameters, vocabularySize: 10, server: "host:1")
    }

    private static let likeliest = TopLogprobs([
        [TokenLogprob(token: 7, logprob: -0.5), TokenLogprob(token: 1, logprob: -1)],
        [TokenLogprob(token: 2, logprob: -0.25), TokenLogprob(token: 3, logprob: -0.25)],
    ])

    @Test func `stop sequences and the likeliest tokens are read, in vLLM's and llama.cpp's forms`() throws {
        let vllm = #"""
            {"text": "so ", "finish_reason": "stop", "stop_reason": "x", "token_ids": [7, 9], "logprobs": {"token_logprobs": [-0.5, -2],
             "top_logprobs": [{"token_id:1": -1, "token_id:7": -0.5, "token_id:8": -9999.0},
              {"token_id:3": -0.25, "token_id:9": -2, "token_id:2": -0.25}]}}
            """#
        #expect(
            try optional(vllm)
                == SampleReply(
                    tokens: [7, 9], logprobs: [-0.5, -2], end: .stopSequence, version: 0, topLogprobs: Self.likeliest,
                    stop: StopSequenceEnd(sequence: "x", text: "so ")))
        let llama = #"""
            {"text": "so", "finish_reason": "length", "logprobs": {"content": [
              {"id": 7, "logprob": -0.5, "top_logprobs": [{"id": 7, "logprob": -0.5}, {"id": 1, "logprob": -1}]},
              {"id": 9, "logprob": -2, "top_logprobs": [{"id": 2, "logprob": -0.25}, {"id": 3, "logprob": -0.25}]}]}}
            """#
        #expect(
            try optional(llama)
                == SampleReply(tokens: [7, 9], logprobs: [-0.5, -2], end: .length, version: 0, topLogprobs: Self.likeliest))
    }

    @Test(arguments: [
        (#""stop_reason": "x", "logprobs": {"token_logprobs": [-1]}"#, "likeliest"),
        (#""stop_reason": "x", "logprobs": {"token_logprobs": [-1], "top_logprobs": [{" a": -1}]}"#, "likeliest"),
        (#""stop_reason": "x", "logprobs": {"token_logprobs": [-1], "top_logprobs": []}"#, "likeliest"),
        (#""stop_reason": "x", "logprobs": {"token_logprobs": [-1], "top_logprobs": [{"token_id:10": -1}]}"#, "likeliest"),
        (#""stop_reason": "x", "logprobs": {"token_logprobs": [-1], "top_logprobs": [{"token_id:1": -1}]}"#, "no text"),
        (#""stop_reason": "y", "text": "", "logprobs": {"token_logprobs": [-1], "top_logprobs": [{"token_id:1": -1}]}"#, "`stop` after token 7"),
    ])
    func `options that were not carried out are refused`(fields: String, mention: String) throws {
        let error = #expect(throws: HoldfastError.self) { try optional(#"{"finish_reason": "stop", "token_ids": [7], \#(fields)}"#) }
        #expect(error?.message.contains(mention) == true, "\(error?.message ?? "")")
    }

    @Test func `the request names every key that decides what is sampled`() throws {
        let request = SampleRequest(
            prompt: [1, 2], parameters: SamplingParameters(temperature: 0.5, topP: 0.75, maxTokens: 9, stopTokens: [4]),
            randomKey: RandomKey(seed: 3, purpose: .sampling))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        func body(_ request: SampleRequest) throws -> String {
            String(decoding: try encoder.encode(CompletionRequest(request, model: "m")), as: UTF8.self)
        }
        let seed = RandomKey(seed: 3, purpose: .sampling).serverSeed
        #expect((0..<(1 << 31)).contains(seed))
        #expect(
            try body(request)
                == #"{"frequency_penalty":0,"logprobs":1,"max_tokens":9,"min_p":0,"model":"m","n":1,"presence_penalty":0,"prompt":[1,2],"repetition_penalty":1,"return_token_ids":true,"return_tokens_as_token_ids":true,"seed":\#(seed),"stop_token_ids":[4],"temperature":0.5,"top_k":0,"top_p":0.75}"#
        )
        var full = request
        full.parameters = SamplingParameters(
            topK: 7, minP: 0.25, repetitionPenalty: 1.5, presencePenalty: 0.5, frequencyPenalty: -0.5, maxTokens: 9, stopSequences: ["x"],
            topLogprobs: 3)
        #expect(
            try body(full)
                == #"{"frequency_penalty":-0.5,"logprobs":3,"max_tokens":9,"min_p":0.25,"model":"m","n":1,"presence_penalty":0.5,"prompt":[1,2],"repetition_penalty":1.5,"return_token_ids":true,"return_tokens_as_token_ids":true,"seed":\#(seed),"stop":["x"],"stop_token_ids":[],"temperature":1,"top_k":7,"top_p":1}"#
        )
        func chat(_ parameters: SamplingParameters) throws -> String {
            String(
                decoding: try encoder.encode(
                    ChatBody(ChatRequest([], parameters: parameters), model: "m", seed: 1, dialect: ChatDialect(), streams: false)),
                as: UTF8.self)
        }
        #expect(try chat(SamplingParameters()) == #"{"max_tokens":64,"messages":[],"model":"m","seed":1,"temperature":1,"top_p":1}"#)
        #expect(
            try chat(full.parameters)
                == #"{"frequency_penalty":-0.5,"logprobs":true,"max_tokens":9,"messages":[],"min_p":0.25,"model":"m","presence_penalty":0.5,"repetition_penalty":1.5,"seed":1,"stop":["x"],"temperature":1,"top_k":7,"top_logprobs":3,"top_p":1}"#
        )
    }

    @Test func `a model is chosen by name, or where there is one`() throws {
        let list = try JSONDecoder().decode(
            ModelList.self, from: Data(#"{"data": [{"id": "a", "max_model_len": 9}, {"id": "b", "meta": {"n_ctx": 7}}, {"id": "c"}]}"#.utf8))
        #expect(list.data.map(\.contextLength) == [9, 7, nil])
        #expect(try list.entry(named: "b", server: "h").contextLength == 7)
        #expect(throws: HoldfastError.self) { try list.entry(named: "d", server: "h") }
        let error = #expect(throws: HoldfastError.self) { try list.entry(named: nil, server: "h") }
        #expect(error?.message.contains("3 models (a, b, c)") == true)
        #expect(throws: HoldfastError.self) { try ModelList(data: []).entry(named: nil, server: "h") }
    }
}
