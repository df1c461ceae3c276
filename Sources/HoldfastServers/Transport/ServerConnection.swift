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

    init(
        _ configuration: OpenAIServerConfiguration, exchange: any HTTPExchange = AsyncHTTPExchange(), time: Timekeeper = .real
    ) throws {
        address = try ServerAddress(configuration.url)
        key = try ServerKey(variable: configuration.keyVariable)
        keyVariable = configuration.keyVariable
        policy = configuration.retry
        self.exchange = exchange
        self.time = time
    }

    /// - Parameters:
    ///   - body: nil asks with GET.
    ///   - jitter: names the random stream of the waits.
    /// - Throws: `server` when it is given up, with the host, the status and what to do.
    func ask<Reply: Decodable>(_ path: String, _ body: (any Encodable)? = nil, jitter: RandomKey, for: Reply.Type) async throws -> Reply {
        let question = HTTPQuestion(url: address.url(path), body: try body.map { try JSONEncoder().encode($0) }, key: key)
        var machine = RetryStateMachine(policy: policy, jitter: jitter.stream)
        var action = machine.begin(at: time.now())
        var reply: Reply?
        while true {
            switch action {
            case .attempt(let timeout):
                do throws(AttemptFailure) {
                    reply = try await attempt(question, timeout: timeout)
                    action = machine.attempted(nil, at: time.now())
                } catch {
                    try Task.checkCancellation()
                    action = machine.attempted(error, at: time.now())
                }
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

    private func attempt<Reply: Decodable>(_ question: HTTPQuestion, timeout: Duration) async throws(AttemptFailure) -> Reply {
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
