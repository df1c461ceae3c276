// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Synchronization
import Testing

@testable import HoldfastEngine

/// What is told while tokens are drawn.
@Suite struct TokenStreamingTests {
    private func requests(_ count: Int, parameters: SamplingParameters = SamplingParameters(maxTokens: 20, topLogprobs: 2)) -> [SampleRequest] {
        (0..<count).map {
            SampleRequest(
                prompt: TestModels.tokens(8, seed: 5), parameters: parameters, randomKey: RandomKey(seed: 3, rollout: $0, purpose: .sampling))
        }
    }

    private final class Heard: Sendable {
        let drawn = Mutex<[Int: DrawnTokens]>([:])
        let tellings = Atomic<Int>(0)

        func append(_ index: Int, _ more: DrawnTokens) {
            tellings.add(1, ordering: .relaxed)
            drawn.withLock { drawn in
                drawn[index, default: DrawnTokens()].tokens += more.tokens
                drawn[index]?.logprobs += more.logprobs
                for place in more.topLogprobs { drawn[index]?.topLogprobs.append(Array(place)) }
            }
        }
    }

    @Test func `what is told is the beginning of the reply, and the reply is that of sample`() async throws {
        let server = try TestModels.server()
        let requests = requests(3)
        let plain = try await server.sample(requests)
        let heard = Heard()
        let replies = try await server.sample(requests) { heard.append($0, $1) }
        #expect(replies == plain)
        #expect(heard.tellings.load(ordering: .relaxed) > 2)
        for (index, drawn) in heard.drawn.withLock(\.self) {
            let rest = replies[index].drawn(after: drawn.tokens.count)
            #expect(drawn.tokens + rest.tokens == replies[index].tokens && drawn.logprobs + rest.logprobs == replies[index].logprobs)
            #expect(drawn.topLogprobs.count == drawn.tokens.count && rest.topLogprobs.count == rest.tokens.count)
            #expect(drawn.topLogprobs.map(Array.init) == replies[index].topLogprobs.prefix(drawn.tokens.count).map(Array.init))
        }
    }

    @Test func `others are not told, and nobody is left behind`() async throws {
        let server = try TestModels.server()
        async let silent = server.sample(requests(4))
        let heard = Heard()
        async let told = server.sample(requests(1)) { heard.append($0, $1) }
        _ = try await (silent, told)
        #expect(heard.drawn.withLock { $0.keys.sorted() } == [0])
        #expect(await server.callers.listeners.isEmpty)
    }

    @Test func `who stops listening frees what was sampled for him`() async throws {
        let server = try TestModels.server()
        let (steps, first) = AsyncStream.makeStream(of: Void.self)
        let listening = Task {
            try await server.sample(requests(1, parameters: SamplingParameters(maxTokens: 150))) { _, _ in first.yield() }
        }
        for await _ in steps { break }
        listening.cancel()
        await #expect(throws: CancellationError.self) { try await listening.value }
        #expect(await server.callers.listeners.isEmpty)
        #expect(await server.samplingStatistics.live == 0)
        #expect(try await server.sample(requests(1)).count == 1)
    }

    @Test func `many listeners are told of several tokens at a time`() {
        #expect(SampleCallers.Listener.pause(listeners: 1) == .milliseconds(1))
        #expect(SampleCallers.Listener.pause(listeners: 64) == .milliseconds(64))
        #expect(SampleCallers.Listener.pause(listeners: 5000) == .milliseconds(100))
    }
}
