// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

struct SamplingParametersTests {
    private let everything = SamplingParameters(
        temperature: 0.5, topP: 0.75, topK: 7, minP: 0.25, repetitionPenalty: 1.5, presencePenalty: 0.5, frequencyPenalty: -0.5, maxTokens: 9,
        stopTokens: [1, 2], stopSequences: ["\n", "x"], topLogprobs: 3)

    @Test func `what was written before the options came is still read`() throws {
        let old = #"{"temperature":0.5,"topP":0.75,"maxTokens":9,"stopTokens":[1]}"#
        let read = try JSONDecoder().decode(SamplingParameters.self, from: Data(old.utf8))
        #expect(read == SamplingParameters(temperature: 0.5, topP: 0.75, maxTokens: 9, stopTokens: [1]))
        #expect(read.options == [.topP])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(SamplingParameters.self, from: Data("{}".utf8)) }
    }

    @Test func `everything survives JSON`() throws {
        #expect(try JSONDecoder().decode(SamplingParameters.self, from: JSONEncoder().encode(everything)) == everything)
    }

    @Test func `options are those that are not off`() {
        #expect(SamplingParameters(temperature: 0, maxTokens: 3, stopTokens: [1]).options.isEmpty)
        #expect(everything.options == .all)
        #expect(!SamplingParameters(temperature: 0.5, stopSequences: ["x"], topLogprobs: 4).reshapes)
        for option in Set<SamplingOption>.reshaping {
            var parameters = SamplingParameters()
            switch option {
            case .topP: parameters.topP = 0.5
            case .topK: parameters.topK = 5
            case .minP: parameters.minP = 0.5
            case .repetitionPenalty: parameters.repetitionPenalty = 0.5
            case .presencePenalty: parameters.presencePenalty = 0.5
            case .frequencyPenalty: parameters.frequencyPenalty = 0.5
            default: break
            }
            #expect(parameters.reshapes && parameters.options == [option])
        }
    }

    private static let broken: [(String, @Sendable (inout SamplingParameters) -> Void)] = [
        ("temperature", { $0.temperature = -1 }), ("temperature", { $0.temperature = .nan }), ("temperature", { $0.temperature = .infinity }),
        ("temperature", { $0.temperature = 1e-9 }), ("top_p", { $0.topP = 0 }), ("top_p", { $0.topP = 1.01 }), ("top_p", { $0.topP = .nan }),
        ("top_k", { $0.topK = -1 }), ("min_p", { $0.minP = -0.1 }), ("min_p", { $0.minP = 1.1 }), ("min_p", { $0.minP = .nan }),
        ("repetition_penalty", { $0.repetitionPenalty = 0 }), ("repetition_penalty", { $0.repetitionPenalty = .infinity }),
        ("presence_penalty", { $0.presencePenalty = 2.1 }), ("frequency_penalty", { $0.frequencyPenalty = .nan }),
        ("stop", { $0.stopSequences = ["x", ""] }), ("top_logprobs", { $0.topLogprobs = -1 }), ("top_logprobs", { $0.topLogprobs = 1025 }),
    ]

    @Test(arguments: broken.indices) func `a value out of range is refused by its name`(index: Int) throws {
        var parameters = everything
        Self.broken[index].1(&parameters)
        #expect(parameters.problems.map(\.name) == [Self.broken[index].0])
        let error = #expect(throws: HoldfastError.self) { try parameters.validate(for: .all, of: "it") }
        #expect(error?.code == .model && error?.message.contains(Self.broken[index].0) == true)
    }

    @Test func `one error names all that is wrong, or all that a server lacks`() throws {
        try everything.validate(for: .all, of: "it")
        let lacking = #expect(throws: HoldfastError.self) {
            try everything.validate(for: Set.all.subtracting([.topK, .minP]), of: "the tiny server")
        }
        #expect(lacking?.message == "the tiny server has no min_p, top_k; leave it out or use another server")
        var broken = everything
        broken.topP = 2
        broken.minP = -1
        let error = #expect(throws: HoldfastError.self) { try broken.validate(for: [], of: "it") }
        #expect(
            error?.message == "these sampling parameters cannot be used: top_p must be above 0 and at most 1; min_p must be between 0 and 1")
    }

    @Test func `top log-probabilities are places of a collection`() {
        let places = [[TokenLogprob(token: 3, logprob: -0.5), TokenLogprob(token: 1, logprob: -1)], [], [TokenLogprob(token: 2, logprob: 0)]]
        let top = TopLogprobs(places)
        #expect(top.count == 3 && top.map(Array.init) == places)
        #expect(TopLogprobs().isEmpty)
    }

    @Test func `the scripted server stops at texts and refuses what a rule cannot follow`() async throws {
        let fixture = try ScriptedFixture()
        var request = fixture.request()
        let whole = try #require(await fixture.server().sample([request]).first)
        let text = fixture.tokenizer.decode(whole.tokens)
        let stop = String(text.dropFirst(2).prefix(3))
        request.parameters.stopSequences = [stop]
        let stopped = try #require(await fixture.server().sample([request]).first)
        let first = try #require(text.firstRange(of: stop))
        #expect(stopped.end == .stopSequence && stopped.stop == StopSequenceEnd(sequence: stop, text: String(text[..<first.lowerBound])))
        #expect(whole.tokens.starts(with: stopped.tokens) && fixture.tokenizer.decode(stopped.tokens).contains(stop))
        request.parameters.topK = 4
        let refused = request
        let error = await #expect(throws: HoldfastError.self) { _ = try await fixture.server().sample([refused]) }
        #expect(error?.message.contains("the scripted server has no top_k") == true)
    }
}
