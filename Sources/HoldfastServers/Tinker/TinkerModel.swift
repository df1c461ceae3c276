// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTinkerProtocol

/// One model at a server, and the requests about it. Each counts up the sequence id that the caller gives.
struct TinkerModel: Sendable {
    let id: String
    let connection: TinkerConnection
    var wire: TinkerServerCapabilities.Wire
    /// Whether a repeated request is answered and not carried out again.
    var deduplicates: Bool

    private var effect: ServerRequest.Effect { deduplicates ? .none : .once }

    /// Makes a model.
    /// - Parameter number: counts the session's models from 0.
    init(
        of base: String, rank: Int, seed: UInt64, session: String, number: Int, connection: TinkerConnection,
        wire: TinkerServerCapabilities.Wire = .json, deduplicates: Bool = false
    ) async throws {
        self.connection = connection
        self.wire = wire
        self.deduplicates = deduplicates
        let lora = rank == 0 ? nil : Tinker.LoRAConfiguration(rank: rank, seed: Int(seed & 0x7FFF_FFFF))
        let body = Tinker.CreateModelRequest(sessionID: session, modelSequenceID: number, baseModel: base, lora: lora)
        id = try await Self.asking(connection, "/create_model") {
            let promise = try await connection.call("/create_model", body, effect: .once, for: Tinker.Promise.self)
            return try await connection.result(of: promise, as: Tinker.CreateModelResult.self).modelID
        }
    }

    /// A model that exists.
    init(id: String, like other: TinkerModel) {
        self.id = id
        (connection, wire, deduplicates) = (other.connection, other.wire, other.deduplicates)
    }

    // MARK: Training

    /// A forward pass, and a backward pass behind it unless `isForwardOnly`.
    func pass(
        _ data: [Tinker.Datum], loss: String, settings: [String: Double] = [:], isForwardOnly: Bool, sequence: Int
    ) async throws -> Tinker.ForwardBackwardOutput {
        let body = Tinker.ForwardBackwardRequest(
            modelID: id, sequenceID: sequence, data: data, lossFunction: loss,
            lossConfiguration: settings.mapValues(Tinker.LossConfigurationValue.number), isForwardOnly: isForwardOnly)
        let effect = isForwardOnly ? ServerRequest.Effect.none : effect
        let path = isForwardOnly && wire == .json ? "/forward" : "/forward_backward"
        return try await carryOut(path, mayRepeat: effect == .none) {
            switch wire {
            case .json: try await connection.call(path, body, effect: effect, for: Tinker.Promise.self)
            case .protobuf: try await connection.call(path, protobuf: body, effect: effect, for: Tinker.Promise.self)
            }
        } fetch: {
            try await connection.tensors(of: $0, as: Tinker.ForwardBackwardOutput.self)
        }
    }

    /// An optimizer step. Sent twice only where the server tells the second from a new one.
    func step(_ parameters: Tinker.AdamParameters, sequence: Int) async throws -> Tinker.OptimizerStepResult {
        try await carryOut(
            "/optim_step", Tinker.OptimizerStepRequest(modelID: id, sequenceID: sequence, adam: parameters), as: Tinker.OptimizerStepResult.self)
    }

    // MARK: Weights

    /// - Returns: the path of weights and optimizer.
    func save(as name: String, sequence: Int) async throws -> String {
        try await carryOut(
            "/save_weights", Tinker.SaveWeightsRequest(modelID: id, name: name, sequenceID: sequence), as: Tinker.SaveWeightsResult.self
        ).path
    }

    /// Takes weights and optimizer, into this model or a new one.
    /// - Returns: the model that has them.
    func load(_ path: String, base: String, into destination: Tinker.LoadWeightsRequest.Destination) async throws -> TinkerModel {
        let request = Tinker.LoadWeightsRequest(destination: destination, path: path, loadsOptimizer: true, baseModel: base)
        let result = try await carryOut("/load_weights", request, as: Tinker.LoadWeightsResult.self)
        return TinkerModel(id: result.modelID ?? destination.modelID, like: self)
    }

    /// Gives the weights to a sampler.
    /// - Parameter name: nil asks for a sampler without one.
    func saveForSampler(name: String?, number: Int, sequence: Int) async throws -> Tinker.SaveWeightsForSamplerResult {
        let request = Tinker.SaveWeightsForSamplerRequest(
            modelID: id, name: name, samplingSessionNumber: name == nil ? number : nil, sequenceID: sequence)
        return try await carryOut("/save_weights_for_sampler", request, as: Tinker.SaveWeightsForSamplerResult.self)
    }

    /// Frees the model at the server. What was saved stays.
    func unload() async {
        guard let promise = try? await connection.call("/unload_model", Tinker.UnloadModelRequest(modelID: id), for: Tinker.Promise.self) else {
            return
        }
        _ = try? await connection.result(of: promise, as: AnyJSON.self)
    }

    // MARK: Promises

    private func carryOut<Result: Codable & Hashable & Sendable>(
        _ path: String, _ body: some Encodable & Sendable, as type: Result.Type
    ) async throws -> Result {
        try await carryOut(path, mayRepeat: deduplicates) {
            try await connection.call(path, body, effect: effect, for: Tinker.Promise.self)
        } fetch: {
            try await connection.result(of: $0, as: type)
        }
    }

    /// Asks again, once, where the server has forgotten a promise and asking again is safe.
    private func carryOut<Result>(
        _ path: String, mayRepeat: Bool, send: () async throws -> Tinker.Promise, fetch: (Tinker.Promise) async throws -> Result
    ) async throws -> Result {
        try await Self.asking(connection, path) {
            do {
                return try await fetch(send())
            } catch FutureProblem.gone where mayRepeat {
                return try await fetch(send())
            }
        }
    }

    static func asking<Result>(_ connection: TinkerConnection, _ path: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let problem as FutureProblem {
            throw HoldfastError(
                .server, "the model server at \(connection.host) was asked \(Tinker.pathPrefix)\(path) and \(problem.told)", cause: problem)
        }
    }
}

extension HoldfastError {
    /// Whether a request that changes a model surely changed nothing: it was refused before it became a job.
    var leftModelAlone: Bool { refusal.map { $0 != 408 } ?? false }
    /// Whether nobody knows if a request was carried out: no answer came, or its promise was forgotten.
    var isOfLostReply: Bool {
        if case .gone? = cause as? FutureProblem { return true }
        return cause is RetryFailure && !leftModelAlone
    }
    /// Whether a server understood what it was asked and would not, or could not, do it.
    var isRefusalOrFailedJob: Bool {
        if refusal != nil { return true }
        return switch cause as? FutureProblem {
        case .job, .refused: true
        default: false
        }
    }
}
