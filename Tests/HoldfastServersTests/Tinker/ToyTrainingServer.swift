// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Synchronization

@testable import HoldfastServers

/// A training server in memory, of any generation, that misbehaves as told.
final class ToyTrainingServer: HTTPExchange {
    struct Traits {
        /// Whether it knows `/client/config`.
        var isNew = true
        var takesProtobuf = true
        var normalization = TinkerServerCapabilities.LossNormalization.sum
        var clips = true
        var losses: Set = ["cross_entropy", "importance_sampling", "ppo", "cispo", "dro"]
        var hasEphemeralSamplers = true
        var extensions: [Tinker.Extension] = []
        /// What a result's first poll is answered with.
        var firstPoll: (status: Int, body: String)?
        var tellsNorm = true
    }

    /// What goes wrong, once each, with the next request whose path ends so.
    struct Fault {
        enum Kind {
            /// It is carried out, and the connection breaks before the reply.
            case replyLost
            /// It is not carried out.
            case refused(Int)
            /// It is carried out, and its result is not there any more.
            case forgotten
            /// The job fails.
            case jobFails
        }
        var path: String
        var kind: Kind
        /// How many of its kind go well before.
        var after = 0
    }

    static let vocabulary = 16
    static let baseModel = "toy"
    let traits: Traits

    struct State {
        var models: [String: ToyModel] = [:]
        var samplers: [String: ToyModel] = [:]
        var saved: [String: ToyModel] = [:]
        var results: [String: (body: Data, type: String)] = [:]
        var polled: Set<String> = []
        var answered: [String: Data] = [:]
        var faults: [Fault] = []
        var log: [(path: String, body: Data?, question: HTTPQuestion)] = []
        var steps = 0
        var sessions = 0
        var count = 0
        mutating func next() -> Int {
            count += 1
            return count
        }
    }
    let state: Mutex<State>

    init(_ traits: Traits = Traits(), faults: [Fault] = []) {
        self.traits = traits
        state = Mutex(State(faults: faults))
    }

    /// Optimizer steps that were carried out, of all models.
    var steps: Int { state.withLock(\.steps) }
    var paths: [String] { state.withLock { $0.log.map(\.path) } }
    func count(_ path: String) -> Int { paths.count { $0 == path } }
    func model(_ id: String) -> ToyModel? { state.withLock { $0.models[id] } }
    func add(_ fault: Fault) { state.withLock { $0.faults.append(fault) } }

