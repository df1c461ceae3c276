// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol

/// Speaks the Tinker protocol to one server: sends messages, and fetches what was promised.
struct TinkerConnection: Sendable {
    /// What is answered at once.
    private let calls: ServerConnection
    /// Polls, which servers hold: they would leave no room for other requests.
    private let polls: ServerConnection
    private let time: Timekeeper
    private let patience: Duration
    private let pollTimeout: Duration
    private let seed: UInt64
    /// How the failure of a job is told.
    var failures = TinkerServerCapabilities.FailureStyle.errorBody

    var host: String { calls.address.host }

    init(
        _ configuration: TinkerServerConfiguration, exchange: any HTTPExchange = AsyncHTTPExchange(), time: Timekeeper = .real
    ) throws {
        let (address, key) = (try configuration.address(), try configuration.key())
        func connection() -> ServerConnection {
            ServerConnection(
                address: address, key: key.key, keySource: key.source, policy: configuration.retry, concurrency: configuration.concurrency,
                exchange: exchange, time: time)
        }
        calls = connection()
        polls = connection()
        self.time = time
        patience = configuration.patience
        pollTimeout = configuration.pollTimeout
        seed = configuration.seed
    }

    /// What a call is about, for turns and jitter.
    struct Place: Sendable, Hashable {
        var dialogue = 0
        var index = 0
    }

    /// Sends JSON with POST, or asks with GET where there is no body, and reads JSON.
    func call<Reply: Decodable & Sendable>(
        _ path: String, _ body: (any Encodable)? = nil, effect: ServerRequest.Effect = .none, place: Place = Place(), for type: Reply.Type
    ) async throws -> Reply {
        let data = try body.map { try Tinker.encode($0) }
        return try await calls.ask(request(path, data, effect), dialogue: place.dialogue, jitter: jitter(place)) {
            try Tinker.decode(type, from: $0.body)
        }
    }

    /// Sends protobuf with POST and reads JSON.
    func call<Reply: Decodable & Sendable>(
        _ path: String, protobuf body: some ProtobufMessage, effect: ServerRequest.Effect = .none, for type: Reply.Type
    ) async throws -> Reply {
        var request = request(path, Data(try body.protobuf()), effect)
        request.contentType = Tinker.protobufContentType
        return try await calls.ask(request, jitter: jitter(Place())) { try Tinker.decode(type, from: $0.body) }
    }

    /// Fetches a result that comes as JSON.
    func result<Result: Codable & Hashable & Sendable>(of promise: Tinker.Promise, place: Place = Place(), as type: Result.Type) async throws
        -> Result
    {
        try await fetch(promise, accept: "application/json", place) { try Tinker.decode(Tinker.FutureReply<Result>.self, from: $0.body) }
    }

    /// Fetches a result that comes as protobuf or JSON.
    func tensors<Result: Codable & Hashable & Sendable & ProtobufMessage>(
        of promise: Tinker.Promise, place: Place = Place(), as type: Result.Type
    ) async throws -> Result {
        try await fetch(promise, accept: "\(Tinker.protobufContentType), application/json", place) { answer in
            answer.isOf(type: Tinker.protobufContentType)
                ? try Tinker.FutureReply<Result>(protobuf: answer.body) : try Tinker.decode(Tinker.FutureReply<Result>.self, from: answer.body)
        }
    }

    private func fetch<Result: Codable & Hashable & Sendable>(
        _ promise: Tinker.Promise, accept: String, _ place: Place, _ read: @escaping @Sendable (HTTPAnswer) throws -> Tinker.FutureReply<Result>
    ) async throws -> Result {
        var machine = FutureStateMachine(patience: patience, failures: failures, at: time.now())
        var request = request("/retrieve_future", try Tinker.encode(Tinker.RetrieveFutureRequest(requestID: promise.requestID)), .none)
        request.accept = accept
        request.attemptTimeout = pollTimeout
        request.expectedStatuses = [400, 404, 408, 410]
        var action = FutureStateMachine.Action.poll
        var result: Result?
        while true {
            switch action {
            case .poll:
                let poll = try await polls.ask(request, dialogue: place.dialogue, jitter: jitter(place)) { try Poll($0, read) }
                result = poll.result
                action = machine.polled(poll.event, at: time.now())
            case .wait(let span):
                try await time.sleep(span)
                action = machine.waited(at: time.now())
            case .take:
                guard let result else { preconditionFailure("a result that is ready and not there") }
                return result
            case .fail(let problem): throw problem
            }
        }
    }

    private struct Poll<Result: Codable & Hashable & Sendable>: Sendable {
        var event: FutureStateMachine.Event
        var result: Result?

        init(_ answer: HTTPAnswer, _ read: (HTTPAnswer) throws -> Tinker.FutureReply<Result>) throws {
            switch answer.status {
            case 408: event = .notReady(.active, reason: nil)
            case 400, 404, 410: event = .refused(status: answer.status, message: ErrorBody.message(in: answer.body))
            default:
                switch try read(answer) {
                case .ready(let found): (event, result) = (.ready, found)
                case .tryAgain(_, let state, let reason): event = .notReady(state, reason: reason)
                case .metadata(let bytes): event = .metadata(bytes: bytes)
                case .failed(let failure): event = .failed(failure)
                }
            }
        }
    }

    private func request(_ path: String, _ body: Data?, _ effect: ServerRequest.Effect) -> ServerRequest {
        ServerRequest(path: Tinker.pathPrefix + path, body: body, effect: effect)
    }

    private func jitter(_ place: Place) -> RandomKey {
        RandomKey(seed: seed, group: place.dialogue, rollout: place.index, purpose: .retry)
    }
}

extension HoldfastError {
    /// The status that a server refused a request with, where that is what happened: the request then had no effect.
    var refusal: Int? {
        guard let failure = cause as? RetryFailure, case .status(let status, _, _) = failure.last, (400...499).contains(status) else { return nil }
        return status
    }
}
