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

    @Test func `the request names every key that decides what is sampled`() throws {
        let request = SampleRequest(
            prompt: [1, 2], parameters: SamplingParameters(temperature: 0.5, topP: 0.75, maxTokens: 9, stopTokens: [4]),
            randomKey: RandomKey(seed: 3, purpose: .sampling))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = String(decoding: try encoder.encode(CompletionRequest(request, model: "m")), as: UTF8.self)
        let seed = RandomKey(seed: 3, purpose: .sampling).serverSeed
        #expect((0..<(1 << 31)).contains(seed))
        #expect(
            body
                == #"{"logprobs":1,"max_tokens":9,"min_p":0,"model":"m","n":1,"prompt":[1,2],"return_token_ids":true,"seed":\#(seed),"stop_token_ids":[4],"temperature":0.5,"top_k":0,"top_p":0.75}"#
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
