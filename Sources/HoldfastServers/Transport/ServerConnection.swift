// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Asks one server, again where that may help, and gives back decoded replies.
struct ServerConnection: Sendable {
    let address: ServerAddress
    private let key: ServerKey?
    private let keySource: String?
    private let policy: RetryPolicy
    private let exchange: any HTTPExchange
    private let time: Timekeeper
    private let traffic: ServerTraffic

    init(
        _ configuration: OpenAIServerConfiguration, exchange: any HTTPExchange = AsyncHTTPExchange(), time: Timekeeper = .real
    ) throws {
        self.init(
            address: try ServerAddress(configuration.url), key: try configuration.key(), keySource: configuration.keySource,
            policy: configuration.retry,
            concurrency: configuration.concurrency, exchange: exchange, time: time)
    }

    /// - Parameter keySource: where the key was read from, for messages.
    init(
        address: ServerAddress, key: ServerKey?, keySource: String?, policy: RetryPolicy, concurrency: Int,
        exchange: any HTTPExchange = AsyncHTTPExchange(), time: Timekeeper = .real
    ) {
        self.address = address
        self.key = key
        self.keySource = keySource
        self.policy = policy
        self.exchange = exchange
        self.time = time
        traffic = ServerTraffic(concurrency: concurrency)
    }

    /// - Parameters:
    ///   - body: nil asks with GET.
    ///   - dialogue: whose requests take turns with those of others.
    ///   - jitter: names the random stream of the waits.
    /// - Throws: `server` when it is given up, with the host, the status and what to do.
    func ask<Reply: Decodable & Sendable>(
        _ path: String, _ body: (any Encodable & Sendable)? = nil, dialogue: Int = 0, jitter: RandomKey, for: Reply.Type
    ) async throws -> Reply {
        let request = ServerRequest(path: path, body: try body.map { try JSONEncoder().encode($0) })
        return try await ask(request, dialogue: dialogue, jitter: jitter) { try JSONDecoder().decode(Reply.self, from: $0.body) }
    }

    /// Asks and reads the reply.
    /// - Parameter read: what it throws is taken for a body that is not what the address promises, which no repetition makes better.
    func ask<Reply: Sendable>(
        _ request: ServerRequest, dialogue: Int = 0, jitter: RandomKey, _ read: @escaping @Sendable (HTTPAnswer) throws -> Reply
    ) async throws -> Reply {
        try await repeating(request, dialogue: dialogue, jitter: jitter) { question, timeout in
            await attempt(question, request, timeout: timeout, read)
        }
    }

    /// Makes attempts until one succeeds, or the request is given up.
    /// - Parameter attempt: one of them.
    func repeating<Reply: Sendable>(
        _ request: ServerRequest, dialogue: Int, jitter: RandomKey,
        _ attempt: @escaping @Sendable (HTTPQuestion, _ timeout: Duration) async -> Result<Reply, AttemptFailure>
    ) async throws -> Reply {
        try await traffic.whenOpen(dialogue: dialogue) { try await askInTurn(request, jitter: jitter, attempt) }
    }

    private func askInTurn<Reply>(
        _ request: ServerRequest, jitter: RandomKey, _ attempt: (HTTPQuestion, Duration) async -> Result<Reply, AttemptFailure>
    ) async throws -> Reply {
        let question = HTTPQuestion(
            url: address.url(request.path), body: request.body, key: key, contentType: request.contentType, accept: request.accept)
        var machine = RetryStateMachine(policy: request.policy(policy), jitter: jitter.stream)
        var action = machine.begin(at: time.now())
        var reply: Reply?
        while true {
            switch action {
            case .attempt(let timeout):
                let (admission, number) = await traffic.admit(at: time.now(), patience: timeout)
                if case .hold(let span, let failure) = admission {
                    action = machine.held(for: span, because: failure, at: time.now())
                    continue
                }
                let result: Result<Reply, AttemptFailure> = await attempt(question, timeout)
                if Task.isCancelled {
                    await traffic.abandoned(at: time.now())
                    throw CancellationError()
                }
                let failure: AttemptFailure? = if case .failure(let failure) = result { failure } else { nil }
                let mayRepeat = await traffic.ended(number, failure, at: time.now())
                if case .success(let found) = result { reply = found }
                action = machine.attempted(failure, isSafe: request.mayRepeat(after: failure), mayRepeat: mayRepeat, at: time.now())
            case .wait(let span):
                try await time.sleep(span)
                action = machine.waited(at: time.now())
            case .succeed:
                guard let reply else { preconditionFailure("a success without a reply") }
                return reply
            case .fail(let failure):
                throw failure.error(server: address.host, path: request.path, keySource: keySource)
            }
        }
    }

