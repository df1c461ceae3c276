// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol
import Testing

@testable import HoldfastServing

@Suite struct TrainingServiceSamplingTests {
    private func sampler(_ fixture: TrainingFixture, number: Int, sequence: Int) async throws -> String {
        let saved = try await fixture.message(
            fixture.service.saveForSampling(
                Tinker.SaveWeightsForSamplerRequest(modelID: fixture.model, samplingSessionNumber: number, sequenceID: sequence), digest: 3),
            as: Tinker.SaveWeightsForSamplerResult.self)
        return try #require(saved.samplingSessionID)
    }

    private func request(
        _ sampler: String, _ number: Int, samples: Int = 2, prompt: [Int32] = [30, 31, 32], _ parameters: Tinker.SamplingParameters? = nil
    ) -> Tinker.SampleRequest {
        Tinker.SampleRequest(
            samples: samples, prompt: Tinker.ModelInput(tokens: prompt),
            parameters: parameters ?? Tinker.SamplingParameters(maximumTokens: 6, seed: 1, stop: .never), samplingSessionID: sampler,
            sequenceID: number)
    }

    @Test func `a sampler keeps the weights it was made of`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder) { $0.mostSamplers = 1 }
            try await fixture.train(1)
            try await fixture.step(2)
            let first = try await sampler(fixture, number: 0, sequence: 3)
            let drawn = try await fixture.samples(fixture.service.sample(request(first, 0), digest: 1))
            for number in 0..<5 {
                try await fixture.train(10 + 2 * number)
                try await fixture.step(11 + 2 * number, rate: 0.2)
            }
            let second = try await sampler(fixture, number: 1, sequence: 30)
            #expect(try await fixture.samples(fixture.service.sample(request(second, 0), digest: 1)) != drawn)
            #expect(try await fixture.samples(fixture.service.sample(request(first, 1), digest: 1)) == drawn)
        }
    }

    @Test func `log-probabilities are those that training computes, whatever was sampled from`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            let name = try await sampler(fixture, number: 0, sequence: 1)
            for (number, (temperature, topK, topP)) in [(1.0, -1, 1.0), (0.3, -1, 1), (1, 4, 1), (1, -1, 0.5), (0, -1, 1)].enumerated() {
                let parameters = Tinker.SamplingParameters(
                    maximumTokens: 5, seed: 9, stop: .never, temperature: temperature, topK: topK, topP: topP)
                let reply = try await fixture.samples(fixture.service.sample(request(name, number, samples: 1, parameters), digest: 1))
                let sequence = reply.sequences[0]
                let tokens = [30, 31, 32] + sequence.tokens
                let datum = Tinker.Datum(
                    modelInput: Tinker.ModelInput(tokens: Array(tokens.dropLast())),
                    lossInputs: ["target_tokens": Tinker.Tensor(tokens.dropFirst().map(Int64.init))])
                let computed = try await fixture.train(nil, [datum], forward: true).outputs[0]["logprobs"]?.values().floats ?? []
                for (told, found) in zip(sequence.logprobs ?? [], computed.dropFirst(2)) {
                    #expect(abs(told - found) < 1e-5, "temperature \(temperature), top_k \(topK), top_p \(topP)")
                }
                #expect(sequence.logprobs?.count == 5)
            }
        }
    }

    @Test func `a seed repeats, samples differ, and a random key names the very stream`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            let name = try await sampler(fixture, number: 0, sequence: 1)
            let four = try await fixture.samples(fixture.service.sample(request(name, 0, samples: 4), digest: 1))
            #expect(Set(four.sequences.map(\.tokens)).count > 1)
            var seeded = request(name, 1, samples: 1)
            seeded.parameters.seed = 3
            // Sample i of a request with seed s is that of seed s + i.
            #expect(try await fixture.samples(fixture.service.sample(seeded, digest: 2)).sequences[0] == four.sequences[2])

            let key = RandomKey(seed: .max, step: 3, group: 2, rollout: 1, turn: 7, purpose: .sampling)
            var keyed = request(name, 2, samples: 2)
            keyed.randomKey = Tinker.RandomKeyFields(key)
            let engine = try await fixture.source.sampled(from: nil)
            let reply = try await fixture.samples(fixture.service.sample(keyed, digest: 3))
            var next = key
            next.rollout = 2
            let expected = try await engine.sample(
                [key, next].map {
                    SampleRequest(prompt: [30, 31, 32], parameters: SamplingParameters(maxTokens: 6), randomKey: $0)
                })
            #expect(reply.sequences.map(\.tokens) == expected.map(\.tokens))
        }
    }

    @Test func `prompts have log-probabilities and alternatives, the first token none`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            let name = try await sampler(fixture, number: 0, sequence: 1)
            var asked = request(name, 0)
            (asked.wantsPromptLogprobs, asked.topPromptLogprobs, asked.topSampleLogprobs) = (true, 300, 2)
            await #expect(throws: HoldfastError.self) { try await fixture.service.sample(asked, digest: 1) }
            asked.topPromptLogprobs = 20
            let reply = try await fixture.samples(fixture.service.sample(asked, digest: 1))
            let logprobs = try #require(reply.promptLogprobs)
            #expect(logprobs.count == 3 && logprobs[0] == nil && logprobs[1] != nil)
            let top = try #require(reply.topPromptLogprobs).places
            #expect(top.map(\.count) == [0, 20, 20])
            for place in top { #expect(place.map(\.logprob) == place.map(\.logprob).sorted(by: >)) }
            #expect(reply.sequences[0].topLogprobs?.places.map(\.count) == Array(repeating: 2, count: 6))
        }
    }

    @Test func `what cannot be sampled is refused at once, and no request is carried out twice`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            let name = try await sampler(fixture, number: 0, sequence: 1)
            let broken: [(inout Tinker.SampleRequest) -> Void] = [
                { $0.samples = 0 }, { $0.samples = 1 << 20 }, { $0.prompt = Tinker.ModelInput(tokens: []) }, { $0.parameters.temperature = -1 },
                { $0.parameters.topP = 0 }, { $0.parameters.maximumTokens = 0 }, { $0.promptAlternatives = 2 }, { $0.parameters.topK = -5 },
                { ($0.topSampleLogprobs, $0.parameters.temperature) = (2, 0.5) }, { $0.parameters.stop = .text("") },
            ]
            for (index, change) in broken.enumerated() {
                var asked = request(name, 100 + index)
                change(&asked)
                await #expect(throws: HoldfastError.self, "\(index)") { try await fixture.service.sample(asked, digest: 1) }
            }
            await #expect(throws: TinkerProblem.self) { try await fixture.service.sample(request("nobody", 0), digest: 1) }
            let promise = try await fixture.service.sample(request(name, 0), digest: 1)
            #expect(try await fixture.service.sample(request(name, 0), digest: 1) == promise)
            #expect(promise.sampleSequenceIDs == ["\(name):0:0", "\(name):0:1"])
            await #expect(throws: RequestConflict(number: 0)) { try await fixture.service.sample(request(name, 0), digest: 2) }
        }
    }

    @Test func `the oldest snapshots of a session are let go, named weights stay`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder) { $0.mostSnapshots = 2 }
            let saved = try await fixture.message(
                fixture.service.saveForSampling(
                    Tinker.SaveWeightsForSamplerRequest(modelID: fixture.model, name: "kept", sequenceID: 1), digest: 3),
                as: Tinker.SaveWeightsForSamplerResult.self)
            var names: [String] = []
            for number in 0..<3 { names.append(try await sampler(fixture, number: number, sequence: 2 + number)) }
            await #expect(throws: TinkerProblem.self) { try await fixture.service.sample(request(names[0], 0), digest: 1) }
            for name in names.dropFirst() { _ = try await fixture.samples(fixture.service.sample(request(name, 0), digest: 1)) }
            let reply = try await fixture.service.createSampler(
                Tinker.CreateSamplingSessionRequest(sessionID: fixture.session, number: 9, modelPath: saved.path))
            _ = try await fixture.samples(fixture.service.sample(request(reply.samplingSessionID, 0), digest: 1))
            #expect(try await fixture.service.sampler(reply.samplingSessionID).modelPath == saved.path)
        }
    }
}
