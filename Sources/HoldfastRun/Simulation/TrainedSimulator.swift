// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// A simulator at a training server with its language: the folder of a checkpoint holds what it reads and writes in, so that it can be
/// evaluated by itself.
struct TrainedSimulator: ModelServer {
    let server: any ModelServer
    let language: SimulatorLanguage

    var capabilities: ServerCapabilities { get async { await server.capabilities } }

    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] { try await server.sample(requests) }
    func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] {
        try await server.score(sequences, temperature: temperature, weights: weights)
    }
    func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try await server.accumulate(batch, objective: objective)
    }
    func step(_ optimizer: OptimizerStep) async throws -> StepReport { try await server.step(optimizer) }
    func publish() async throws -> Int { try await server.publish() }
    func release(sessions: [String]) async { await server.release(sessions: sessions) }

    func save(to directory: String) async throws {
        try await server.save(to: directory)
        try language.write(to: directory)
    }

    func restore(from directory: String) async throws { try await server.restore(from: directory) }
}
