// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// Trains and samples models for clients of the Tinker protocol; knows nothing of HTTP.
///
/// Every heavy call is promised at once and carried out later: those of one model in the order they came, samples all together. A request
/// that comes again under the number it had is answered with the promise it got, and not carried out again.
actor TrainingService {
    struct Session {
        var lastHeard: ContinuousClock.Instant
        /// The snapshots for sampling, the oldest first.
        var snapshots: [String] = []
    }

    /// What a sampler samples from.
    struct Sampler {
        var session: String
        /// Nil for the base model.
        var folder: String?
        var path: TinkerPath?
    }

    let source: any ModelSource
    let configuration: TrainingServiceConfiguration
    let store: WeightStore
    let pool: SamplerPool
    let capabilities: ServerCapabilities
    private let spelling: TokenSpelling
    private let clock = ContinuousClock()
    private(set) var sessions: [String: Session] = [:]
    private(set) var models: [String: TrainedModel] = [:]
    var samplers: [String: Sampler] = [:]
    private var shelf: ResultShelf
    /// By model or sampler.
    private var ledgers: [String: RequestLedger] = [:]
    /// Promises of models and loads by the id of the model they make.
    private var made: [String: Tinker.Promise] = [:]
    private var samplesAsked = 0
    private var snapshotsMade = 0

    var baseModel: String { source.names[0] }

    /// - Throws: what opening the base model throws, or making the folder.
    init(source: any ModelSource, configuration: TrainingServiceConfiguration) async throws {
        self.source = source
        self.configuration = configuration
        store = WeightStore(folder: configuration.folder)
        pool = SamplerPool(source: source, most: configuration.mostSamplers)
        capabilities = await (try pool.server(nil)).capabilities
        spelling = TokenSpelling(source.tokenizer)
        shelf = ResultShelf(most: configuration.mostResults)
        do {
            // Snapshots of an earlier process have no session any more.
            try? FileManager.default.removeItem(atPath: "\(configuration.folder)/.snapshots")
            try FileManager.default.createDirectory(atPath: "\(configuration.folder)/.snapshots", withIntermediateDirectories: true)
        } catch {
            throw HoldfastError(.file, "cannot make the folder \(configuration.folder) for trained weights", cause: error)
        }
    }

    // MARK: Sessions

    func createSession() -> String {
        let id = UUID().uuidString.lowercased()
        sessions[id] = Session(lastHeard: clock.now)
        return id
    }

    /// - Throws: `TinkerProblem` 410 for a session that is over.
    func heard(_ session: String) throws {
        guard sessions[session] != nil else { throw TinkerProblem.gone("the session \(session)") }
        sessions[session]?.lastHeard = clock.now
    }

    /// Lets go of all that belongs to a session; what it saved under a name stays.
    func finish(_ session: String) async {
        guard let ended = sessions.removeValue(forKey: session) else { return }
        for model in models.values where model.session == session { unload(model.id) }
        for (id, sampler) in samplers where sampler.session == session {
            samplers[id] = nil
            ledgers[id] = nil
        }
        for folder in ended.snapshots { await discard(folder) }
    }

    private func discard(_ folder: String) async {
        await pool.forget(folder)
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Promises

    /// The result of a promise.
    /// - Throws: `TinkerProblem` 410 where it is not kept any more, or never was.
    func result(_ id: String) throws -> PendingResult {
        guard let result = shelf[id] else { throw TinkerProblem.gone("the result \(id.prefix(40))") }
        return result
    }

    /// Promises a piece of work on a model.
    /// - Parameters:
    ///   - number: the request's, which no other of this model has; nil is never the same as another.
    ///   - digest: of the request.
    func promise(
        _ model: TrainedModel, number: Int?, digest: UInt64, _ work: @escaping @Sendable (TrainedModel) async throws -> PendingResult.Outcome
    ) throws -> Tinker.Promise {
        if let number, let id = try ledgers[model.id]?.promise(number, digest: digest) {
            return Tinker.Promise(requestID: id, modelID: model.id)
        }
        try? heard(model.session)
        let (id, result) = shelf.make()
        if let number { ledgers[model.id, default: RequestLedger()].record(number, digest: digest, id: id) }
        model.work.append {
            do {
                result.fulfil(try await work(model))
            } catch {
                result.fulfil(.failed(Tinker.FutureFailure(error)))
            }
        }
        return Tinker.Promise(requestID: id, modelID: model.id)
    }

    // MARK: Models

    /// - Throws: `TinkerProblem` 404 for a model that is not loaded.
    func model(_ id: String) throws -> TrainedModel {
        guard let model = models[id] else { throw TinkerProblem.notFound("trained model \(id.prefix(200))") }
        return model
    }

    /// - Throws: `TinkerProblem` 404 for another model than the one that is trained here.
    func checkBase(_ name: String) throws {
        guard source.names.contains(name) else {
            throw TinkerProblem(status: 404, message: "there is no base model \(name.prefix(200)) here; this server trains \(baseModel)")
        }
    }

    /// Promises a model that `open` makes. A request that comes again gets the same promise.
    func make(
        _ id: String, session: String, adapters: Tinker.LoRAConfiguration?,
        open: @escaping @Sendable () async throws -> any LossEvaluating, told: @escaping @Sendable () throws -> PendingResult.Outcome
    ) throws -> Tinker.Promise {
        if let made = made[id] { return made }
        try heard(session)
        try makeRoom()
        let model = TrainedModel(id: id, session: session, adapters: adapters)
        models[id] = model
        let promise = try promise(model, number: nil, digest: 0) { model in
            model.use(try await open())
            return try told()
        }
        made[id] = promise
        return promise
    }

    private func makeRoom() throws {
        let limit = clock.now - .seconds(configuration.silentSeconds)
        while models.count >= configuration.mostModels {
            let silent = models.values.filter { sessions[$0.session].map { $0.lastHeard < limit } ?? true }
            guard let oldest = silent.min(by: { $0.id < $1.id }) else {
                throw TinkerProblem(
                    status: 429, message: "\(models.count) models are loaded, which is the most at once; unload one, or finish its session")
            }
            unload(oldest.id)
        }
    }

    func unload(_ id: String) {
        models.removeValue(forKey: id)?.unload()
        ledgers[id] = nil
        made[id] = nil
    }

    // MARK: Samples

    /// Notes what a sampler samples from.
    func register(_ id: String, _ sampler: Sampler) throws {
        try heard(sampler.session)
        samplers[id] = sampler
    }

    /// A folder for a snapshot that no name is given to. Of a session's, the oldest are let go.
    func snapshotFolder(of session: String) async throws -> String {
        snapshotsMade += 1
        let folder = "\(configuration.folder)/.snapshots/\(snapshotsMade)"
        sessions[session]?.snapshots.append(folder)
        if let kept = sessions[session]?.snapshots, kept.count > configuration.mostSnapshots {
            sessions[session]?.snapshots.removeFirst()
            samplers = samplers.filter { $0.value.folder != kept[0] }
            await discard(kept[0])
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw HoldfastError(.file, "cannot make a folder for a snapshot in \(configuration.folder)", cause: error)
        }
        return folder
    }

    /// Promises samples.
    /// - Throws: `TinkerProblem` 404 for a sampler that is not known; `usage` for what cannot be sampled.
    func sample(_ request: Tinker.SampleRequest, digest: UInt64) throws -> Tinker.Promise {
        let (name, folder) = try sampler(request)
        func promise(_ id: String) -> Tinker.Promise {
            let ids = (0..<request.samples).map {
                Tinker.sequenceID(sampler: name, request: request.sequenceID ?? Int(id) ?? 0, index: $0)
            }
            return Tinker.Promise(requestID: id, sampleSequenceIDs: ids)
        }
        if let number = request.sequenceID, let id = try ledgers[name]?.promise(number, digest: digest) { return promise(id) }
        samplesAsked += 1
        let seed = request.parameters.seed.map { UInt64(bitPattern: Int64($0)) }
        let key =
            request.randomKey?.key
            ?? RandomKey(seed: seed ?? configuration.seed, step: seed == nil ? samplesAsked : 0, purpose: .sampling)
        let run = try SampleRun(
            request, key: key, stopTokens: source.stopTokens, spelling: spelling, contextLength: capabilities.contextLength)
        let (id, result) = shelf.make()
        if let number = request.sequenceID { ledgers[name, default: RequestLedger()].record(number, digest: digest, id: id) }
        Task { [pool] in
            do {
                result.fulfil(.samples(try await run.carryOut(on: pool.server(folder))))
            } catch {
                result.fulfil(.failed(Tinker.FutureFailure(error)))
            }
        }
        return promise(id)
    }

    private func sampler(_ request: Tinker.SampleRequest) throws -> (name: String, folder: String?) {
        if let id = request.samplingSessionID {
            guard let sampler = samplers[id] else { throw TinkerProblem.notFound("sampler \(id.prefix(200))") }
            try? heard(sampler.session)
            return (id, sampler.folder)
        }
        if let path = request.modelPath { return (path, try folder(of: TinkerPath(path))) }
        if let base = request.baseModel { try checkBase(base) }
        return (baseModel, nil)
    }

    /// Where saved weights that are sampled from lie.
    /// - Throws: `TinkerProblem` 404, or 400 for weights of another kind.
    func folder(of path: TinkerPath) throws -> String {
        guard store.note(of: path, now: Self.now) != nil else { throw TinkerProblem.notFound("\(path)") }
        guard path.kind != .weights else {
            throw TinkerProblem(
                status: 400,
                message: "\(path) is a state of training; sample from what save_weights_for_sampler gave, tinker://MODEL/sampler_weights/NAME")
        }
        return store.place(of: path)
    }

    /// What is in memory for clients.
    var load: TrainingLoad {
        get async { TrainingLoad(models: models.count, samplers: samplers.count, frozenModels: await pool.count) }
    }

    static var now: Double { Date().timeIntervalSince1970 }
}

/// What a training service holds for its clients.
struct TrainingLoad: Sendable, Hashable {
    var models: Int
    var samplers: Int
    var frozenModels: Int
}
