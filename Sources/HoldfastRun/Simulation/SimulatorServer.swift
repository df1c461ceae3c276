// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels

/// The embedded engine with its language: what it saves is a whole simulator that can be evaluated or continued by itself.
struct SimulatorServer: ModelServer {
    let engine: EmbeddedServer
    let language: SimulatorLanguage

    var capabilities: ServerCapabilities { get async { engine.capabilities } }

    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] { try await engine.sample(requests) }
    func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] {
        try await engine.score(sequences, temperature: temperature, weights: weights)
    }
    func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try await engine.accumulate(batch, objective: objective)
    }
    func step(_ optimizer: OptimizerStep) async throws -> StepReport { await engine.step(optimizer) }
    func publish() async throws -> Int { await engine.publish() }
    func release(sessions: [String]) async { await engine.release(sessions: sessions) }

    func save(to directory: String) async throws {
        try await engine.save(to: directory)
        try language.write(to: directory)
    }

    func restore(from directory: String) async throws { try await engine.restore(from: directory) }
}
