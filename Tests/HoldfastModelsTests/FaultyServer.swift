// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// A scripted server that breaks one promise.
actor FaultyServer: ModelServer {
    enum Fault: CaseIterable {
        case missingReply, reversedReplies, missingLogprob, tooLong, falseStop, extraReply, unsteady, batchDependent, forgetfulSession
        case forkLeaks, shiftedScores, stuckVersion, restlessVersion, emptyRestore, throwing, ignoredOptions, ignoredStops, uncutText

        /// The promise under which the suite should report it.
        var promise: String {
            switch self {
            case .missingReply, .missingLogprob, .tooLong, .falseStop: "one well-formed reply per request"
            case .extraReply: "no request, no reply"
            case .unsteady, .throwing: "equal keys give equal completions"
            case .batchDependent, .reversedReplies: "a completion does not depend on its batch"
            case .forgetfulSession: "a session changes nothing but the cost"
            case .forkLeaks: "a fork leaves no trace"
            case .shiftedScores: "score agrees with sample"
            case .stuckVersion, .restlessVersion: "the version rises with publish after a step"
            case .emptyRestore: "restore continues from save"
            case .ignoredOptions: "what cannot be sampled is refused"
            case .ignoredStops, .uncutText: "a stop sequence ends a completion where it stands"
            }
        }
    }

    let base: ScriptedModelServer
    let fault: Fault
    private var samples = 0
    private var publishes = 0
    private var forked: Set<String> = []

    init(base: ScriptedModelServer, fault: Fault) {
        self.base = base
        self.fault = fault
    }

    var capabilities: ServerCapabilities { get async { await base.capabilities } }

    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        samples += 1
        var requests = requests
        for index in requests.indices {
            let session = requests[index].session
            let isSpoilt =
                switch fault {
                case .unsteady: samples > 1
                case .batchDependent: requests.count > 1 && index == 1
                case .forgetfulSession: session != nil && requests[index].randomKey.turn == 1
                case .forkLeaks: session.map(forked.contains) ?? false
                default: false
                }
            if isSpoilt { requests[index].randomKey.seed += 1 }
            let (asked, rule) = (requests[index].parameters, SamplingParameters(maxTokens: 12))
            if fault == .ignoredOptions, !asked.options.isSubset(of: [.stopSequences]) || !asked.problems.isEmpty {
                requests[index].parameters = rule
            }
            if fault == .ignoredStops { requests[index].parameters.stopSequences = [] }
            if let session, !requests[index].extendsSession { forked.insert(session) }
        }
        if fault == .throwing { throw HoldfastError(.server, "out of order") }
        var replies = try await base.sample(requests)
        switch fault {
        case .missingReply: replies = replies.dropLast()
        case .reversedReplies: replies.reverse()
        case .extraReply where replies.isEmpty: replies.append(SampleReply(tokens: [1], logprobs: [0], end: .length, version: 0))
        case .missingLogprob where !replies.isEmpty: replies[0].logprobs.removeLast()
        case .tooLong where !replies.isEmpty: replies[0].tokens += [Int32](repeating: 10, count: 30)
        case .uncutText: for index in replies.indices { replies[index].stop?.text += " " }
        case .falseStop: for index in replies.indices { replies[index].end = .stopToken }
        default: break
        }
        return replies
    }

    func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] {
        let scores = try await base.score(sequences, temperature: temperature, weights: weights)
        return fault == .shiftedScores ? scores.map { [0] + $0.dropLast() } : scores
    }

    func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try await base.accumulate(batch, objective: objective)
    }

    func step(_ optimizer: OptimizerStep) async throws -> StepReport { try await base.step(optimizer) }

    func publish() async throws -> Int {
        publishes += 1
        let version = try await base.publish()
        return fault == .stuckVersion ? 0 : fault == .restlessVersion ? publishes : version
    }

    func release(sessions: [String]) async { await base.release(sessions: sessions) }
    func save(to directory: String) async throws { try await base.save(to: directory) }
    func restore(from directory: String) async throws {
        if fault != .emptyRestore { try await base.restore(from: directory) }
    }
}
