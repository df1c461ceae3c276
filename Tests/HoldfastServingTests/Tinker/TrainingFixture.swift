// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEngine
import HoldfastModels
import HoldfastTinkerProtocol

@testable import HoldfastServing

/// A tiny model of the embedded engine, in a folder, that a training service trains.
struct TinySource: ModelSource {
    let fixture: ServedFixture
    let folder: String

    var names: [String] { ["tiny"] }
    var architecture: String { "llama" }
    var tokenizerName: String { folder }
    var tokenizer: any Tokenizer { fixture.tokenizer }
    var stopTokens: [Int32] { fixture.template.stopTokens }

    init(in folder: String) async throws {
        fixture = try ServedFixture()
        self.folder = "\(folder)/base"
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        let engine = try EmbeddedServer(
            model: ModelConfiguration(
                vocabularySize: fixture.tokenizer.vocabularySize, hiddenSize: 16, feedForwardSize: 24, layers: 1, heads: 2, keyValueHeads: 1,
                contextLength: 64), seed: 5, configuration: EngineConfiguration(threads: 1))
        try await engine.exportModel(to: self.folder)
    }

    func trained(from saved: String?, adapters: AdapterRequest?) async throws -> any LossEvaluating {
        let lora = adapters.map { LoRAConfiguration(rank: $0.rank, alpha: 32, seed: $0.seed ?? 1) }
        return try EmbeddedServer(folder: saved ?? folder, configuration: EngineConfiguration(threads: 1, lora: lora))
    }

    func sampled(from saved: String?) async throws -> any ModelServer {
        try EmbeddedServer(folder: saved ?? folder, configuration: EngineConfiguration(threads: 1))
    }

    func export(_ server: any LossEvaluating, to saved: String) async throws {
        try await (server as? EmbeddedServer)?.exportModel(to: saved)
    }
}

/// A service with a model that is trained, asked as its routes ask it.
struct TrainingFixture {
    let source: TinySource
    let service: TrainingService
    let session: String
    let model: String

    /// Adapters of rank 4, or all weights.
    init(
        in folder: String, rank: Int? = 4, configure: (inout TrainingServiceConfiguration) -> Void = { _ in }
    ) async throws {
        source = try await TinySource(in: folder)
        var configuration = TrainingServiceConfiguration(folder: "\(folder)/trained")
        configure(&configuration)
        service = try await TrainingService(source: source, configuration: configuration)
        session = await service.createSession()
        model = Tinker.modelID(session: session, number: 0)
        let promise = try await service.create(
            Tinker.CreateModelRequest(
                sessionID: session, modelSequenceID: 0, baseModel: "tiny", lora: rank.map { Tinker.LoRAConfiguration(rank: $0, seed: 3) }))
        _ = try await message(promise, as: Tinker.CreateModelResult.self)
    }

    /// What the model is taught: the same of any two calls with the same seed.
    func data(_ seed: Int = 0, count: Int = 2) -> [Tinker.Datum] {
        (0..<count).map { index in
            let tokens = (0..<12).map { Int32(20 + (seed * 31 + index * 17 + $0 * 7) % 200) }
            return Tinker.Datum(
                modelInput: Tinker.ModelInput(tokens: Array(tokens.dropLast())),
                lossInputs: ["target_tokens": Tinker.Tensor(tokens.dropFirst().map(Int64.init))])
        }
    }

    func request(_ number: Int?, _ data: [Tinker.Datum]? = nil, forward: Bool = false) -> Tinker.ForwardBackwardRequest {
        Tinker.ForwardBackwardRequest(
            modelID: model, sequenceID: number, data: data ?? self.data(), lossFunction: "cross_entropy", isForwardOnly: forward)
    }

    @discardableResult
    func train(_ number: Int?, _ data: [Tinker.Datum]? = nil, forward: Bool = false) async throws -> Tinker.ForwardBackwardOutput {
        try await output(service.train(request(number, data, forward: forward), digest: 1))
    }

    @discardableResult
    func step(_ number: Int?, rate: Double = 0.05) async throws -> Tinker.OptimizerStepResult {
        let request = Tinker.OptimizerStepRequest(modelID: model, sequenceID: number, adam: Tinker.AdamParameters(learningRate: rate))
        return try await message(service.step(request, digest: 2), as: Tinker.OptimizerStepResult.self)
    }

    func loss(of data: [Tinker.Datum]? = nil) async throws -> Double { try await train(nil, data, forward: true).metrics["loss:sum"] ?? .nan }

    // MARK: Results

    func outcome(_ promise: Tinker.Promise) async throws -> PendingResult.Outcome {
        guard let outcome = await (try await service.result(promise.requestID)).outcome(within: .seconds(60)) else {
            throw HoldfastError(.server, "no result came")
        }
        if case .failed(let failure) = outcome { throw Failure(failure: failure) }
        return outcome
    }

    struct Failure: Error { var failure: Tinker.FutureFailure }

    func output(_ promise: Tinker.Promise) async throws -> Tinker.ForwardBackwardOutput {
        guard case .output(let output) = try await outcome(promise) else { throw HoldfastError(.server, "another kind of result") }
        return output
    }

    func samples(_ promise: Tinker.Promise) async throws -> Tinker.SampleResponse {
        guard case .samples(let samples) = try await outcome(promise) else { throw HoldfastError(.server, "another kind of result") }
        return samples
    }

    func message<Message: Decodable>(_ promise: Tinker.Promise, as type: Message.Type) async throws -> Message {
        guard case .message(let data) = try await outcome(promise) else { throw HoldfastError(.server, "another kind of result") }
        return try Tinker.decode(type, from: data)
    }
}

/// Runs a body with a folder of its own.
func withTrainingFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-serving-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
