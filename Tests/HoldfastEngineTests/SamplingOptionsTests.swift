// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Testing

@testable import HoldfastEngine

/// The options of sampling on a whole model.
@Suite struct SamplingOptionsTests {
    private func requests(_ parameters: SamplingParameters, count: Int = 12, session: Bool = false) -> [SampleRequest] {
        (0..<count).map {
            SampleRequest(
                prompt: TestModels.tokens(4 + 3 * $0, seed: $0), parameters: parameters,
                randomKey: RandomKey(seed: 9, rollout: $0, purpose: .sampling), session: session ? "\($0)" : nil, spelling: TestModels.spelling)
        }
    }

    @Test(arguments: [
        SamplingParameters(temperature: 0.8, topP: 0.7, maxTokens: 30), SamplingParameters(topK: 4, maxTokens: 30),
        SamplingParameters(temperature: 1.4, minP: 0.3, maxTokens: 30),
        SamplingParameters(repetitionPenalty: 1.5, presencePenalty: 0.8, frequencyPenalty: 0.3, maxTokens: 30),
        SamplingParameters(temperature: 0.6, topP: 0.9, topK: 9, repetitionPenalty: 0.7, maxTokens: 30, topLogprobs: 5),
    ])
    func `the model's log-probabilities are those of training`(_ parameters: SamplingParameters) async throws {
        let server = try TestModels.server()
        let requests = requests(parameters)
        let replies = try await server.sample(requests)
        let scores = try await server.score(
            zip(requests, replies).map { $0.prompt + $1.tokens }, temperature: parameters.temperature, weights: .current)
        for (index, reply) in replies.enumerated() {
            try #require(reply.modelLogprobs.count == reply.tokens.count && reply.logprobs.count == reply.tokens.count)
            let worst = zip(reply.modelLogprobs, scores[index].suffix(reply.tokens.count)).map { abs($0 - $1) }.max() ?? .infinity
            #expect(worst <= 2e-5, "request \(index): \(worst)")
            if !parameters.penalizes {
                // What is left is at least as likely as it was.
                #expect(zip(reply.logprobs, reply.modelLogprobs).allSatisfy { $0 >= $1 - 1e-6 }, "request \(index)")
            }
        }
    }

