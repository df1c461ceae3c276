// SPDX-License-Identifier: Apache-2.0

/// What a server can do; the trainer asks before it relies on it.
public struct ServerCapabilities: Hashable, Sendable {
    /// Weights can be updated with any `Objective`.
    public var trains: Bool
    /// Log-probabilities of given tokens.
    public var scores: Bool
    /// `restore` of a `save` continues bit for bit.
    public var resumesExactly: Bool
    /// Longest sequence, in tokens.
    public var contextLength: Int
    /// How many token ids the model knows: all from 0 to below it. May be more than its tokenizer uses.
    public var vocabularySize: Int
    /// The options of sampling it has. It refuses, by name, a request with another one.
    public var sampling: Set<SamplingOption>

    /// The capabilities of a server; by default it has no option of sampling.
    public init(
        trains: Bool, scores: Bool, resumesExactly: Bool, contextLength: Int, vocabularySize: Int, sampling: Set<SamplingOption> = []
    ) {
        self.trains = trains
        self.scores = scores
        self.resumesExactly = resumesExactly
        self.contextLength = contextLength
        self.vocabularySize = vocabularySize
        self.sampling = sampling
    }
}

/// Where a simulator runs: sampling, scoring and training of one set of weights. Token in, token out.
///
/// The trained weights have a version: 0 before the first update, one more with each `publish` after a `step`.
public protocol ModelServer: Sendable {
    /// What the server can do, and its limits.
    var capabilities: ServerCapabilities { get async }

    /// Samples completions, one reply per request in the same order. All requests of a call are batched.
    ///
    /// Options of sampling that are not among `ServerCapabilities.sampling` are refused, never ignored.
    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply]

    /// Log-probabilities of given tokens under current (or base) weights.
    /// - Returns: per sequence, one number per token from the second on: entry `t - 1` is log p(token t | tokens before).
    func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]]

    /// Forward and backward pass; gradients are added up until `step`.
    func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport

    /// One AdamW step on the accumulated gradients, which are then cleared.
    func step(_ optimizer: OptimizerStep) async throws -> StepReport

    /// Makes the stepped weights the ones that `sample` uses. Drops all sessions.
    /// - Returns: the new version.
    func publish() async throws -> Int

    /// Forgets the cached dialogues of these sessions.
    func release(sessions: [String]) async

    /// Writes weights and optimizer state into an existing folder.
    func save(to directory: String) async throws

    /// Continues from what `save` wrote.
    func restore(from directory: String) async throws
}

/// Which weights to score under.
public enum WeightSet: String, Sendable, Codable {
    /// The ones being trained.
    case current
    /// The ones training started from: the reference of a KL term.
    case base
}
