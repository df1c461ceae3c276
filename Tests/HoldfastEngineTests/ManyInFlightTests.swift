// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// What a completion consists of does not depend on what else is sampled, bit for bit. It holds because a row of a pass never meets another: products
/// sum each row by itself in one order, and attention sums over a sequence's own pages in order.
@Suite struct ManyInFlightTests {
    private func request(
        _ prompt: [Int32], rollout: Int, session: String? = nil, extends: Bool = true, temperature: Float = 1, topP: Float = 1, tokens: Int = 24
    ) -> SampleRequest {
        SampleRequest(
            prompt: prompt, parameters: SamplingParameters(temperature: temperature, topP: topP, maxTokens: tokens, stopTokens: [3]),
            randomKey: RandomKey(seed: 11, rollout: rollout, purpose: .sampling), session: session, extendsSession: extends)
    }

    /// The requests that are watched: short and long prompts, warm and cold, with and without a nucleus.
    private var watched: [SampleRequest] {
        [
            request(TestModels.tokens(1, seed: 1), rollout: 0), request(TestModels.tokens(33, seed: 2), rollout: 1, temperature: 0.7),
            request(TestModels.tokens(90, seed: 3), rollout: 2, topP: 0.9), request(TestModels.tokens(120, seed: 4), rollout: 3, tokens: 40),
        ]
    }

    /// Others: strangers, members of the same groups, and forks of their prompts; replies of very different lengths.
    private func crowd(_ count: Int) -> [SampleRequest] {
        (0..<count).map { index in
            let own = TestModels.tokens(2 + index % 60, seed: 50 + index)
            let shared = watched[index % 4].prompt
            let prompt = index % 3 == 0 ? own : index % 3 == 1 ? shared : Array(shared.dropLast(shared.count / 4) + own.prefix(20))
            return request(prompt, rollout: 100 + index, tokens: 1 + (index * 7) % 37)
        }
    }

    private func alone(_ requests: [SampleRequest], _ model: ModelConfiguration) async throws -> [SampleReply] {
        var replies: [SampleReply] = []
        for request in requests { replies += try await TestModels.server(model).sample([request]) }
        return replies
    }

    /// Equal as numbers would let 0 and -0 pass.
    private func expectEqualBits(_ found: [SampleReply], _ expected: [SampleReply], _ what: String) {
        #expect(found.count == expected.count, "\(what)")
        for (index, (a, b)) in zip(found, expected).enumerated() {
            #expect(a.tokens == b.tokens && a.end == b.end, "\(what), request \(index)")
            #expect(a.logprobs.map(\.bitPattern) == b.logprobs.map(\.bitPattern), "\(what), request \(index)")
        }
    }

    @Test(arguments: TestModels.variants) func `among others it is the same as alone`(_ model: ModelConfiguration) async throws {
        let expected = try await alone(watched, model)
        for others in [1, 7, 64] {
            for threads in [1, 2, 3] {
                let server = try TestModels.server(model, configuration: EngineConfiguration(threads: threads))
                let calls = crowd(others)
                let found = try await withThrowingTaskGroup(of: (Int, [SampleReply]).self) { group in
                    for (index, request) in (watched + calls).enumerated() { group.addTask { (index, try await server.sample([request])) } }
                    var replies = [[SampleReply]](repeating: [], count: 4 + others)
                    for try await (index, reply) in group { replies[index] = reply }
                    return replies.prefix(4).flatMap(\.self)
                }
                expectEqualBits(found, expected, "among \(others), \(threads) threads")
            }
        }
    }

    @Test(arguments: [0, 1, 2, 5, 17]) func `joining late it is the same as alone`(step: Int) async throws {
        let expected = try await alone(watched, TestModels.small)
        let crowd = crowd(40)
        // Others are under way when it comes, come with it, and come while it runs.
        let server = try TestModels.server()
        let replies = try await server.sample([
            (0, Array(crowd[..<20])), (step, watched), (step, Array(crowd[20..<30])), (step + 3, Array(crowd[30...])),
        ])
        expectEqualBits(replies[1], expected, "at step \(step)")
    }

