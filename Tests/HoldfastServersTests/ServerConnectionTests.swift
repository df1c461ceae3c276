// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Synchronization
import Testing

@testable import HoldfastServers

/// Gives prepared answers one after the other, and keeps what it was asked.
private final class PreparedExchange: HTTPExchange {
    private let answers: Mutex<[Result<HTTPAnswer, AttemptFailure>]>
    private let asked = Mutex<[HTTPQuestion]>([])
    var questions: [HTTPQuestion] { asked.withLock(\.self) }

    init(_ answers: [Result<HTTPAnswer, AttemptFailure>]) { self.answers = Mutex(answers) }

    func send(_ question: HTTPQuestion, timeout: Duration) async throws -> HTTPAnswer {
        asked.withLock { $0.append(question) }
        return try answers.withLock { $0.removeFirst() }.get()
    }
}

/// Time that passes only where it is slept.
private final class SleptTime: Sendable {
    private let slept = Mutex<[Duration]>([])
    var sleeps: [Duration] { slept.withLock(\.self) }
    var timekeeper: Timekeeper {
        Timekeeper(
            now: { self.sleeps.reduce(.zero, +) }, sleep: { span in self.slept.withLock { $0.append(span) } },
            date: { Date(timeIntervalSince1970: 0) })
    }
}

struct ServerConnectionTests {
    private struct Greeting: Decodable, Sendable, Equatable { var hello: String }
    /// A variable that every test process has.
    private static let variable = "PATH"

    private func answer(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> Result<HTTPAnswer, AttemptFailure> {
        .success(HTTPAnswer(status: status, headers: headers, body: Data(body.utf8)))
    }

    private func ask(_ exchange: PreparedExchange, _ time: SleptTime = SleptTime(), key: String? = nil) async throws -> Greeting {
        let configuration = OpenAIServerConfiguration(url: "http://host:1/v1", keyVariable: key, retry: RetryPolicy(attempts: 3))
        return try await ServerConnection(configuration, exchange: exchange, time: time.timekeeper)
            .ask("/v1/hello", ["a": 1], jitter: RandomKey(seed: 1, purpose: .retry), for: Greeting.self)
    }

    @Test func `it waits as the server asks and tries again`() async throws {
        let exchange = PreparedExchange([
            answer(429, "", ["retry-after": "3"]), answer(503, "", ["retry-after-ms": "1500"]), answer(200, #"{"hello": "you"}"#),
        ])
        let time = SleptTime()
        #expect(try await ask(exchange, time) == Greeting(hello: "you"))
        #expect(time.sleeps == [.seconds(3), .milliseconds(1500)])
        #expect(exchange.questions.map(\.url) == [String](repeating: "http://host:1/v1/hello", count: 3))
        #expect(exchange.questions.allSatisfy { $0.body == Data(#"{"a":1}"#.utf8) })
    }

    @Test func `each final failure says which server, what, and what to do`() async throws {
        let busy = answer(500, #"{"error": {"message": "out of\nmemory"}}"#)
        let table: [([Result<HTTPAnswer, AttemptFailure>], [String])] = [
            ([answer(400, #"{"error": {"message": "bad n"}}"#)], ["host:1", "status 400", "bad n"]),
            ([answer(404, #"{"detail": "Not Found"}"#)], ["status 404", "Not Found", "check the URL"]),
            ([answer(401, "who are you")], ["status 401", "who are you", "name the environment variable"]),
            ([busy, busy, busy], ["status 500 (3 attempts)", "out of memory", "see its own log"]),
            ([.failure(.timedOut), .failure(.timedOut), .failure(.timedOut)], ["in time (3 attempts)"]),
            ([busy, busy, .failure(.connection("refused"))], ["cannot be reached", "refused"]),
            ([answer(200, #"{"hello": "#)], ["not JSON", "OpenAI-compatible"]),
            ([answer(200, #"{"hello": 3}"#)], ["hello has another type"]),
            ([answer(200, #"{}"#)], ["hello is missing"]),
        ]
        for (answers, mentions) in table {
            let exchange = PreparedExchange(answers)
            let error = await #expect(throws: HoldfastError.self) { try await ask(exchange) }
            #expect(error?.code == .server)
            for mention in mentions { #expect(error?.message.contains(mention) == true, "\(mention): \(error?.message ?? "")") }
            #expect(error?.message.contains("\n") == false)
            #expect(exchange.questions.count == answers.count)
        }
    }

    @Test func `the key is sent and never shown`() async throws {
        let key = try #require(ProcessInfo.processInfo.environment[Self.variable])
        let exchange = PreparedExchange([answer(401, "wrong key: \(key)")])
        let error = await #expect(throws: HoldfastError.self) { try await ask(exchange, key: Self.variable) }
        #expect(exchange.questions.first?.key?.header.value == "Bearer \(key)")
        #expect(error?.message.contains("wrong key: [key]; check the key in the environment variable \(Self.variable)") == true)
        #expect(error.map { !"\($0) \(String(reflecting: $0))".contains(key) } == true)
        var dumped = ""
        dump(exchange.questions, to: &dumped)
        #expect(!dumped.contains(key) && !"\(exchange.questions)".contains(key))
    }

    @Test func `a key variable that is not set is refused`() async throws {
        let exchange = PreparedExchange([])
        let error = await #expect(throws: HoldfastError.self) { try await ask(exchange, key: "HOLDFAST_NO_SUCH_KEY") }
        #expect(error?.code == .configuration && error?.message.contains("HOLDFAST_NO_SUCH_KEY") == true)
    }

    @Test func `addresses with and without v1 are the same, and bad ones are refused`() throws {
        for text in ["http://host:1", "http://host:1/", "http://host:1/v1", "http://host:1/v1/"] {
            #expect(try ServerAddress(text).url("/v1/models") == "http://host:1/v1/models")
        }
        #expect(try ServerAddress("https://host/under/v1").url("/v1/models") == "https://host/under/v1/models")
        #expect(try ServerAddress("http://[::1]:80").base == "http://[::1]:80")
        for text in ["", "host:1", "ftp://host", "http://", "http://me:secret@host", "http://host?key=secret"] {
            let error = #expect(throws: HoldfastError.self) { try ServerAddress(text) }
            #expect(error?.code == .configuration && error?.message.contains("secret") == false)
        }
    }

    @Test func `retry-after is read in all its forms`() {
        let date = Date(timeIntervalSince1970: 784_111_777)
        let table: [([String: String], Duration?)] = [
            ([:], nil), (["retry-after": "7"], .seconds(7)), (["retry-after": "0.5"], .milliseconds(500)), (["retry-after": "-1"], .zero),
            (["retry-after": "soon"], nil), (["retry-after-ms": "20", "retry-after": "7"], .milliseconds(20)),
            (["retry-after": "nan"], nil), (["retry-after": "1e300"], .seconds(86_400)),
            (["retry-after": "Sun, 06 Nov 1994 08:49:47 GMT"], .seconds(10)), (["retry-after": "Sun, 06 Nov 1994 08:49:27 GMT"], .zero),
        ]
        for (headers, wait) in table { #expect(RetryAfter.wait(headers, at: date) == wait, "\(headers)") }
    }
}
