// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels

/// The embedded engine with its language: what it saves can be evaluated or continued by itself, an adapter as long as its model is there.
struct SimulatorServer: LossEvaluating, TokenStreaming {
    let engine: EmbeddedServer
    let language: SimulatorLanguage
    private let spelling: TokenSpelling

    init(engine: EmbeddedServer, language: SimulatorLanguage) {
        self.engine = engine
        self.language = language
        spelling = TokenSpelling(language.tokenizer)
    }

    var capabilities: ServerCapabilities { get async { engine.capabilities } }

    /// Requests with stop sequences that do not bring a spelling get the tokenizer's.
    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] { try await engine.sample(requests.map(spelled)) }

    func sample(
        _ requests: [SampleRequest], tell: @escaping @Sendable (_ index: Int, _ drawn: DrawnTokens) -> Void
    ) async throws -> [SampleReply] { try await engine.sample(requests.map(spelled), tell: tell) }

    private func spelled(_ request: SampleRequest) -> SampleRequest {
        guard request.spelling == nil, !request.parameters.stopSequences.isEmpty else { return request }
        var request = request
        request.spelling = spelling
        return request
    }

    func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] {
        try await engine.score(sequences, temperature: temperature, weights: weights)
    }
    func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try await engine.accumulate(batch, objective: objective)
    }
    func evaluate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try await engine.evaluate(batch, objective: objective)
    }
    func step(_ optimizer: OptimizerStep) async throws -> StepReport { await engine.step(optimizer) }
    func publish() async throws -> Int { await engine.publish() }
    func release(sessions: [String]) async { await engine.release(sessions: sessions) }

    func save(to directory: String) async throws {
        try await engine.save(to: directory)
        try language.write(to: directory)
    }

    func restore(from directory: String) async throws { try await engine.restore(from: directory) }

    /// Writes a whole simulator, adapters merged.
    func export(to folder: SimulatorFolder) async throws {
        try await engine.exportModel(to: folder.path)
        try language.write(to: folder.path)
    }
}