    @Test(arguments: [7, 9, 12, 20]) func `with a cache too small for all it is the same as alone`(pages: Int) async throws {
        let expected = try await alone(watched, TestModels.small)
        let server = try TestModels.server(configuration: EngineConfiguration(cacheBytes: pages * TestModels.pageBytes))
        // Long replies outgrow what was left for them when they were let in.
        let crowd =
            crowd(20)
            + (0..<10).map { index in
                var long = request(TestModels.tokens(3 + index, seed: 80 + index), rollout: 200 + index, tokens: 110)
                long.parameters.stopTokens = []
                return long
            }
        let first = try await server.sample([(0, crowd), (2, watched), (9, crowd), (30, watched)])
        expectEqualBits(first[1], expected, "\(pages) pages")
        expectEqualBits(first[3], expected, "\(pages) pages, again")
        let statistics = await server.samplingStatistics
        #expect(statistics.peakPages <= pages)
        #expect(statistics.preemptions > 0, "the budget has to bite, or this test tests nothing")
        #expect(statistics.pages == 0 && statistics.live == 0)
    }

    @Test func `dialogues that lose their cache between turns are the same as those that keep it`() async throws {
        var results: [[SampleReply]] = []
        for bytes in [1 << 30, 10 * TestModels.pageBytes] {
            let server = try TestModels.server(configuration: EngineConfiguration(cacheBytes: bytes))
            var prompts = (0..<8).map { TestModels.tokens(20, seed: $0 / 4) + TestModels.tokens(5, seed: 10 + $0) }
            var replies: [SampleReply] = []
            for turn in 0..<3 {
                let requests = prompts.indices.map { request(prompts[$0], rollout: 10 * turn + $0, session: "\($0)") }
                let turnReplies = try await server.sample([(0, Array(requests[..<5])), (4, Array(requests[5...]))]).flatMap(\.self)
                for index in prompts.indices { prompts[index] += turnReplies[index].tokens + TestModels.tokens(3, seed: 30 + turn) }
                replies += turnReplies
            }
            #expect(await (server.samplingStatistics.evictions > 0) == (bytes < 1 << 30))
            results.append(replies)
        }
        expectEqualBits(results[1], results[0], "evicted")
    }

    /// Shapes with few and many heads, odd widths, and sums as long as those of a small real model.
    private static let shapes: [ModelConfiguration] =
        TestModels.variants + [
            ModelConfiguration(
                vocabularySize: 211, hiddenSize: 96, feedForwardSize: 250, layers: 5, heads: 6, keyValueHeads: 1, headDimension: 16,
                contextLength: 200),
            ModelConfiguration(
                vocabularySize: 512, hiddenSize: 256, feedForwardSize: 320, layers: 3, heads: 4, keyValueHeads: 4, headDimension: 64,
                contextLength: 200),
        ]

    @Test(arguments: shapes) func `training finds the log-probabilities of sampling to 1e-5`(_ model: ModelConfiguration) async throws {
        let isSmall = model.hiddenSize == TestModels.small.hiddenSize
        let server = try TestModels.server(model, scale: isSmall ? 12 : 4, configuration: EngineConfiguration(cacheBytes: 1 << 24))
        let requests = (0..<12).map {
            request(TestModels.tokens(1 + 9 * $0, seed: $0, vocabulary: model.vocabularySize), rollout: $0, tokens: 40)
        }
        let replies = try await server.sample([(0, Array(requests[..<5])), (3, Array(requests[5...]))]).flatMap(\.self)
        let scores = try await server.score(zip(requests, replies).map { $0.prompt + $1.tokens }, temperature: 1, weights: .current)
        for (index, reply) in replies.enumerated() {
            let worst = zip(reply.logprobs, scores[index].suffix(reply.tokens.count)).map { abs($0 - $1) }.max() ?? 0
            #expect(worst <= 1e-5, "request \(index): \(worst)")
        }
        #expect(replies.contains { $0.logprobs.contains { $0 < -1 } }, "log-probabilities of 0 would agree whatever is wrong")
    }
}
