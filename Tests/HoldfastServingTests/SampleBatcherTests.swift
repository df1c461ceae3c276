// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServing

/// Counts the prompts of each call, and holds its first call until enough others wait behind it.
private actor CountingServer {
    private(set) var calls: [Int] = []
    private var release: CheckedContinuation<Void, Never>?
    private var isReleased = false

    func count(_ requests: Int) async {
        calls.append(requests)
        guard calls.count == 1, !isReleased else { return }
        await withCheckedContinuation { release = $0 }
    }

    func open() {
        isReleased = true
        release?.resume()
        release = nil
    }
}

/// Samples like the scripted server; a prompt of one token makes a call fail.
private struct HeldServer: ModelServer {
    let base: ScriptedModelServer
    let counter: CountingServer

    var capabilities: ServerCapabilities { get async { await base.capabilities } }
    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        await counter.count(requests.count)
        if requests.contains(where: { $0.prompt.count == 1 }) { throw HoldfastError(.server, "one token is too few") }
        return try await base.sample(requests)
    }
    func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] { [] }
    func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try await base.accumulate(batch, objective: objective)
    }
    func step(_ optimizer: OptimizerStep) async throws -> StepReport { try await base.step(optimizer) }
    func publish() async throws -> Int { try await base.publish() }
    func release(sessions: [String]) async {}
    func save(to directory: String) async throws {}
    func restore(from directory: String) async throws {}
}

struct SampleBatcherTests {
    @Test func `what waits goes into one call, each gets its own, and a fault stays with who made it`() async throws {
        let fixture = try ServedFixture()
        let counter = CountingServer()
        let batcher = SampleBatcher(server: HeldServer(base: fixture.scripted(), counter: counter))
        let requests = (0..<12).map { fixture.request($0 % 2, turn: $0) }
        let bad = SampleRequest(prompt: [1], parameters: fixture.parameters, randomKey: requests[0].randomKey)
        let expected = try await fixture.scripted().sample(requests)

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let replies = try await batcher.sample([requests[0]])
                #expect(replies == [expected[0]])
            }
            while await counter.calls.isEmpty { await Task.yield() }
            // The model is busy now: all of these wait.
            for index in stride(from: 1, to: 11, by: 2) {
                group.addTask {
                    let replies = try await batcher.sample(Array(requests[index...index + 1]))
                    #expect(replies == Array(expected[index...index + 1]))
                }
            }
            group.addTask {
                let error = await #expect(throws: HoldfastError.self) { try await batcher.sample([bad]) }
                #expect(error?.message == "one token is too few")
            }
            while await batcher.waitingCalls < 6 { await Task.yield() }
            await counter.open()
            try await group.waitForAll()
        }
        // One alone, then all together, which fails, then each of the six alone.
        let calls = await counter.calls
        #expect(calls.prefix(2) == [1, 11])
        #expect(calls.dropFirst(2).sorted() == [1, 2, 2, 2, 2, 2])
        #expect(try await batcher.sample([requests[11]]) == [expected[11]])
    }
}
