// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

@Suite struct SamplingTests {
    private func request(
        _ prompt: [Int32], rollout: Int = 0, session: String? = nil, extends: Bool = true, temperature: Float = 1, topP: Float = 1, tokens: Int = 12
    ) -> SampleRequest {
        SampleRequest(
            prompt: prompt, parameters: SamplingParameters(temperature: temperature, topP: topP, maxTokens: tokens, stopTokens: [3]),
            randomKey: RandomKey(seed: 5, rollout: rollout, purpose: .sampling), session: session, extendsSession: extends)
    }

    @Test(arguments: [Float(1), 0.6, 1.7], TestModels.variants)
    func logprobsAreThoseOfTraining(_ temperature: Float, _ model: ModelConfiguration) async throws {
        let server = try TestModels.server(model)
        let requests = (0..<20).map { request(TestModels.tokens(1 + 5 * $0, seed: $0), rollout: $0, temperature: temperature, tokens: 40) }
        let replies = try await server.sample(requests)
        let scores = try await server.score(zip(requests, replies).map { $0.prompt + $1.tokens }, temperature: temperature, weights: .current)
        for (index, reply) in replies.enumerated() {
            let worst = zip(reply.logprobs, scores[index].suffix(reply.tokens.count)).map { abs($0 - $1) }.max() ?? .infinity
            #expect(worst <= 1e-5, "request \(index): \(worst)")
        }
    }

    @Test(arguments: TestModels.variants) func aDialogueInASessionIsTheSameAsWithoutOne(_ model: ModelConfiguration) async throws {
        let server = try TestModels.server(model)
        var cached: [SampleReply] = []
        var fresh: [SampleReply] = []
        for (session, replies) in [("a", 0), (nil, 1)] {
            var prompt = TestModels.tokens(45, seed: 1)
            for turn in 0..<4 {
                let reply = try await server.sample([request(prompt, rollout: turn, session: session)])[0]
                if replies == 0 { cached.append(reply) } else { fresh.append(reply) }
                prompt += reply.tokens + TestModels.tokens(7, seed: 100 + turn)
            }
        }
        #expect(cached.map(\.tokens) == fresh.map(\.tokens))
        #expect(cached.map(\.logprobs) == fresh.map(\.logprobs))
    }

    @Test func aForkLeavesNoTrace() async throws {
        let prompt = TestModels.tokens(50, seed: 2)
        var results: [[SampleReply]] = []
        for forks in [false, true] {
            let server = try TestModels.server()
            var replies = try await server.sample([request(prompt, session: "a")])
            let next = prompt + replies[0].tokens + TestModels.tokens(4, seed: 3)
            if forks {
                let question = next + TestModels.tokens(9, seed: 4)
                _ = try await server.sample([request(question, rollout: 8, session: "a", extends: false)])
                _ = try await server.sample((0..<3).map { request(question, rollout: $0, session: "a", extends: false) })
            }
            replies += try await server.sample([request(next, rollout: 1, session: "a")])
            results.append(replies)
        }
        #expect(results[0] == results[1])
    }

    @Test(arguments: TestModels.variants) func whatElseIsInTheCallChangesNothing(_ model: ModelConfiguration) async throws {
        let server = try TestModels.server(model)
        let prompts = [TestModels.tokens(3, seed: 1), TestModels.tokens(70, seed: 2), TestModels.tokens(70, seed: 2) + [1, 2, 3], [9]]
        let requests = prompts.indices.map { request(prompts[$0], rollout: $0, topP: $0 == 1 ? 0.8 : 1) }
        let crowd = (0..<50).map { request(TestModels.tokens(2 + $0, seed: 50 + $0), rollout: 100 + $0) }
        let together = try await server.sample(requests + crowd)
        for (index, request) in requests.enumerated() {
            #expect(try await server.sample([request])[0] == together[index], "request \(index)")
        }
        let single = try TestModels.server(model, configuration: EngineConfiguration(threads: 1))
        #expect(try await single.sample(requests + crowd) == together)
    }

