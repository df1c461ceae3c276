// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServing

/// Holds every call until enough are there.
private actor Meeting {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of size: Int) { self.size = size }

    func join() async {
        guard waiting.count + 1 < size else {
            for other in waiting { other.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// Samples like the scripted server once all have met; a prompt of one token makes a call fail.
private struct MeetingServer: ModelServer {
    let base: ScriptedModelServer
    let meeting: Meeting

    var capabilities: ServerCapabilities { get async { await base.capabilities } }
    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        await meeting.join()
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

struct OverlappingRequestsTests {
    private func decode(_ body: String) throws -> CompletionsRequest { try JSONDecoder().decode(CompletionsRequest.self, from: Data(body.utf8)) }

    @Test func `requests reach the model while others are there, and a fault stays with who made it`() async throws {
        let fixture = try ServedFixture()
        let bodies = (0..<6).map { #"{"prompt": "line \#($0)", "seed": \#($0), "return_token_ids": true}"# }
        var expected: [[Int32]?] = []
        let alone = try await ServedSimulator(
            server: fixture.scripted(), tokenizer: fixture.tokenizer, template: fixture.template, configuration: ServingConfiguration())
        for body in bodies { expected.append(try await alone.answer(decode(body)).choices[0].tokenIDs) }

        // Each waits in the model for the six others: whoever let one call through at a time would wait for ever.
        let server = MeetingServer(base: fixture.scripted(), meeting: Meeting(of: 7))
        let served = try await ServedSimulator(
            server: server, tokenizer: fixture.tokenizer, template: fixture.template, configuration: ServingConfiguration())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, body) in bodies.enumerated() {
                let wanted = expected[index]
                let request = try decode(body)
                group.addTask {
                    let found = try await served.answer(request).choices[0].tokenIDs
                    #expect(found == wanted)
                }
            }
            let bad = try decode(#"{"prompt": [5]}"#)
            group.addTask {
                let error = await #expect(throws: HoldfastError.self) { try await served.answer(bad) }
                #expect(error?.message == "one token is too few")
            }
            try await group.waitForAll()
        }
    }
}
