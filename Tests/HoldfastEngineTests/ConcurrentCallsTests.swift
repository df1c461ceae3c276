// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// Calls of the server that overlap.
@Suite struct ConcurrentCallsTests {
    private func request(_ prompt: [Int32], rollout: Int = 0, session: String? = nil, tokens: Int) -> SampleRequest {
        SampleRequest(
            prompt: prompt, parameters: SamplingParameters(maxTokens: tokens), randomKey: RandomKey(seed: 5, rollout: rollout, purpose: .sampling),
            session: session)
    }

    /// Waits, without sleeping, until something is so on the server.
    private func wait(for server: EmbeddedServer, until condition: (SamplingStatistics) -> Bool) async {
        while !condition(await server.samplingStatistics) { await Task.yield() }
    }

    @Test func `a call returns when its own requests are done`() async throws {
        let server = try TestModels.server()
        async let slow = server.sample([request([1], tokens: 150)])
        await wait(for: server) { $0.live > 0 }
        for rollout in 0..<3 {
            let reply = try await server.sample([request([2], rollout: rollout, tokens: 3)])
            #expect(reply[0].tokens.count == 3)
        }
        let statistics = await server.samplingStatistics
        #expect(statistics.live == 1, "the slow one still runs")
        #expect(try await slow[0].tokens.count == 150)
        #expect(await server.samplingStatistics.steps == 150, "the quick ones took no step of their own")
    }

    @Test func `a cancelled call ends its requests and nobody else's`() async throws {
        let server = try TestModels.server()
        let expected = try await TestModels.server().sample([request([2], rollout: 7, tokens: 150)])
        async let other = server.sample([request([2], rollout: 7, tokens: 150)])
        let cancelled = Task { try await server.sample((0..<4).map { request([1], rollout: $0, tokens: 150) }) }
        await wait(for: server) { $0.live == 5 && $0.steps > 3 }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(try await other == expected)
        let statistics = await server.samplingStatistics
        #expect(statistics.live == 0 && statistics.pages == 0)
        #expect(statistics.sampled < 5 * 150)
    }

    @Test func `a request that can never fit is refused and what else comes is not`() async throws {
        let server = try TestModels.server(configuration: EngineConfiguration(cacheBytes: 2 * TestModels.pageBytes))
        async let other = server.sample([request([2], tokens: 64)])
        let requests = [request([1], tokens: 3), request(TestModels.tokens(60, seed: 1), tokens: 6)]
        let error = await #expect(throws: HoldfastError.self) { try await server.sample(requests) }
        #expect(error?.code == .capacity)
        #expect(error?.message.contains("engine.cache_megabytes") == true)
        #expect(try await other[0].tokens.count == 64)
        #expect(try await server.sample([request(TestModels.tokens(60, seed: 1), tokens: 5)])[0].tokens.count == 5)
    }

    @Test func `a reply is of one version, and publishing waits for it`() async throws {
        let server = try TestModels.server()
        _ = try await server.accumulate(
            TrainingBatch(sequences: [TrainingSequence(TestModels.tokens(20, seed: 1))]), objective: LikelihoodObjective())
        _ = await server.step(OptimizerStep(learningRate: 1e-2))
        let before = try await TestModels.server().sample([request([1], tokens: 150)])
        async let old = server.sample([request([1], tokens: 150)])
        await wait(for: server) { $0.live == 1 && $0.steps > 3 }
        async let published = server.publish()
        while await server.callers.changes == 0 { await Task.yield() }
        let new = try await server.sample([request([1], tokens: 150)])
        #expect(try await old == before)
        #expect(await published == 1)
        #expect(new[0].version == 1 && new[0].tokens != before[0].tokens)
    }

    @Test func `weights that are not finite fail the calls and leave the sampler usable`() async throws {
        try await withTemporaryFolder { folder in
            let server = try TestModels.server()
            try await server.save(to: folder)
            await server.set("model.norm.weight", at: 0, to: .nan)
            _ = await server.publish()
            let error = await #expect(throws: HoldfastError.self) {
                try await server.sample([request([1], tokens: 5), request([2], tokens: 0), request([3], tokens: 9)])
            }
            #expect(error?.message.hasPrefix("the model's logits are not finite") == true)
            #expect(await server.samplingStatistics.live == 0)
            #expect(await server.samplingStatistics.pages == 0)
            try await server.restore(from: folder)
            #expect(try await server.sample([request([1], tokens: 5)])[0].tokens.count == 5)
        }
    }

    @Test(arguments: [false, true]) func `a live dialogue is its pages and little else`(whileRunning: Bool) async throws {
        let server = try TestModels.server()
        let (dialogues, group) = (64, 8)
        let prompts = (0..<dialogues / group).map { TestModels.tokens(96, seed: $0) }
        let requests = (0..<dialogues).map {
            request(prompts[$0 / group], rollout: $0, session: "\($0)", tokens: whileRunning ? 64 : 32)
        }
        let call = Task { try await server.sample(requests) }
        if whileRunning {
            await wait(for: server) { $0.sampled >= dialogues * 20 }
        } else {
            #expect(try await call.value.allSatisfy { $0.tokens.count == 32 })
        }
        let statistics = await server.samplingStatistics
        #expect(statistics.pageTokens == 32 && (whileRunning ? statistics.live : statistics.idle) == dialogues)
        // Two pages of each prompt are full and shared. The third ends with a token that every member computes by itself; the fourth holds its reply.
        #expect(statistics.pages == 8 * 2 + 64 * 2)
        // A few numbers per token, where keys and values of a model of two million parameters take six thousand bytes.
        let (tokens, other) = (dialogues * 128, statistics.otherBytes)
        #expect(other < 32 * tokens, "\(other / dialogues) bytes per dialogue")
        print("beside its pages, a live dialogue of 128 tokens keeps \(other / dialogues) bytes")
        _ = try await call.value
        await server.release(sessions: (0..<dialogues).map { "\($0)" })
        #expect(await server.samplingStatistics.pages == 0)
    }
}