    @Test func membersOfAGroupShareTheirPrompt() async throws {
        let server = try TestModels.server()
        let prompt = TestModels.tokens(90, seed: 6)
        let group = (0..<8).map { request(prompt, rollout: $0, session: "\($0)", tokens: 30) }
        let replies = try await server.sample(group)
        #expect(Set(replies.map(\.tokens)).count > 1)
        for (index, request) in group.enumerated() {
            let other = try TestModels.server()
            #expect(try await other.sample([request])[0] == replies[index])
        }
    }

    @Test func greedyTakesTheLikeliest() async throws {
        let server = try TestModels.server()
        let prompt = TestModels.tokens(10, seed: 1)
        let reply = try await server.sample([request(prompt, temperature: 0, tokens: 1)])[0]
        var best: (token: Int32, logprob: Float) = (0, -.infinity)
        for token in 0..<Int32(TestModels.small.vocabularySize) {
            let logprob = try await server.score([prompt + [token]], temperature: 1, weights: .current)[0].last!
            if logprob > best.logprob { best = (token, logprob) }
        }
        #expect(reply.tokens == [best.token])
        #expect(reply.logprobs == [0])
    }

    @Test func frequenciesFollowTheNucleus() async throws {
        let server = try TestModels.server()
        let prompt = TestModels.tokens(5, seed: 3)
        let vocabulary = Int32(TestModels.small.vocabularySize)
        let logprobs = try await server.score((0..<vocabulary).map { prompt + [$0] }, temperature: 0.9, weights: .current).map { $0.last! }
        let order = logprobs.indices.sorted { logprobs[$0] > logprobs[$1] }
        var kept: [Int] = []
        var mass = 0.0
        for token in order where mass < 0.7 {
            kept.append(token)
            mass += probability(logprobs[token])
        }
        let count = 2000
        let replies = try await server.sample((0..<count).map { request(prompt, rollout: $0, temperature: 0.9, topP: 0.7, tokens: 1) })
        for token in 0..<Int(vocabulary) {
            let found = replies.filter { $0.tokens == [Int32(token)] }
            let expected = kept.contains(token) ? probability(logprobs[token]) / mass : 0
            let deviation = (expected * (1 - expected) / Double(count)).squareRoot()
            #expect(abs(Double(found.count) / Double(count) - expected) <= 4.5 * deviation, "token \(token)")
            #expect(found.allSatisfy { abs(probability($0.logprobs[0]) - expected) < 1e-5 })
        }
    }

    @Test func theContextEndsACompletion() async throws {
        let server = try TestModels.server()
        let context = TestModels.small.contextLength
        let replies = try await server.sample([
            request(TestModels.tokens(context - 2, seed: 1), tokens: 50), request(TestModels.tokens(context, seed: 1)),
        ])
        #expect(replies[0].tokens.count <= 2)
        #expect(replies[1].tokens.isEmpty && replies[1].end == .length)
    }

    @Test(arguments: [[], [-1], [37], [Int32](repeating: 1, count: 161)]) func badPromptsAreRefused(_ prompt: [Int32]) async throws {
        let server = try TestModels.server()
        await #expect(throws: HoldfastError.self) { try await server.sample([request(prompt)]) }
    }

    @Test func sessionsThatDoNotFitAreComputedAgain() async throws {
        let roomy = try TestModels.server()
        // Three pages, which is what one of the dialogues needs.
        let tight = try TestModels.server(configuration: EngineConfiguration(cacheBytes: 3 * TestModels.pageBytes))
        let prompt = TestModels.tokens(40, seed: 1)
        for turn in 0..<2 {
            let requests = (0..<3).map { request(prompt + TestModels.tokens(20 * turn, seed: $0), rollout: $0, session: "\($0)") }
            #expect(try await tight.sample(requests) == (try await roomy.sample(requests)))
        }
    }
}

private func probability(_ x: Float) -> Double { exp(Double(x)) }