    func send(_ question: HTTPQuestion, timeout: Duration) async throws -> HTTPAnswer {
        let path = String(question.url.firstRange(of: Tinker.pathPrefix).map { question.url[$0.upperBound...] } ?? "")
        return try state.withLock { state in
            state.log.append((path, question.body, question))
            let place = state.faults.firstIndex { path.hasSuffix($0.path) }
            if let place, state.faults[place].after > 0 {
                state.faults[place].after -= 1
            } else if let place {
                let fault = state.faults.remove(at: place)
                switch fault.kind {
                case .refused(let status): return Self.answer(status, #"{"detail": "not now"}"#)
                case .replyLost:
                    _ = try answer(path, question, &state)
                    throw AttemptFailure.connection("reset")
                case .forgotten:
                    let answer = try answer(path, question, &state)
                    let promise = try Tinker.decode(Tinker.Promise.self, from: answer.body)
                    state.results[promise.requestID] = nil
                    return answer
                case .jobFails:
                    let id = "failed-\(state.next())"
                    state.results[id] = (Data(#"{"error": "out of memory", "category": "server"}"#.utf8), "application/json")
                    return Self.answer(200, #"{"request_id": "\#(id)"}"#)
                }
            }
            return try answer(path, question, &state)
        }
    }

    private static func answer(_ status: Int, _ body: String) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: ["content-type": "application/json"], body: Data(body.utf8))
    }

    private func json(_ value: some Encodable) throws -> HTTPAnswer {
        HTTPAnswer(status: 200, headers: ["content-type": "application/json; charset=utf-8"], body: try Tinker.encode(value))
    }

    private func answer(_ path: String, _ question: HTTPQuestion, _ state: inout State) throws -> HTTPAnswer {
        let body = question.body ?? Data()
        func read<Message: Decodable>(_ type: Message.Type) throws -> Message { try Tinker.decode(type, from: body) }
        switch path {
        case "/client/config": return traits.isNew ? try json(Tinker.ClientConfiguration()) : Self.answer(404, #"{"detail": "Not Found"}"#)
        case "/get_server_capabilities":
            return try json(
                Tinker.Capabilities(
                    models: [Tinker.SupportedModel(name: Self.baseModel, contextLength: 64)],
                    extensions: traits.extensions.isEmpty ? nil : traits.extensions.map(\.rawValue)))
        case "/create_session":
            state.sessions += 1
            return try json(Tinker.CreateSessionReply(sessionID: state.sessions == 1 ? "s" : "s\(state.sessions)"))
        case "/session_heartbeat": return try json(Tinker.HeartbeatReply())
        case _ where path.hasSuffix("/finish"): return Self.answer(200, "{}")
        case "/create_sampling_session":
            let request = try read(Tinker.CreateSamplingSessionRequest.self)
            let id = Tinker.samplerID(session: request.sessionID, number: request.number)
            guard let model = request.modelPath.map({ state.saved[$0] }) ?? ToyModel(vocabulary: Self.vocabulary) else {
                return Self.answer(404, #"{"detail": "no such weights"}"#)
            }
            state.samplers[id] = model
            return try json(Tinker.CreateSamplingSessionReply(samplingSessionID: id))
        case "/retrieve_future": return try retrieve(try read(Tinker.RetrieveFutureRequest.self), question, &state)
        case "/forward_backward", "/forward":
            let isProtobuf = question.contentType == Tinker.protobufContentType
            guard !isProtobuf || traits.takesProtobuf else { return Self.answer(422, #"{"detail": [{"loc": ["body"], "msg": "no JSON"}]}"#) }
            let request = isProtobuf ? try Tinker.ForwardBackwardRequest(protobuf: body) : try read(Tinker.ForwardBackwardRequest.self)
            guard traits.losses.contains(request.lossFunction) else { return Self.answer(422, #"{"detail": "unknown loss"}"#) }
            return try once(request.modelID, request.isForwardOnly ? nil : request.sequenceID, &state) { state in
                guard let output = try state.models[request.modelID]?.pass(request, traits.normalization) else { return nil }
                var shown = output
                if !traits.extensions.contains(.entropy) { shown.metrics["entropy:sum"] = nil }
                guard traits.takesProtobuf, question.accept.contains("protobuf") || isProtobuf else {
                    return (try Tinker.encode(shown), "application/json")
                }
                return (Data(try shown.protobuf()), Tinker.protobufContentType)
            }
        case "/optim_step":
            let request = try read(Tinker.OptimizerStepRequest.self)
            return try once(request.modelID, request.sequenceID, &state) { state in
                guard let adam = request.adam else { return nil }
                state.steps += 1
                let norm = state.models[request.modelID]?.step(adam, clips: traits.clips, divides: traits.normalization == .sequenceMean)
                return (
                    try Tinker.encode(Tinker.OptimizerStepResult(metrics: traits.tellsNorm ? ["grad_norm:mean": norm ?? 0] : nil)), "application/json"
                )
            }
        default: return try weights(path, body, &state)
        }
    }

    private func weights(_ path: String, _ body: Data, _ state: inout State) throws -> HTTPAnswer {
        func read<Message: Decodable>(_ type: Message.Type) throws -> Message { try Tinker.decode(type, from: body) }
        switch path {
        case "/create_model":
            let request = try read(Tinker.CreateModelRequest.self)
            let id = Tinker.modelID(session: request.sessionID, number: request.modelSequenceID)
            state.models[id] = ToyModel(vocabulary: Self.vocabulary)
            return try promise(Tinker.CreateModelResult(modelID: id), &state)
        case "/unload_model":
            state.models[try read(Tinker.UnloadModelRequest.self).modelID] = nil
            return try promise(AnyJSON.object([:]), &state)
        case "/save_weights":
            let request = try read(Tinker.SaveWeightsRequest.self)
            let path = try TinkerPath(modelID: request.modelID, kind: .weights, name: request.name ?? "x").description
            guard state.saved[path] == nil else { return Self.answer(409, #"{"detail": "exists"}"#) }
            state.saved[path] = state.models[request.modelID]
            return try promise(Tinker.SaveWeightsResult(path: path), &state)
        case "/load_weights":
            let request = try read(Tinker.LoadWeightsRequest.self)
            if !traits.isNew, case .session = request.destination { return Self.answer(422, #"{"detail": "model_id is missing"}"#) }
            guard let saved = state.saved[request.path] else { return Self.answer(404, #"{"detail": "no such weights"}"#) }
            state.models[request.destination.modelID] = saved
            return try promise(Tinker.LoadWeightsResult(path: request.path, modelID: request.destination.modelID), &state)
        case "/save_weights_for_sampler":
            let request = try read(Tinker.SaveWeightsForSamplerRequest.self)
            guard let name = request.name else {
                guard traits.hasEphemeralSamplers, let number = request.samplingSessionNumber else {
                    return Self.answer(400, #"{"detail": "name it"}"#)
                }
                let id = Tinker.samplerID(session: String(request.modelID.prefix { $0 != ":" }), number: number)
                state.samplers[id] = state.models[request.modelID]
                return try promise(Tinker.SaveWeightsForSamplerResult(samplingSessionID: id), &state)
            }
            let path = try TinkerPath(modelID: request.modelID, kind: .samplerWeights, name: name).description
            state.saved[path] = state.models[request.modelID]
            return try promise(Tinker.SaveWeightsForSamplerResult(path: path), &state)
        case "/asample": return try sample(try read(Tinker.SampleRequest.self), &state)
        default: return Self.answer(404, #"{"detail": "Not Found"}"#)
        }
    }

    private func sample(_ request: Tinker.SampleRequest, _ state: inout State) throws -> HTTPAnswer {
        guard let model = state.samplers[request.samplingSessionID ?? ""] else { return Self.answer(404, #"{"detail": "no sampler"}"#) }
        var stream = (request.randomKey?.key ?? RandomKey(seed: UInt64(request.parameters.seed ?? 0), purpose: .sampling)).stream
        var tokens: [Int32] = []
        let stops: [Int32] = if case .tokens(let ids)? = request.parameters.stop { ids } else { [] }
        while tokens.count < request.parameters.maximumTokens ?? 1, tokens.last.map({ !stops.contains($0) }) ?? true {
            tokens.append(Self.draw(model.probabilities, request.parameters.temperature, stream.uniform()))
        }
        let prompt = try request.prompt.tokens
        let sequence = Tinker.SampledSequence(
            stopReason: tokens.last.map(stops.contains) ?? false ? .stop : .length, tokens: tokens,
            logprobs: tokens.map { Float(model.logprob(Int64($0))) })
        let prompted = prompt.dropFirst().map { Float(model.logprob(Int64($0))) as Float? }
        return try promise(
            Tinker.SampleResponse(
                sequences: [sequence], promptLogprobs: request.wantsPromptLogprobs ? (traits.isNew ? [nil] : []) + prompted : nil), &state)
    }

    private static func draw(_ probabilities: [Double], _ temperature: Double, _ uniform: Double) -> Int32 {
        guard temperature > 0 else { return Int32(probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0) }
        let weights = probabilities.map { pow($0, 1 / temperature) }
        var rest = uniform * weights.reduce(0, +)
        for (token, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return Int32(token) }
        }
        return Int32(weights.count - 1)
    }

    private func promise(_ result: some Encodable, _ state: inout State) throws -> HTTPAnswer {
        try promise((try Tinker.encode(result), "application/json"), &state)
    }

    private func promise(_ result: (body: Data, type: String), _ state: inout State) throws -> HTTPAnswer {
        let id = "p\(state.next())"
        state.results[id] = result
        return try json(Tinker.Promise(requestID: id))
    }

    /// Carries a training request out, or answers one that it had as before where it can tell.
    private func once(
        _ model: String, _ sequence: Int?, _ state: inout State, _ body: (inout State) throws -> (Data, String)?
    ) throws -> HTTPAnswer {
        let name = "\(model)/\(sequence ?? -1)"
        let deduplicates = traits.extensions.contains(.exactlyOnce) && sequence != nil
        if deduplicates, let known = state.answered[name] { return Self.answer(200, String(decoding: known, as: UTF8.self)) }
        guard let result = try body(&state) else { return Self.answer(404, #"{"detail": "no such model"}"#) }
        let answer = try promise(result, &state)
        if deduplicates { state.answered[name] = answer.body }
        return answer
    }

    private func retrieve(_ request: Tinker.RetrieveFutureRequest, _ question: HTTPQuestion, _ state: inout State) throws -> HTTPAnswer {
        guard let result = state.results[request.requestID] else { return Self.answer(410, #"{"detail": "promise expired"}"#) }
        if let first = traits.firstPoll, state.polled.insert(request.requestID).inserted { return Self.answer(first.status, first.body) }
        return HTTPAnswer(status: 200, headers: ["content-type": result.type], body: result.body)
    }
}
