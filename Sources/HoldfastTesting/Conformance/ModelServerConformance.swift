// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels

/// One promise of a protocol that an implementation did not keep.
public struct ConformanceViolation: Sendable, Hashable, CustomStringConvertible {
    /// The promise, in a few words.
    public var promise: String
    /// What happened instead.
    public var finding: String

    /// A promise, and what happened instead.
    public init(_ promise: String, _ finding: String) {
        self.promise = promise
        self.finding = finding
    }

    /// The promise and what was found instead.
    public var description: String { "\(promise): \(finding)" }
}

/// Checks any `ModelServer` against what its protocol promises. It asserts nothing itself: a test expects the list to be empty.
public struct ModelServerConformance: Sendable {
    /// Makes a server with fresh weights, equal each time.
    public var makeServer: @Sendable () async throws -> any ModelServer
    /// At least two prompts that differ, each not empty and with room for a completion and some more.
    public var prompts: [[Int32]]
    /// How to sample; `maxTokens` from 2 on, and stop tokens that the server sometimes writes.
    public var parameters: SamplingParameters
    /// What to train on where the server trains; nil leaves these checks out.
    public var training: Training?
    /// Options of sampling that are checked; nil for those that the server says it has. A server that passes requests on may not know.
    public var options: Set<SamplingOption>?
    /// How the server's tokens spell text; nil leaves the check of stop sequences out.
    public var spelling: TokenSpelling?
    /// Greatest difference allowed between two log-probabilities that should be equal.
    public var tolerance: Float
    /// Seed of the random keys.
    public var seed: UInt64

    /// One update.
    public struct Training: Sendable {
        /// Sequences of the server's vocabulary; the loss report has to count the tokens in their masks.
        public var batch: TrainingBatch
        /// Gives the loss and its gradient; a server that trains takes any objective.
        public var objective: any Objective
        /// The step that follows; it has to be applied, so the gradient must be finite.
        public var optimizer: OptimizerStep

        /// One update from a batch.
        public init(batch: TrainingBatch, objective: any Objective, optimizer: OptimizerStep) {
            self.batch = batch
            self.objective = objective
            self.optimizer = optimizer
        }
    }

    /// A suite for one kind of server.
    /// - Parameter makeServer: called at least once per check.
    public init(
        prompts: [[Int32]], parameters: SamplingParameters, training: Training? = nil, options: Set<SamplingOption>? = nil,
        spelling: TokenSpelling? = nil, tolerance: Float = 1e-4, seed: UInt64 = 1, makeServer: @escaping @Sendable () async throws -> any ModelServer
    ) {
        self.makeServer = makeServer
        self.prompts = prompts
        self.parameters = parameters
        self.training = training
        self.options = options
        self.spelling = spelling
        self.tolerance = tolerance
        self.seed = seed
    }

    /// Runs every check, each with a server of its own.
    /// - Parameter directory: an existing empty folder for a checkpoint; nil leaves `save` and `restore` out.
    /// - Returns: the broken promises. A check that throws counts as one.
    public func violations(checkpointDirectory directory: String? = nil) async -> [ConformanceViolation] {
        guard Set(prompts).count > 1, !prompts.contains([]), parameters.maxTokens > 1 else {
            return [ConformanceViolation("usage", "the suite needs two different prompts that are not empty, and maxTokens above 1")]
        }
        var found: [ConformanceViolation] = []
        func check(_ promise: String, _ body: (any ModelServer) async throws -> [String]) async {
            do {
                found += try await body(makeServer()).map { ConformanceViolation(promise, $0) }
            } catch {
                found.append(ConformanceViolation(promise, "threw \(error)"))
            }
        }
        await check("one well-formed reply per request", wellFormedReplies)
        await check("no request, no reply", noReplyWithoutRequest)
        await check("equal keys give equal completions", deterministicByKey)
        await check("a completion does not depend on its batch", independentOfBatch)
        await check("a session changes nothing but the cost", sessionsAreTransparent)
        await check("a fork leaves no trace", forksLeaveNoTrace)
        await check("score agrees with sample", scoreAgreesWithSample)
        await check("what cannot be sampled is refused", refusesWhatItCannot)
        await check("the likeliest tokens agree with the drawn ones", topLogprobsAgree)
        await check("only the kept set is drawn from", truncationIsExact)
        await check("penalties act on the tokens they are about", penaltiesAct)
        await check("a stop sequence ends a completion where it stands", stopsAcrossTokens)
        await check("the version rises with publish after a step", versionRises)
        await check("a step that is not finite changes nothing", brokenStepChangesNothing)
        if let directory {
            await check("restore continues from save") { try await restoreContinues($0, in: directory) }
        }
        return found
    }

    func request(_ prompt: [Int32], rollout: Int = 0, turn: Int = 0, session: String? = nil, extendsSession: Bool = true) -> SampleRequest {
        SampleRequest(
            prompt: prompt, parameters: parameters,
            randomKey: RandomKey(seed: seed, rollout: rollout, turn: turn, purpose: .sampling), session: session,
            extendsSession: extendsSession)
    }

    /// How two replies differ, or nil where they agree.
    func difference(_ a: SampleReply, _ b: SampleReply) -> String? {
        guard a.tokens == b.tokens else { return "tokens \(a.tokens) and \(b.tokens)" }
        guard a.end == b.end else { return "ends \(a.end) and \(b.end)" }
        return difference(a.logprobs, b.logprobs)
    }

    func difference(_ a: [Float], _ b: [Float]) -> String? {
        guard a.count == b.count else { return "\(a.count) and \(b.count) log-probabilities" }
        let worst = zip(a, b).map { abs($0 - $1) }.max() ?? 0
        return worst <= tolerance ? nil : "log-probabilities that differ by \(worst)"
    }
}
