// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The calls of a scripted server that are counted and can be made to fail.
public enum ScriptedCall: String, Sendable, Codable, CaseIterable {
    /// Named after the functions of `ModelServer`. A `release` is counted but cannot fail.
    case sample, score, accumulate, step, publish, release, save, restore
}

/// A model server without a model: a rule writes the lines, and every token has a made-up but fixed log-probability.
///
/// It keeps the contract of `ModelServer` (what `sample` reports, `score` reports again; versions rise with `publish` after a `step`),
/// so that environments, trainers and stores can be tested in milliseconds.
public actor ScriptedModelServer: ModelServer {
    /// Writes the line that follows a prompt, and says whether it ends the dialogue. Must be pure: equal arguments, equal line.
    public typealias Rule = @Sendable (_ prompt: [Int32], _ key: RandomKey) -> (text: String, ends: Bool)

    /// It can do everything; the vocabulary is the tokenizer's. Of the options of sampling it has stop sequences, and a nucleus in which
    /// the rule's lines always are.
    public let capabilities: ServerCapabilities
    private let tokenizer: any Tokenizer
    private let template: any SimulatorTemplate
    private let rule: Rule
    private var faults: [ScriptedCall: Set<Int>]

    /// How often each call was made, failed ones included.
    public private(set) var calls: [ScriptedCall: Int] = [:]
    /// Requests of all `sample` calls, in order.
    public private(set) var requests: [SampleRequest] = []
    /// Batches of all `accumulate` calls, in order.
    public private(set) var batches: [TrainingBatch] = []
    /// Parameters of all `step` calls, in order.
    public private(set) var steps: [OptimizerStep] = []
    /// Dialogues that the server holds, with their tokens.
    public private(set) var sessions: [String: [Int32]] = [:]
    /// Version of the weights that `sample` uses.
    public private(set) var version = 0
    private var hasUnpublishedStep = false
    private var squaredGradient = 0.0

    /// - Parameters:
    ///   - contextLength: longest sequence in tokens, prompt and line together.
    ///   - faults: per call, which of its uses fail, counted from 1.
    public init(
        tokenizer: any Tokenizer, template: any SimulatorTemplate, contextLength: Int = 2048, faults: [ScriptedCall: Set<Int>] = [:],
        rule: @escaping Rule
    ) {
        self.capabilities = ServerCapabilities(
            trains: true, scores: true, resumesExactly: true, contextLength: contextLength, vocabularySize: tokenizer.vocabularySize,
            sampling: [.topP, .stopSequences])
        self.tokenizer = tokenizer
        self.template = template
        self.faults = faults
        self.rule = rule
    }

    /// Makes the n-th use of a call fail, counted from 1 since the server was made.
    public func fail(_ call: ScriptedCall, use: Int) {
        faults[call, default: []].insert(use)
    }

    /// Writes the rule's lines, again and again where nothing ends them, up to the request's limit.
    /// - Throws: `model` for options of sampling that a rule cannot follow, by name; `server` where it was told to fail.
    public func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        try count(.sample)
        self.requests += requests
        return try requests.map { request in
            let reply = try reply(to: request)
            if let session = request.session, request.extendsSession { sessions[session] = request.prompt + reply.tokens }
            return reply
        }
    }

    /// The made-up log-probabilities of the tokens, the same under all weights.
    public func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] {
        try count(.score)
        return sequences.map { $0.dropFirst().map(Self.logprob) }
    }

    /// Keeps the batch and evaluates the objective on the made-up log-probabilities.
    public func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try count(.accumulate)
        let inputs = try ScriptedObjectiveInputs.make(batch, logprob: Self.logprob)
        batches.append(batch)
        let output = objective.evaluate(inputs)
        squaredGradient += output.gradient.reduce(0) { $0 + $1 * $1 }
        return LossReport(
            loss: output.loss, tokens: inputs.mask.count { $0 }, entropy: ScriptedObjectiveInputs.entropy, diagnostics: output.diagnostics)
    }

    /// Keeps the parameters; nothing is learned, and the norm is that of the objective's gradients.
    public func step(_ optimizer: OptimizerStep) async throws -> StepReport {
        try count(.step)
        steps.append(optimizer)
        let norm = squaredGradient.squareRoot()
        squaredGradient = 0
        hasUnpublishedStep = hasUnpublishedStep || norm.isFinite
        return StepReport(gradientNorm: norm, applied: norm.isFinite)
    }

    /// Raises the version where a step was applied since, and forgets the sessions.
    public func publish() async throws -> Int {
        try count(.publish)
        if hasUnpublishedStep { version += 1 }
        hasUnpublishedStep = false
        sessions = [:]
        return version
    }

    /// Forgets these sessions.
    public func release(sessions released: [String]) async {
        calls[.release, default: 0] += 1
        for session in released { sessions[session] = nil }
    }

    /// Writes version and counts of calls.
    public func save(to directory: String) async throws {
        try count(.save)
        try ScriptedCheckpoint(version: version, hasUnpublishedStep: hasUnpublishedStep, calls: calls).write(to: directory)
    }

    /// Takes over what `save` wrote.
    public func restore(from directory: String) async throws {
        try count(.restore)
        let checkpoint = try ScriptedCheckpoint(directory: directory)
        version = checkpoint.version
        hasUnpublishedStep = checkpoint.hasUnpublishedStep
        calls = checkpoint.calls
        squaredGradient = 0
        sessions = [:]
    }

    /// The made-up log-probability of a token, in (-2.1, -0.1]: the same wherever it stands and under all weights.
    public static func logprob(of token: Int32) -> Float {
        -0.1 - Float(StableHash.of("token \(token)") % 1000) / 500
    }

    private func count(_ call: ScriptedCall) throws {
        let use = calls[call, default: 0] + 1
        calls[call] = use
        if faults[call, default: []].contains(use) {
            throw HoldfastError(.server, "the scripted server failed call \(use) of \(call.rawValue), as it was told to")
        }
    }

    private func reply(to request: SampleRequest) throws -> SampleReply {
        try request.parameters.validate(for: capabilities.sampling, of: "the scripted server")
        let room = min(request.parameters.maxTokens, capabilities.contextLength - request.prompt.count)
        guard room > 0 else {
            throw HoldfastError(
                .server,
                "a prompt of \(request.prompt.count) tokens leaves no room for a line in a context of \(capabilities.contextLength); shorten it")
        }
        let line = rule(request.prompt, request.randomKey)
        let written = template.userLine(line.text, ends: line.ends)
        var tokens: [Int32] = []
        var stops = StopMatcher(request.parameters.stopSequences)
        // Like a model that is given no stop token, it goes on until it may not.
        while tokens.count < room, stops.match == nil, !(tokens.last.map(request.parameters.stopTokens.contains) ?? false) {
            let token = written[tokens.count % written.count]
            tokens.append(token)
            stops.append(tokenizer.bytes(of: token)[...])
        }
        let stopped = tokens.last.map(request.parameters.stopTokens.contains) ?? false
        let stop = stops.match.map { match in
            StopSequenceEnd(
                sequence: request.parameters.stopSequences[match.index],
                text: String(decoding: tokens.flatMap(tokenizer.bytes(of:)).prefix(match.kept), as: UTF8.self))
        }
        return SampleReply(
            tokens: tokens, logprobs: tokens.map(Self.logprob), end: stop != nil ? .stopSequence : stopped ? .stopToken : .length,
            version: version, stop: stop)
    }
}
