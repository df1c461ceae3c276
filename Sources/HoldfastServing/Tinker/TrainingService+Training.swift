// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// What is done to a model.
extension TrainingService {
    func create(_ request: Tinker.CreateModelRequest) throws -> Tinker.Promise {
        try checkBase(request.baseModel)
        try check(request.optimizer)
        let id = Tinker.modelID(session: request.sessionID, number: request.modelSequenceID)
        let adapters = request.lora.map(AdapterRequest.init)
        return try make(id, session: request.sessionID, adapters: request.lora) { [source] in
            try await source.trained(from: nil, adapters: adapters)
        } told: {
            .message(try Tinker.encode(Tinker.CreateModelResult(modelID: id)))
        }
    }

    func unload(_ request: Tinker.UnloadModelRequest) throws -> Tinker.Promise {
        let promise = try promise(model(request.modelID), number: nil, digest: 0) { model in
            .message(try Tinker.encode(Tinker.UnloadModelResult(modelID: model.id)))
        }
        unload(request.modelID)
        return promise
    }

    func train(_ request: Tinker.ForwardBackwardRequest, digest: UInt64) throws -> Tinker.Promise {
        try promise(model(request.modelID), number: request.sequenceID, digest: digest) { model in
            let loss = try TinkerLoss(request.lossFunction, request.lossConfiguration)
            let rows = try DatumRows(request.data, loss: loss)
            let objective = RecordingObjective(loss, name: request.lossFunction, rows: rows.rows.count)
            let server = try model.opened()
            let report =
                request.isForwardOnly
                ? try await server.evaluate(rows.batch, objective: objective) : try await server.accumulate(rows.batch, objective: objective)
            let seen = objective.seen
            return .output(
                Tinker.ForwardBackwardOutput(
                    outputs: try rows.outputs(seen.logprobs),
                    metrics: [.lossSum: report.loss, try Tinker.MetricKey("entropy:sum"): seen.entropy]))
        }
    }

    func step(_ request: Tinker.OptimizerStepRequest, digest: UInt64) throws -> Tinker.Promise {
        guard let adam = request.adam else {
            throw TinkerProblem(status: 400, message: "this server has Adam alone; send adam_params")
        }
        return try promise(model(request.modelID), number: request.sequenceID, digest: digest) { model in
            let report = try await model.opened().step(
                OptimizerStep(
                    learningRate: adam.learningRate, beta1: adam.beta1, beta2: adam.beta2, epsilon: adam.epsilon, weightDecay: adam.weightDecay,
                    maximumNorm: adam.gradientClipNorm))
            guard report.applied else {
                throw HoldfastError(.model, "the gradients are not finite: nothing was changed, and they are dropped; lower the learning rate")
            }
            return .message(try Tinker.encode(Tinker.OptimizerStepResult(metrics: [.gradientNorm: report.gradientNorm])))
        }
    }

    func save(_ request: Tinker.SaveWeightsRequest, digest: UInt64) throws -> Tinker.Promise {
        let model = try model(request.modelID)
        let path = try TinkerPath(modelID: model.id, kind: .weights, name: request.name ?? "state-\(request.sequenceID ?? 0)")
        let note = note(model, secondsToLive: request.secondsToLive)
        return try promise(model, number: request.sequenceID, digest: digest) { [store] model in
            let server = try model.opened()
            try await store.save(path, note, replaces: request.overwrites) { try await server.save(to: $0) }
            return .message(try Tinker.encode(Tinker.SaveWeightsResult(path: path.description)))
        }
    }

    func saveForSampling(_ request: Tinker.SaveWeightsForSamplerRequest, digest: UInt64) async throws -> Tinker.Promise {
        let model = try model(request.modelID)
        guard let number = request.samplingSessionNumber, request.name == nil else {
            let path = try TinkerPath(modelID: model.id, kind: .samplerWeights, name: request.name ?? "sampler-\(request.sequenceID ?? 0)")
            let note = note(model, secondsToLive: request.secondsToLive)
            return try promise(model, number: request.sequenceID, digest: digest) { [store, source, pool] model in
                let server = try model.opened()
                // Newer clients never say so, and write under a name they wrote under before.
                try await store.save(path, note, replaces: true) { try await source.export(server, to: $0) }
                await pool.forget(store.place(of: path))
                return .message(try Tinker.encode(Tinker.SaveWeightsForSamplerResult(path: path.description)))
            }
        }
        let sampler = Tinker.samplerID(session: model.session, number: number)
        return try promise(model, number: request.sequenceID, digest: digest) { [source] model in
            let server = try model.opened()
            let folder = try await self.snapshotFolder(of: model.session)
            try await source.export(server, to: folder)
            try await self.register(sampler, Sampler(session: model.session, folder: folder))
            return .message(try Tinker.encode(Tinker.SaveWeightsForSamplerResult(samplingSessionID: sampler)))
        }
    }

    func load(_ request: Tinker.LoadWeightsRequest, digest: UInt64) throws -> Tinker.Promise {
        let path = try TinkerPath(request.path)
        guard let note = store.note(of: path, now: Self.now) else { throw TinkerProblem.notFound("\(path)") }
        guard path.kind == .weights else {
            throw TinkerProblem(
                status: 400, message: "\(path) is for sampling; training goes on from what save_weights gave, tinker://MODEL/weights/NAME")
        }
        try check(request.optimizer)
        let id = request.destination.modelID
        let folder = store.place(of: path)
        let open: @Sendable () async throws -> any LossEvaluating = { [source] in
            let server = try await source.trained(from: folder, adapters: note.adapters.map(AdapterRequest.init))
            if request.loadsOptimizer { try await server.restore(from: folder) }
            return server
        }
        let told: @Sendable () throws -> PendingResult.Outcome = {
            .message(try Tinker.encode(Tinker.LoadWeightsResult(path: path.description, modelID: id)))
        }
        switch request.destination {
        case .session(let session, _): return try make(id, session: session, adapters: note.adapters, open: open, told: told)
        case .model(_, let number):
            let model = try model(id)
            guard model.adapters?.rank == note.adapters?.rank else {
                throw TinkerProblem(status: 400, message: "\(path) has adapters of another rank than \(id); load it into a new model")
            }
            return try promise(model, number: number, digest: digest) { model in
                model.use(try await open())
                return try told()
            }
        }
    }

    private func note(_ model: TrainedModel, secondsToLive: Int?) -> WeightStore.Note {
        WeightStore.Note(
            baseModel: baseModel, adapters: model.adapters, saved: Self.now, expires: secondsToLive.map { Self.now + Double($0) })
    }

    private func check(_ optimizer: Tinker.OptimizerConfiguration?) throws {
        guard let optimizer, optimizer.type != "adamw" else { return }
        throw TinkerProblem(status: 400, message: "this server has no optimizer \(optimizer.type.prefix(40)); there is adamw")
    }
}
