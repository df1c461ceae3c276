// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEngine
import HoldfastModels
import HoldfastServers
import HoldfastTesting
import Testing

@testable import HoldfastServing

/// The options of sampling through our client, our server and the embedded engine.
struct SamplingOptionsRoundTripTests {
    private func engine(_ fixture: ServedFixture) throws -> EmbeddedServer {
        try EmbeddedServer(
            model: ModelConfiguration(
                vocabularySize: fixture.tokenizer.vocabularySize, hiddenSize: 16, feedForwardSize: 24, layers: 1, heads: 2, keyValueHeads: 1,
                contextLength: 128), seed: 5, configuration: EngineConfiguration(threads: 1))
    }

    /// Of weights that were never trained all tokens are about as likely; cold sampling tells them apart.
    private func parameters(_ fixture: ServedFixture) -> SamplingParameters {
        SamplingParameters(temperature: 0.005, maxTokens: 12, stopTokens: fixture.template.stopTokens)
    }

    @Test func `the conformance suite, every option included`() async throws {
        let fixture = try ServedFixture()
        let engine = try engine(fixture)
        let violations = try await fixture.serving(engine) { url in
            await ModelServerConformance(
                prompts: fixture.prompts, parameters: self.parameters(fixture), spelling: TokenSpelling(fixture.tokenizer), tolerance: 1e-5
            ) {
                try await OpenAIModelServer(OpenAIServerConfiguration(url: url), vocabularySize: fixture.tokenizer.vocabularySize)
            }.violations()
        }
        #expect(violations == [])
    }

    @Test func `what the engine gave is what arrives, but for the model's own log-probabilities`() async throws {
        let fixture = try ServedFixture()
        let engine = try engine(fixture)
        let spelling = TokenSpelling(fixture.tokenizer)
        var parameters = parameters(fixture)
        // Warm enough that letters are among what is written.
        parameters.temperature = 0.1
        parameters.topK = 200
        parameters.topP = 0.95
        parameters.minP = 0.01
        parameters.repetitionPenalty = 1.1
        parameters.presencePenalty = 0.01
        parameters.frequencyPenalty = 0.005
        parameters.topLogprobs = 4
        parameters.maxTokens = 40
        parameters.stopSequences = (0..<26).flatMap { letter in
            [UInt8(ascii: "a"), UInt8(ascii: "A")].map { String(UnicodeScalar($0 + letter)) }
        }
        let requests = (0..<12).map { index in
            SampleRequest(
                prompt: fixture.prompts[index % 2], parameters: parameters,
                randomKey: RandomKey(seed: UInt64(index), purpose: .sampling), spelling: spelling)
        }
        let received = try await fixture.serving(engine) { url in
            try await OpenAIModelServer(OpenAIServerConfiguration(url: url), vocabularySize: fixture.tokenizer.vocabularySize).sample(requests)
        }
        for (request, reply) in zip(requests, received) {
            var asked = request
            // The seed that our client sends, as our server reads it.
            var stream = request.randomKey.stream
            asked.randomKey = RandomKey(seed: UInt64(stream.next() >> 33), purpose: .sampling)
            var expected = try #require(try await engine.sample([asked]).first)
            #expect(expected.modelLogprobs.count == expected.tokens.count)
            expected.modelLogprobs = []
            #expect(reply == expected)
        }
        #expect(Set(received.map(\.end)).contains(.stopSequence))
    }
}