    private func attempt<Reply>(
        _ question: HTTPQuestion, _ request: ServerRequest, timeout: Duration, _ read: (HTTPAnswer) throws -> Reply
    ) async -> Result<Reply, AttemptFailure> {
        do throws(AttemptFailure) {
            return .success(try await send(question, request, timeout: timeout, read))
        } catch {
            return .failure(error)
        }
    }

    private func send<Reply>(
        _ question: HTTPQuestion, _ request: ServerRequest, timeout: Duration, _ read: (HTTPAnswer) throws -> Reply
    ) async throws(AttemptFailure) -> Reply {
        let answer = try await received { try await exchange.send(question, timeout: timeout) }
        try accept(answer, request)
        do {
            return try read(answer)
        } catch {
            throw .undecodable(clean((error as? HoldfastError)?.description ?? DecodingProblem.text(error)))
        }
    }

    /// What an exchange gave, without the key wherever the server may have repeated it.
    private func received(_ exchange: () async throws -> HTTPAnswer) async throws(AttemptFailure) -> HTTPAnswer {
        do {
            var answer = try await exchange()
            if let key { answer.body = key.redacted(answer.body) }
            return answer
        } catch let failure as AttemptFailure {
            throw failure
        } catch {
            throw .connection(clean(String(describing: error)))
        }
    }

    private func accept(_ answer: HTTPAnswer, _ request: ServerRequest) throws(AttemptFailure) {
        guard (200...299).contains(answer.status) || request.expectedStatuses.contains(answer.status) else {
            throw .status(
                answer.status, message: clean(ErrorBody.message(in: answer.body)),
                retryAfter: RetryAfter.wait(answer.headers, at: time.date()))
        }
    }

    /// One line that may be shown: what a server writes can be anything.
    func clean(_ text: String) -> String {
        let line = (key?.redacted(text) ?? text).split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
    /// Asks once, for a stream of events.
    /// - Parameter receive: gets the events in order; what it throws is the failure.
    func stream(
        _ question: HTTPQuestion, _ request: ServerRequest, timeout: Duration,
        _ receive: @escaping @Sendable (ServerSentEvent) async throws -> Void
    ) async throws(AttemptFailure) {
        let reader = EventReader(key: key, receive: receive)
        let answer = try await received { try await exchange.stream(question, timeout: timeout) { try await reader.take($0) } }
        try accept(answer, request)
        guard answer.isStream else { throw .undecodable("it is no stream of events; ask this server without streaming") }
    }

    /// Asks once and gives back whatever comes, for those who want to know what a server does.
    func look(_ request: ServerRequest, timeout: Duration) async throws(AttemptFailure) -> HTTPAnswer {
        let question = HTTPQuestion(
            url: address.url(request.path), body: request.body, key: key, contentType: request.contentType, accept: request.accept)
        return try await received { try await exchange.send(question, timeout: timeout) }
    }
}

/// Cuts a stream into its events.
private actor EventReader {
    private var events = ServerSentEvents()
    private let key: ServerKey?
    private let receive: @Sendable (ServerSentEvent) async throws -> Void

    init(key: ServerKey?, receive: @escaping @Sendable (ServerSentEvent) async throws -> Void) {
        self.key = key
        self.receive = receive
    }

    func take(_ bytes: Data) async throws {
        for var event in events.append(bytes) {
            if let key { event.data = String(decoding: key.redacted(Data(event.data.utf8)), as: UTF8.self) }
            try await receive(event)
        }
    }
}
