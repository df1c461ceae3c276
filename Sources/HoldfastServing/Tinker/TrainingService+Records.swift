// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// What clients ask about models, samplers and saved weights.
extension TrainingService {
    func listCapabilities() -> Tinker.Capabilities {
        Tinker.Capabilities(
            models: [
                Tinker.SupportedModel(name: baseModel, contextLength: capabilities.contextLength, isTrainable: true, isSampleable: true)
            ], extensions: Tinker.Extension.allCases.map(\.rawValue))
    }

    func information(_ request: Tinker.GetInformationRequest) throws -> Tinker.ModelInformation {
        let model = try model(request.modelID)
        try? heard(model.session)
        return Tinker.ModelInformation(
            modelID: model.id,
            model: Tinker.ModelDescription(architecture: source.architecture, modelName: baseModel, tokenizerID: source.tokenizerName),
            isLoRA: model.adapters != nil, loraRank: model.adapters?.rank, modelName: baseModel)
    }

    func createSampler(_ request: Tinker.CreateSamplingSessionRequest) throws -> Tinker.CreateSamplingSessionReply {
        let id = Tinker.samplerID(session: request.sessionID, number: request.number)
        let path = try request.modelPath.map { try TinkerPath($0) }
        if let base = request.baseModel, path == nil { try checkBase(base) }
        guard path != nil || request.baseModel != nil else {
            throw TinkerProblem(status: 400, message: "name what to sample from: model_path, or base_model for \(baseModel)")
        }
        try register(id, Sampler(session: request.sessionID, folder: path.map { try folder(of: $0) }, path: path))
        return Tinker.CreateSamplingSessionReply(samplingSessionID: id)
    }

    func sampler(_ id: String) throws -> Tinker.SamplerInformation {
        guard let sampler = samplers[id] else { throw TinkerProblem.notFound("sampler \(id.prefix(200))") }
        return Tinker.SamplerInformation(id: id, baseModel: baseModel, modelPath: sampler.path?.description)
    }

    func weights(_ request: Tinker.WeightsInformationRequest) throws -> Tinker.WeightsInformation {
        let path = try TinkerPath(request.path)
        guard let note = store.note(of: path, now: Self.now) else { throw TinkerProblem.notFound("\(path)") }
        return Tinker.WeightsInformation(
            baseModel: note.baseModel, isLoRA: note.adapters != nil, loraRank: note.adapters?.rank, trainsUnembedding: note.adapters == nil,
            trainsFeedForward: note.adapters?.trainsFeedForward ?? true, trainsAttention: note.adapters?.trainsAttention ?? true)
    }

    /// Models that are loaded or have saved something.
    func runs(limit: Int, offset: Int) -> Tinker.TrainingRunList {
        let all = Set(models.keys).union(store.models).sorted()
        return Tinker.TrainingRunList(
            runs: all.dropFirst(max(0, offset)).prefix(max(0, limit)).compactMap { try? run($0) },
            cursor: Tinker.Cursor(offset: offset, limit: limit, total: all.count))
    }

    func run(_ id: String) throws -> Tinker.TrainingRun {
        let saved = store.saved(by: id, now: Self.now)
        let adapters = models[id].map(\.adapters) ?? saved.last?.note.adapters
        guard models[id] != nil || !saved.isEmpty else { throw TinkerProblem.notFound("training run \(id.prefix(200))") }
        return Tinker.TrainingRun(
            id: id, baseModel: saved.last?.note.baseModel ?? baseModel, owner: "holdfast", isLoRA: adapters != nil, loraRank: adapters?.rank,
            lastRequestTime: Self.time(saved.last?.note.saved ?? Self.now))
    }

    func checkpoints(of id: String) throws -> Tinker.CheckpointList {
        _ = try run(id)
        return Tinker.CheckpointList(
            checkpoints: store.saved(by: id, now: Self.now).map { path, note in
                Tinker.Checkpoint(
                    id: "\(path.kind.rawValue)/\(path.name)", kind: path.kind == .weights ? "training" : "sampler", time: Self.time(note.saved),
                    path: path.description)
            })
    }

    /// - Throws: `TinkerProblem` 404 where nothing is saved under that name.
    func remove(_ id: String, kind: String, name: String) async throws {
        let path = try TinkerPath("\(TinkerPath.scheme)\(id)/\(kind)/\(name)")
        await pool.forget(store.place(of: path))
        guard try store.remove(path) else { throw TinkerProblem.notFound("\(path)") }
    }

    private static func time(_ seconds: Double) -> String { Date(timeIntervalSince1970: seconds).formatted(.iso8601) }
}