    /// Sums over the tokens of how far `current` is from `old`, and `old` from `sampler`.
    private struct Distances: Objective {
        let name = "distances"
        func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
            var sums = ["current": 0.0, "sampler": 0.0]
            for t in inputs.mask.indices where inputs.mask[t] {
                sums["current"]! += abs(inputs.current[t] - inputs.old[t])
                sums["sampler"]! += abs(inputs.old[t] - inputs.sampler[t])
            }
            return ObjectiveOutput(loss: 0, gradient: inputs.current.map { _ in 0 }, diagnostics: sums)
        }
    }

    @Test func `an update on truncated samples begins at ratio one`() async throws {
        let server = try TestModels.server()
        let parameters = SamplingParameters(temperature: 0.8, topP: 0.6, maxTokens: 30)
        let requests = requests(parameters)
        let replies = try await server.sample(requests)
        func batch(_ old: (SampleReply) -> [Float]) -> TrainingBatch {
            TrainingBatch(
                sequences: zip(requests, replies).map { request, reply in
                    let given = [Float](repeating: 0, count: request.prompt.count - 1)
                    let old = old(reply)
                    return TrainingSequence(
                        tokens: request.prompt + reply.tokens, mask: given.map { _ in false } + reply.tokens.map { _ in true },
                        samplerLogprobs: given + reply.logprobs, oldLogprobs: old.isEmpty ? [] : given + old,
                        advantages: given + reply.tokens.map { _ in 1 })
                }, temperature: parameters.temperature)
        }
        let right = try await server.accumulate(batch(\.modelLogprobs), objective: Distances())
        let wrong = try await server.accumulate(batch { _ in [] }, objective: Distances())
        let tokens = Double(right.tokens)
        #expect(try #require(right.diagnostics["current"]) / tokens < 1e-5)
        #expect(try #require(right.diagnostics["sampler"]) / tokens > 0.1)
        #expect(try #require(wrong.diagnostics["current"]) / tokens > 0.1)
    }

    @Test func `without options nothing is recorded beside the log-probabilities`() async throws {
        let replies = try await TestModels.server().sample(requests(SamplingParameters(maxTokens: 9)))
        #expect(replies.allSatisfy { $0.modelLogprobs.isEmpty && $0.topLogprobs.isEmpty && $0.stop == nil })
    }

    @Test func `what else is in the call, and sessions, change nothing`() async throws {
        let parameters = SamplingParameters(
            topP: 0.9, topK: 12, minP: 0.02, repetitionPenalty: 1.2, presencePenalty: 0.4, frequencyPenalty: 0.2, maxTokens: 25,
            stopSequences: ["abca", "ddac"], topLogprobs: 3)
        let server = try TestModels.server()
        let together = try await server.sample(requests(parameters))
        #expect(Set(together.map(\.end)) == [.stopSequence, .length])
        #expect(try await server.sample(requests(parameters, session: true)) == together)
        for (index, request) in requests(parameters).enumerated() {
            #expect(try await server.sample([request])[0] == together[index], "request \(index)")
        }
    }

    /// The text ends where the first stop sequence stands, whatever tokens spell it, and as many tokens are sampled as that needs.
    @Test(arguments: 0..<6) func `stop sequences end the text where they stand`(seed: Int) async throws {
        let server = try TestModels.server()
        var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
        let stops = (0..<3).map { _ in
            String(decoding: (0...(1 + stream.next() % 3)).map { _ in UInt8(ascii: "a") + UInt8(stream.next() % 4) }, as: UTF8.self)
        }
        let free = try await server.sample(requests(SamplingParameters(maxTokens: 40), count: 20))
        let stopped = try await server.sample(requests(SamplingParameters(maxTokens: 40, stopSequences: stops), count: 20))
        for (whole, reply) in zip(free, stopped) {
            let text = TestModels.spelling.text(of: whole.tokens)
            let first = stops.compactMap { text.firstRange(of: $0) }.min { ($0.upperBound, $0.lowerBound) < ($1.upperBound, $1.lowerBound) }
            #expect((reply.end == .stopSequence) == (first != nil), "seed \(seed)")
            guard let first else {
                #expect(reply == whole, "seed \(seed)")
                continue
            }
            #expect(reply.stop == StopSequenceEnd(sequence: String(text[first]), text: String(text[..<first.lowerBound])), "seed \(seed)")
            let needed = whole.tokens.indices.first { TestModels.spelling.text(of: Array(whole.tokens[...$0])).contains(text[first]) }
            #expect(reply.tokens == Array(whole.tokens[...needed!]), "seed \(seed)")
            #expect(reply.logprobs == Array(whole.logprobs[...needed!]), "seed \(seed)")
        }
    }

    @Test func `greedy heeds penalties and reports its one token`() async throws {
        let server = try TestModels.server()
        let plain = SamplingParameters(temperature: 0, maxTokens: 30, topLogprobs: 4)
        var penalized = plain
        penalized.presencePenalty = 2
        penalized.frequencyPenalty = 2
        let free = try await server.sample(requests(plain))
        let varied = try await server.sample(requests(penalized))
        func kinds(_ replies: [SampleReply]) -> Int { replies.reduce(0) { $0 + Set($1.tokens).count } }
        #expect(kinds(varied) > kinds(free))
        for reply in free + varied {
            #expect(reply.logprobs.allSatisfy { $0 == 0 } && reply.modelLogprobs.isEmpty)
            let certain = reply.tokens.map { [TokenLogprob(token: $0, logprob: 0)] }
            #expect(reply.topLogprobs == TopLogprobs(certain))
        }
    }

    @Test func `the sum over all reported tokens is one, and the drawn one is among them`() async throws {
        let replies = try await TestModels.server().sample(requests(SamplingParameters(temperature: 1.2, maxTokens: 9, topLogprobs: 500)))
        for reply in replies {
            for (place, top) in reply.topLogprobs.enumerated() {
                #expect(top.count == TestModels.small.vocabularySize)
                #expect(abs(top.reduce(0.0) { $0 + exp(Double($1.logprob)) } - 1) < 1e-5)
                #expect(top.first { $0.token == reply.tokens[place] }?.logprob == reply.logprobs[place])
            }
        }
    }

    @Test func `stop sequences without a spelling and values out of range are refused`() async throws {
        let server = try TestModels.server()
        var request = requests(SamplingParameters(stopSequences: ["x"]), count: 1)[0]
        request.spelling = nil
        let unspelled = try await refusal(of: request, by: server)
        #expect(unspelled?.code == .model && unspelled?.message.contains("spelling") == true)
        request.parameters = SamplingParameters(topP: 1.5, topK: -1)
        let out = try await refusal(of: request, by: server)
        #expect(out?.message.contains("top_p must be above 0 and at most 1; top_k must be 0") == true, "\(out?.message ?? "")")
    }

    private func refusal(of request: SampleRequest, by server: EmbeddedServer) async throws -> HoldfastError? {
        await #expect(throws: HoldfastError.self) { _ = try await server.sample([request]) }
    }
}
