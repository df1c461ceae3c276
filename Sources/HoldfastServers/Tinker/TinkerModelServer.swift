// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels
import HoldfastTinkerProtocol

/// A simulator that a server of the Tinker protocol samples and trains.
///
/// Any `Objective` trains there: a forward pass gives the log-probabilities, the objective's gradient is computed here, and goes back as
/// the weights of a built-in loss (docs/training-servers.md). One that the server has built in takes one pass. `step` is never carried out
/// twice: where its reply is lost and the server does not tell a repetition from a new request, everything further is refused until
/// `restore`.
///
/// The wire tells log-probabilities of the whole distribution at temperature 1 alone. `SampleReply.logprobs` are those; with another
/// temperature, `top_k` or `top_p` they are not the sampler's, and `modelLogprobs` are given only at temperature 1. Requests' sessions are
/// of no use here: servers find known prefixes themselves.
public actor TinkerModelServer: ModelServer {
    /// The file of a checkpoint that says where the weights are.
    public static let checkpointFile = CheckpointNote.fileName
    /// What the server can do, as found when it was connected.
    public private(set) var protocolCapabilities: TinkerServerCapabilities
    /// Its limits are the server's; the vocabulary is the tokenizer's.
    public nonisolated let capabilities: ServerCapabilities
    /// The model that training started from, by its name at the server.
    public nonisolated let baseModel: String
    /// Host and port of the server.
    public nonisolated let host: String

    let connection: TinkerConnection
    let session: TinkerSession
    private let configuration: TinkerServerConfiguration
    private let spelling: TokenSpelling?
    private(set) var model: TinkerModel
    var ledger = TrainingLedger()
    private var models: Int
    private var samplers = 0
    private var saves = 0
    /// Nil until weights were published.
    private var sampler: TinkerSampler?
    private var baseSampler: TinkerSampler?

    /// Connects, trains or samples in the body, and ends the session when it returns or throws.
    ///
    /// While the body runs, the server is told every ten seconds that the client is there. At the end the model is unloaded; what `save`
    /// wrote stays.
    /// - Parameters:
    ///   - vocabularySize: of the tokenizer that prompts are made with.
    ///   - contextLength: longest sequence in tokens; nil takes what the server says.
    ///   - spelling: how tokens spell text, for stop sequences of requests that bring none.
    /// - Throws: `configuration` for what cannot be carried out, `server` where it cannot be asked, and what the body throws.
    public static func connected<Result: Sendable>(
        to configuration: TinkerServerConfiguration, vocabularySize: Int, contextLength: Int? = nil, spelling: TokenSpelling? = nil,
        _ body: (TinkerModelServer) async throws -> Result
    ) async throws -> Result {
        try await connected(
            to: configuration, connection: TinkerConnection(configuration), time: .real, vocabularySize: vocabularySize,
            contextLength: contextLength, spelling: spelling, body)
    }

    static func connected<Result: Sendable>(
        to configuration: TinkerServerConfiguration, connection: TinkerConnection, time: Timekeeper, vocabularySize: Int,
        contextLength: Int? = nil, spelling: TokenSpelling? = nil, _ body: (TinkerModelServer) async throws -> Result
    ) async throws -> Result {
        let session = try await TinkerSession(connection)
        // A child of this scope: it is cancelled when the scope is left.
        async let _ = session.keepAlive(time)
        let negotiation = TinkerNegotiation(
            configuration: configuration, connection: connection, session: session, vocabularySize: vocabularySize)
        var server: TinkerModelServer?
        do {
            let found = try await negotiation.run(contextLength: contextLength)
            let made = TinkerModelServer(found, configuration, session, vocabularySize: vocabularySize, spelling: spelling)
            server = made
            try await made.refreshSampler()
            let result = try await body(made)
            await end(session, server, .success)
            return result
        } catch {
            let isInterrupted = error is CancellationError || (error as? HoldfastError)?.code == .interrupted
            await end(session, server, isInterrupted ? .interrupted : .errored)
            throw error
        }
    }

    /// Also of a task that was cancelled: the server would keep the model for minutes. A server that does not answer is left to find
    /// out by itself.
    private static func end(_ session: TinkerSession, _ server: TinkerModelServer?, _ end: TinkerSession.End) async {
        await Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await server?.model.unload()
                    await session.finish(end)
                }
                group.addTask { try? await Task.sleep(for: TinkerSession.farewell) }
                await group.next()
                group.cancelAll()
            }
        }.value
    }

    init(
        _ found: TinkerNegotiation.Result, _ configuration: TinkerServerConfiguration, _ session: TinkerSession, vocabularySize: Int,
        spelling: TokenSpelling?
    ) {
        self.configuration = configuration
        self.session = session
        self.spelling = spelling
        connection = found.model.connection
        host = found.model.connection.host
        model = found.model
        models = found.models
        baseModel = found.baseModel
        protocolCapabilities = found.capabilities
        capabilities = ServerCapabilities(
            trains: true, scores: true, resumesExactly: found.capabilities.extensions.isSuperset(of: [.randomKey, .exactlyOnce]),
            contextLength: found.contextLength, vocabularySize: vocabularySize, sampling: [.topK, .topP, .stopSequences])
        for _ in 0..<found.requests { _ = ledger.nextSequence() }
    }

    // MARK: Sampling

    /// One request per prompt, as many at once as the configuration says. The first that fails ends them all.
    /// - Throws: `model` for what cannot be sampled; `server`, also for a reply that is not what was asked for.
    public func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        for request in requests { try request.parameters.validate(for: capabilities.sampling, of: "the training server at \(host)") }
        guard !requests.isEmpty else { return [] }
        guard let sampler else { throw HoldfastError(.server, "the training server at \(host) has published no weights yet") }
        let asked = try requests.map { try TinkerSampleRequest($0, capabilities: capabilities, spelling: spelling) }
        let named = protocolCapabilities.extensions.contains(.randomKey)
        // Numbered here, so that a repeated run sends the same.
        let numbers = asked.map { _ in self.sampler?.next() ?? 0 }
        return try await withThrowingTaskGroup(of: (Int, SampleReply).self) { group in
            for (index, request) in asked.enumerated() {
                group.addTask { (index, try await sampler.reply(to: request, number: numbers[index], index: index, namesStream: named)) }
            }
            var replies = [SampleReply?](repeating: nil, count: requests.count)
            for try await (index, reply) in group { replies[index] = reply }
            return replies.compactMap(\.self)
        }
    }

    /// Nothing to forget.
    public func release(sessions: [String]) async {}

    /// Log-probabilities at temperature 1, of the trained weights by a forward pass, of the base by a sampler of it.
    /// - Throws: `model` for another temperature and for sequences that cannot be scored.
    public func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] {
        try requireTemperature(temperature)
        for tokens in sequences {
            try TrainingSequence.check(tokens, vocabulary: capabilities.vocabularySize, context: capabilities.contextLength)
        }
        switch weights {
        case .current:
            let rows = sequences.enumerated().filter { $0.element.count > 1 }.map { LossRow(scoring: $0.element, index: $0.offset) }
            var scores = sequences.map { _ in [Float]() }
            for (row, values) in zip(rows, try await forward(rows).logprobs) { scores[row.index] = values }
            return scores
        case .base:
            return try await scoreBase(sequences)
        }
    }

    private func scoreBase(_ sequences: [[Int32]]) async throws -> [[Float]] {
        if baseSampler == nil {
            baseSampler = try await makeSampler(Tinker.CreateSamplingSessionRequest(sessionID: session.id, number: samplers, baseModel: baseModel))
        }
        guard let sampler = baseSampler else { return [] }
        let numbers = sequences.map { _ in baseSampler?.next() ?? 0 }
        return try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for (index, tokens) in sequences.enumerated() where tokens.count > 1 {
                group.addTask { (index, try await sampler.score(tokens, number: numbers[index], index: index)) }
            }
            var scores = sequences.map { _ in [Float]() }
            for try await (index, values) in group { scores[index] = values }
            return scores
        }
    }

    // MARK: Weights

    /// The version stays the same when no `step` that was applied came before.
    /// - Throws: `server` where the state of the model is not known or the server fails.
    public func publish() async throws -> Int {
        try ledger.requireKnown()
        guard ledger.hasSteppedSincePublish else { return ledger.version }
        try await refreshSampler(version: ledger.version + 1)
        ledger.published()
        return ledger.version
    }

    /// Gives the model's weights to a new sampler.
    func refreshSampler(version: Int? = nil) async throws {
        sampler = try await newSampler(version: version ?? ledger.version)
    }

    private func newSampler(version: Int) async throws -> TinkerSampler {
        if protocolCapabilities.sampler == .ephemeral {
            do {
                let result = try await copying {
                    samplers += 1
                    return try await model.saveForSampler(name: nil, number: samplers - 1, sequence: ledger.nextSequence())
                }
                if let id = result.samplingSessionID { return TinkerSampler(id: id, version: version, connection: connection, host: host) }
                if let path = result.path { return try await makeSampler(path: path, version: version) }
            } catch let error as HoldfastError where error.isRefusalOrFailedJob {}
            protocolCapabilities.sampler = .named
        }
        let result = try await copying {
            saves += 1
            return try await model.saveForSampler(name: "holdfast-sampler-\(saves)", number: samplers, sequence: ledger.nextSequence())
        }
        guard let path = result.path else {
            throw HoldfastError(.server, "the model server at \(host) saved weights for a sampler and names no path")
        }
        return try await makeSampler(path: path, version: version)
    }

    /// Repeats a request that leaves nothing but a copy behind, where its reply was lost. The body takes another name each time.
    private func copying<Result>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 1...2 {
            do { return try await body() } catch let error as HoldfastError where error.isOfLostReply {}
        }
        return try await body()
    }

    private func makeSampler(path: String, version: Int) async throws -> TinkerSampler {
        try await makeSampler(Tinker.CreateSamplingSessionRequest(sessionID: session.id, number: samplers, modelPath: path), version: version)
    }

    private func makeSampler(_ request: Tinker.CreateSamplingSessionRequest, version: Int = 0) async throws -> TinkerSampler {
        samplers += 1
        let reply = try await connection.call("/create_sampling_session", request, for: Tinker.CreateSamplingSessionReply.self)
        return TinkerSampler(id: reply.samplingSessionID, version: version, connection: connection, host: host)
    }

    /// Saves weights and optimizer at the server, and writes `tinker.json`, which says where, into the folder.
    ///
    /// Gradients that no `step` has used are not part of it. Where a reply is lost, the weights are saved once more under another name.
    public func save(to directory: String) async throws {
        try ledger.requireKnown()
        let path = try await copying {
            saves += 1
            return try await model.save(as: "holdfast-\(ledger.version)-\(saves)", sequence: ledger.nextSequence())
        }
        try CheckpointNote(server: host, path: path, baseModel: baseModel, loraRank: configuration.loraRank, version: ledger.version)
            .write(to: directory)
    }

    /// Continues from what `save` wrote: weights and optimizer come from the server, which must still have them.
    /// - Throws: `file`, `format` or `configuration` for a note that does not fit; `server` where the server does not have the weights.
    public func restore(from directory: String) async throws {
        let note = try CheckpointNote(directory: directory)
        guard note.baseModel == baseModel, note.loraRank == configuration.loraRank else {
            throw HoldfastError(
                .configuration,
                "\(directory) was trained from `\(note.baseModel)` with rank \(note.loraRank), this is `\(baseModel)` with rank \(configuration.loraRank); restore it with the same"
            )
        }
        do {
            try await load(note.path)
        } catch let error as HoldfastError {
            if error.isOfLostReply { ledger.lost("it is not known whether the model server at \(host) loaded \(note.path)") }
            throw HoldfastError(
                error.code, "\(note.path), which \(note.server) saved, cannot be loaded at \(host): \(error.message)", cause: error.cause)
        }
        ledger.restored(version: note.version, isNewModel: isNewModel)
        isNewModel = false
        try await refreshSampler()
    }

    /// Whether the last `load` made a model.
    private var isNewModel = false

    /// Servers of the JSON generation load into a model that there is; newer ones make a new one of what they load.
    private func load(_ path: String) async throws {
        if protocolCapabilities.failures == .errorBody {
            let old = model
            do {
                model = try await model.load(path, base: baseModel, into: .session(id: session.id, modelSequenceID: models))
                models += 1
                isNewModel = true
                await old.unload()
                return
            } catch let error as HoldfastError where error.refusal == 422 || error.refusal == 400 {}
        }
        model = try await model.load(path, base: baseModel, into: .model(id: model.id, sequenceID: ledger.nextSequence()))
    }

    func requireTemperature(_ temperature: Float) throws {
        guard temperature == 1 else {
            throw HoldfastError(
                .model,
                "the training server at \(host) computes log-probabilities at temperature 1 alone, not at \(temperature); set trainer.temperature to 1"
            )
        }
    }
}
