// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Asks one server, again where that may help, and gives back decoded replies.
struct ServerConnection: Sendable {
    let address: ServerAddress
    private let key: ServerKey?
    private let keyVariable: String?
    private let policy: RetryPolicy
    private let exchange: any HTTPExchange
    private let time: Timekeeper
    private let traffic: ServerTraffic

    init(
        _ configuration: OpenAIServerConfiguration, exchange: any HTTPExchange = AsyncHTTPExchange(), time: Timekeeper = .real
    ) throws {
        address = try ServerAddress(configuration.url)
        key = try ServerKey(variable: configuration.keyVariable)
        keyVariable = configuration.keyVariable
        policy = configuration.retry
        self.exchange = exchange
        self.time = time
        traffic = ServerTraffic(concurrency: configuration.concurrency)
    }

    /// - Parameters:
    ///   - body: nil asks with GET.
    ///   - dialogue: whose requests take turns with those of others.
    ///   - jitter: names the random stream of the waits.
    /// - Throws: `server` when it is given up, with the host, the status and what to do.
    func ask<Reply: Decodable & Sendable>(
        _ path: String, _ body: (any Encodable & Sendable)? = nil, dialogue: Int = 0, jitter: RandomKey, for: Reply.Type
    ) async throws -> Reply {
        try await traffic.whenOpen(dialogue: dialogue) { try await askInTurn(path, body, jitter: jitter) }
    }

    private func askInTurn<Reply: Decodable>(_ path: String, _ body: (any Encodable)?, jitter: RandomKey) async throws -> Reply {
        let question = HTTPQuestion(url: address.url(path), body: try body.map { try JSONEncoder().encode($0) }, key: key)
        var machine = RetryStateMachine(policy: policy, jitter: jitter.stream)
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
                let result: Result<Reply, AttemptFailure> = await attempt(question, timeout: timeout)
                if Task.isCancelled {
                    await traffic.abandoned(at: time.now())
                    throw CancellationError()
                }
                let failure: AttemptFailure? = if case .failure(let failure) = result { failure } else { nil }
                let mayRepeat = await traffic.ended(number, failure, at: time.now())
                if case .success(let found) = result { reply = found }
                action = machine.attempted(failure, mayRepeat: mayRepeat, at: time.now())
            case .wait(let span):
                try await time.sleep(span)
                action = machine.waited(at: time.now())
            case .succeed:
                guard let reply else { preconditionFailure("a success without a reply") }
                return reply
            case .fail(let failure):
                throw failure.error(server: address.host, path: path, keyVariable: keyVariable)
            }
        }
    }

    private func attempt<Reply: Decodable>(_ question: HTTPQuestion, timeout: Duration) async -> Result<Reply, AttemptFailure> {
        do throws(AttemptFailure) {
            return .success(try await send(question, timeout: timeout))
        } catch {
            return .failure(error)
        }
    }

    private func send<Reply: Decodable>(_ question: HTTPQuestion, timeout: Duration) async throws(AttemptFailure) -> Reply {
        let answer: HTTPAnswer
        do {
            answer = try await exchange.send(question, timeout: timeout)
        } catch let failure as AttemptFailure {
            throw failure
        } catch {
            throw .connection(clean(String(describing: error)))
        }
        guard (200...299).contains(answer.status) else {
            throw .status(
                answer.status, message: clean(ErrorBody.message(in: answer.body)),
                retryAfter: RetryAfter.wait(answer.headers, at: time.date()))
        }
        do {
            return try JSONDecoder().decode(Reply.self, from: answer.body)
        } catch {
            throw .undecodable(clean(DecodingProblem.text(error)))
        }
    }

    /// One line that may be shown: what a server writes can be anything.
    private func clean(_ text: String) -> String {
        let line = (key?.redacted(text) ?? text).split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 300 ? line.prefix(300) + "…" : line
    }
}
