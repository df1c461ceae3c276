// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// Finds out what a server can do, on a model that is made for the training to come.
struct TinkerNegotiation: Sendable {
    /// What was found.
    struct Result: Sendable {
        var capabilities: TinkerServerCapabilities
        var baseModel: String
        var contextLength: Int
        var model: TinkerModel
        /// How many models the session has made.
        var models: Int
        /// How many training requests the model has had.
        var requests: Int
    }

    let configuration: TinkerServerConfiguration
    let connection: TinkerConnection
    let session: TinkerSession
    let vocabularySize: Int

    /// - Parameter contextLength: nil takes what the server says.
    func run(contextLength: Int?) async throws -> Result {
        let client = try await clientConfiguration()
        let told = try await told()
        let extensions = Set((told.extensions ?? []).compactMap(Tinker.Extension.init))
        let base = try baseModel(among: told.models)
        guard let context = contextLength ?? told.models.first(where: { $0.name == base })?.contextLength else {
            throw HoldfastError(
                .configuration,
                "the model server at \(connection.host) does not say how many tokens `\(base)` can read; set simulator.context_length")
        }
        // What is known of a generation; the wire and the losses are tried below.
        let isOld = client == nil
        var found = TinkerServerCapabilities(
            wire: .json, losses: [BuiltInLoss.crossEntropy], readsLossSettings: !isOld, normalization: .sum, promptLogprobShift: isOld ? 1 : 0,
            failures: isOld ? .status : .errorBody, sampler: .ephemeral, clipsGradients: nil,
            deduplicates: extensions.contains(.exactlyOnce), extensions: extensions)
        if let client {
            (found.mostSequences, found.mostBytes) = (max(1, client.mostDataPerChunk), max(1, client.mostBytesPerChunk))
        }
        var connection = connection
        connection.failures = found.failures
        var model = try await TinkerModel(
            of: base, rank: configuration.loraRank, seed: configuration.seed, session: session.id, number: 0, connection: connection,
            deduplicates: found.deduplicates)
        var requests = 0
        try await negotiateWire(client, &model, &requests)
        found.wire = model.wire
        for loss in BuiltInLoss.names.dropFirst() {
            requests += 1
            if try await takes(loss, model, sequence: requests) { found.losses.insert(loss) }
        }
        var models = 1
        if let given = configuration.normalization {
            found.normalization = given
        } else if found.deduplicates {
            // Holdfast's own server sums and clips.
            (found.normalization, found.clipsGradients) = (.sum, true)
        } else {
            let finding = try await measure(base, like: model)
            models = 2
            (found.normalization, found.clipsGradients) = (finding.normalization, finding.clipsGradients)
        }
        return Result(capabilities: found, baseModel: base, contextLength: context, model: model, models: models, requests: requests)
    }

    /// Nil of a server that is older than the call.
    private func clientConfiguration() async throws -> Tinker.ClientConfiguration? {
        do {
            return try await connection.call(
                "/client/config", Tinker.ClientConfigurationRequest(sdkVersion: TinkerSession.generation), for: Tinker.ClientConfiguration.self)
        } catch let error as HoldfastError where error.refusal == 404 || error.refusal == 405 {
            return nil
        }
    }

    private func told() async throws -> Tinker.Capabilities {
        do {
            return try await connection.call("/get_server_capabilities", for: Tinker.Capabilities.self)
        } catch let error as HoldfastError where error.refusal == 404 {
            return Tinker.Capabilities(models: [])
        }
    }

    private func baseModel(among models: [Tinker.SupportedModel]) throws -> String {
        let known = models.map(\.name).joined(separator: ", ")
        guard let name = configuration.baseModel else {
            guard let model = models.first, models.count == 1 else {
                throw HoldfastError(
                    .configuration,
                    "the model server at \(connection.host) lists \(models.count) models\(known.isEmpty ? "" : " (\(known))"); name the one to train with simulator.model"
                )
            }
            return model.name
        }
        guard models.isEmpty || models.contains(where: { $0.name == name }) else {
            throw HoldfastError(.configuration, "the model server at \(connection.host) has no model `\(name)`; it has: \(known)")
        }
        return name
    }

    // MARK: Trials

    /// A short sequence of the vocabulary.
    var trial: LossRow { LossRow(scoring: (0..<9).map { Int32(($0 * 37 + 11) % vocabularySize) }, index: 0) }

    /// Protobuf where the server takes it: some that know newer clients do not.
    private func negotiateWire(_ client: Tinker.ClientConfiguration?, _ model: inout TinkerModel, _ requests: inout Int) async throws {
        func pass(_ sequence: Int) async throws {
            let output = try await model.pass([trial.scored], loss: BuiltInLoss.crossEntropy, isForwardOnly: true, sequence: sequence)
            _ = try output.logprobs([trial], host: connection.host)
        }
        if client != nil, client?.writesProtobuf != false {
            model.wire = .protobuf
            requests += 1
            do {
                return try await pass(requests)
            } catch let error as HoldfastError where error.isRefusalOrFailedJob {
                model.wire = .json
            }
        }
        requests += 1
        try await pass(requests)
    }

    /// Whether a forward pass with this loss comes to something.
    private func takes(_ loss: String, _ model: TinkerModel, sequence: Int) async throws -> Bool {
        var tensors = ["logprobs", "advantages"].reduce(into: [:]) { $0[$1] = Tinker.Tensor([Float](repeating: 0, count: trial.count)) }
        tensors["target_tokens"] = Tinker.Tensor(trial.targets)
        let datum = Tinker.Datum(modelInput: Tinker.ModelInput(tokens: trial.inputs), lossInputs: tensors)
        do {
            _ = try await model.pass([datum], loss: loss, isForwardOnly: true, sequence: sequence)
            return true
        } catch let error as HoldfastError where error.isRefusalOrFailedJob {
            return false
        }
    }

    private func measure(_ base: String, like other: TinkerModel) async throws -> LossProbe.Finding {
        let model = try await TinkerModel(
            of: base, rank: configuration.loraRank, seed: configuration.seed, session: session.id, number: 1, connection: other.connection,
            wire: other.wire, deduplicates: other.deduplicates)
        var probe = LossProbe(model)
        do {
            let finding = try await probe.measure(trial)
            await model.unload()
            return finding
        } catch {
            await model.unload()
            throw error
        }
    }
}
