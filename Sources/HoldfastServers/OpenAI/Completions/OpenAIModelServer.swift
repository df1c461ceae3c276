// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels

/// A simulator behind the completions of an OpenAI-compatible server, frozen or updated from elsewhere (`update`): token ids go out and come
/// back.
///
/// Log-probabilities are what the server reports. At temperature 1 without truncation and penalties that is what `SampleReply` promises;
/// otherwise vLLM reports those of temperature 1 before them, unless it runs with `--logprobs-mode processed_logprobs`, and llama.cpp
/// always does; `holdfast serve` reports those sampled from. `SampleReply.modelLogprobs` are not known here. Nothing is kept between the turns of a dialogue: servers find known prefixes themselves.
public struct OpenAIModelServer: ModelServer {
    /// The model's name at its server, without adapters that an update loaded.
    public let model: String
    /// Host and port of the server.
    public var host: String { connection.address.host }
    /// It neither trains, scores nor resumes. Every option of sampling is passed on, to be honoured or refused there. The vocabulary is the tokenizer's, the context length the one given or the server's.
    public let capabilities: ServerCapabilities
    let connection: ServerConnection
    let seed: UInt64
    let weights: ServedWeights

    /// Asks the server for its models.
    /// - Parameters:
    ///   - vocabularySize: of the tokenizer that the prompts are made with.
    ///   - contextLength: longest sequence in tokens; nil takes what the server says.
    /// - Throws: `configuration` for a bad URL, key variable or model name, and for a server that does not say its context length;
    ///   `server` where it cannot be asked.
    public init(_ configuration: OpenAIServerConfiguration, vocabularySize: Int, contextLength: Int? = nil) async throws {
        try await self.init(
            configuration, connection: ServerConnection(configuration), vocabularySize: vocabularySize, contextLength: contextLength)
    }

    init(
        _ configuration: OpenAIServerConfiguration, connection: ServerConnection, vocabularySize: Int, contextLength: Int? = nil
    ) async throws {
        let models = try await connection.models(seed: configuration.seed)
        let entry = try models.entry(named: configuration.model, server: connection.address.host)
        guard let length = contextLength ?? entry.contextLength else {
            throw HoldfastError(
                .configuration,
                "the model server at \(connection.address.host) does not say how many tokens `\(entry.id)` can read; give its context length")
        }
        model = entry.id
        weights = ServedWeights(name: entry.id)
        capabilities = ServerCapabilities(
            trains: false, scores: false, resumesExactly: false, contextLength: length, vocabularySize: vocabularySize,
            sampling: .all)
        self.connection = connection
        seed = configuration.seed
    }

    /// One request per prompt, as many at once as the configuration says. The first that fails ends them all.
    /// - Throws: `model` for sampling parameters out of range; `server`, also for a reply without token ids or log-probabilities, or with
    ///   wrong ones.
    public func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        for request in requests { try request.parameters.validate(for: .all, of: "`\(model)` at \(host)") }
        return try await answers(to: requests)
    }

    private func answers(to requests: [SampleRequest]) async throws -> [SampleReply] {
        try await withThrowingTaskGroup(of: (Int, SampleReply).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, try await reply(to: request, index: index)) }
            }
            var replies = [SampleReply?](repeating: nil, count: requests.count)
            for try await (index, reply) in group { replies[index] = reply }
            return replies.compactMap(\.self)
        }
    }

    private func reply(to request: SampleRequest, index: Int) async throws -> SampleReply {
        try await weights.use { current in
            try await connection.ask(
                "/v1/completions", CompletionRequest(request, model: current.name), dialogue: dialogue(request),
                jitter: RandomKey(seed: seed, group: index, purpose: .retry), for: CompletionReply.self
            ).sample(for: request.parameters, vocabularySize: capabilities.vocabularySize, server: host, version: current.version)
        }
    }

    private func dialogue(_ request: SampleRequest) -> Int {
        guard let session = request.session else { return Int(request.randomKey.group) &* 65_537 &+ Int(request.randomKey.rollout) }
        return Int(truncatingIfNeeded: StableHash.of(session))
    }

    /// Nothing to forget.
    public func release(sessions: [String]) async {}
}

extension OpenAIModelServer {
    private var frozen: HoldfastError {
        HoldfastError(
            .server,
            "`\(model)` at \(host) is a frozen simulator: the OpenAI protocol can sample from it, but neither score, train, save nor restore it; use the embedded engine for that"
        )
    }

    /// - Throws: `server`, always: a frozen server does not score.
    public func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] { throw frozen }
    /// - Throws: `server`, always: a frozen server does not train.
    public func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport { throw frozen }
    /// - Throws: `server`, always: a frozen server does not train.
    public func step(_ optimizer: OptimizerStep) async throws -> StepReport { throw frozen }
    /// - Throws: `server`, always: a frozen server has nothing to publish.
    public func publish() async throws -> Int { throw frozen }
    /// - Throws: `server`, always: a frozen server is saved where it runs.
    public func save(to directory: String) async throws { throw frozen }
    /// - Throws: `server`, always: a frozen server is restored where it runs.
    public func restore(from directory: String) async throws { throw frozen }
}

extension ServerConnection {
    func models(seed: UInt64) async throws -> ModelList {
        try await ask("/v1/models", jitter: RandomKey(seed: seed, purpose: .retry), for: ModelList.self)
    }
}
