// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Synchronization
import Testing

@testable import HoldfastServers

/// The three ways in which a model is asked: a simulator for tokens, a chat model for a reply, and for a reply in pieces.
enum Seat: String, CaseIterable, Sendable {
    case simulator, chat, stream

    static let events = [
        #"{"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": null}]}"#,
        #"{"choices": [{"index": 0, "delta": {"content": "yes"}, "logprobs": {"content": [{"token": "yes", "logprob": -0.5}]}, "finish_reason": null}]}"#,
        #"{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}"#,
        #"{"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 1}}"#, "[DONE]",
    ]

    /// What a good server answers.
    var body: String {
        switch self {
        case .simulator: #"{"choices": [{"index": 0, "finish_reason": "stop", "token_ids": [7, 4], "logprobs": {"token_logprobs": [-0.5, -1]}}]}"#
        case .chat:
            #"{"choices": [{"index": 0, "message": {"content": "yes"}, "finish_reason": "stop", "logprobs": {"content": [{"token": "yes", "logprob": -0.5}]}}], "usage": {"prompt_tokens": 1, "completion_tokens": 1}}"#
        case .stream: Self.events.map { "data: \($0)\n\n" }.joined()
        }
    }

    var good: FaultServer.Answer { answer(body) }
    func answer(_ body: String) -> FaultServer.Answer {
        FaultServer.reply("200 OK", body, headers: self == .stream ? "Content-Type: text/event-stream\r\n" : "")
    }

    /// A reply that promises more than it brings.
    func broken(_ body: String, _ end: FaultServer.End) -> FaultServer.Answer {
        let type = self == .stream ? "Content-Type: text/event-stream\r\n" : ""
        return FaultServer.Answer(bytes: "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\(type)\r\n\(body)", end: end)
    }
}

/// What came of one question.
struct Drill: Sendable {
    var said: String?
    var error: HoldfastError?
    var pieces: [ChatPiece] = []
    /// Requests beside the list of models.
    var requests: Int

    /// Asks once, with three attempts and waits of a millisecond.
    static func run(
        _ seat: Seat, _ answers: [FaultServer.Answer],
        retry: RetryPolicy = RetryPolicy(attempts: 3, firstDelay: .milliseconds(1), longestDelay: .milliseconds(1))
    ) async throws -> Drill {
        let before = seat == .simulator ? [FaultServer.reply("200 OK", #"{"data": [{"id": "m", "max_model_len": 50}]}"#)] : []
        var (drill, connections) = try await FaultServer.run(before + answers) { url -> Drill in
            let configuration = OpenAIServerConfiguration(url: url, model: "m", retry: retry)
            let told = Mutex<[ChatPiece]>([])
            var drill = Drill(requests: 0)
            do {
                switch seat {
                case .simulator:
                    let request = SampleRequest(
                        prompt: [1], parameters: SamplingParameters(maxTokens: 3, stopTokens: [4]),
                        randomKey: RandomKey(seed: 1, purpose: .sampling))
                    let reply = try await OpenAIModelServer(configuration, vocabularySize: 10).sample([request]).first
                    drill.said = reply?.tokens == [7, 4] ? "yes" : "\(reply?.tokens ?? [])"
                case .chat:
                    let reply = try await OpenAIChatModel(configuration).reply(to: ChatRequest([ChatMessage(.user, "Is it?")], logprobs: true))
                    drill.said = reply.text
                case .stream:
                    let request = ChatRequest([ChatMessage(.user, "Is it?")], logprobs: true)
                    let reply = try await OpenAIChatModel(configuration).reply(to: request) { piece in told.withLock { $0.append(piece) } }
                    drill.said = reply.text
                }
            } catch let error as HoldfastError {
                drill.error = error
            }
            drill.pieces = told.withLock(\.self)
            return drill
        }
        drill.requests = connections - before.count
        return drill
    }
}

/// The rows of docs/faults.md about servers of the OpenAI protocol.
struct FaultDrillTests {
    private func passes(_ seat: Seat, _ faults: [FaultServer.Answer], _ comment: String = "") async throws {
        let drill = try await Drill.run(seat, faults + [seat.good])
        #expect(drill.said == "yes", "\(seat) \(comment): \(drill.error?.message ?? "")")
        #expect(drill.requests == faults.count + 1, "\(seat) \(comment)")
        #expect(drill.pieces == (seat == .stream ? [.text("yes")] : []), "\(seat) \(comment)")
    }

    private func fails(_ seat: Seat, _ fault: FaultServer.Answer, _ mention: String) async throws {
        // A second request would be answered well, and be a mistake.
        let drill = try await Drill.run(seat, [fault, seat.good])
        #expect(drill.said == nil && drill.requests == 1, "\(seat)")
        #expect(drill.error?.code == .server, "\(seat)")
        #expect(
            drill.error?.message.contains(mention) == true && drill.error?.message.contains("127.0.0.1:") == true,
            "\(seat): \(drill.error?.message ?? "")")
    }

    @Test(arguments: Seat.allCases) func `pushing back is waited out, whether a wait is named or not`(seat: Seat) async throws {
        for headers in ["", "Retry-After: 0\r\n", "retry-after-ms: 2\r\n", "Retry-After: soon\r\n", "retry-after-ms: nan\r\n"] {
            try await passes(seat, [FaultServer.reply("429 Too Many Requests", #"{"error": {"message": "slow"}}"#, headers: headers)], headers)
        }
        try await passes(seat, [FaultServer.reply("503 Service Unavailable", "", headers: "retry-after-ms: 1\r\n")])
    }

    @Test(arguments: Seat.allCases) func `a wait in milliseconds is kept`(seat: Seat) async throws {
        let start = ContinuousClock.now
        try await passes(seat, [FaultServer.reply("429 Too Many Requests", "", headers: "Retry-After: 9\r\nretry-after-ms: 120\r\n")])
        #expect(ContinuousClock.now - start >= .milliseconds(120))
    }

    @Test(arguments: Seat.allCases) func `a wait beyond the deadline is not begun`(seat: Seat) async throws {
        for headers in ["Retry-After: 3600\r\n", "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT\r\n", "retry-after-ms: 1e12\r\n"] {
            let drill = try await Drill.run(seat, [FaultServer.reply("429 Too Many Requests", "", headers: headers), seat.good])
            #expect(drill.error?.message.contains("status 429") == true && drill.requests == 1, "\(headers): \(drill.error?.message ?? "")")
            #expect((drill.error?.cause as? RetryFailure)?.reason == .deadlinePassed)
        }
    }

    @Test(arguments: Seat.allCases) func `a server whose clock is hours off is waited for by its own clock`(seat: Seat) async throws {
        func header(_ offset: TimeInterval, wait: TimeInterval) -> String {
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(identifier: "GMT")
            format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            let date = Date(timeIntervalSinceNow: offset)
            return "Date: \(format.string(from: date))\r\nRetry-After: \(format.string(from: date.addingTimeInterval(wait)))\r\n"
        }
        // By our clock the first would be a wait of five hours; a moment that is past is none at all.
        for headers in [header(5 * 3600, wait: 0), header(-5 * 3600, wait: 0), header(0, wait: -7200), header(5 * 3600, wait: -60)] {
            try await passes(seat, [FaultServer.reply("429 Too Many Requests", "", headers: headers)], headers)
        }
        let late = try await Drill.run(seat, [FaultServer.reply("429 Too Many Requests", "", headers: header(-5 * 3600, wait: 3600)), seat.good])
        #expect(late.said == nil && late.requests == 1, "an hour is an hour, however early the server believes it is")
    }

    @Test(arguments: Seat.allCases) func `trouble of the server is repeated`(seat: Seat) async throws {
        try await passes(seat, [FaultServer.reply("500 Internal Server Error", "x"), FaultServer.reply("503 Service Unavailable", "")])
        try await passes(seat, [FaultServer.reply("502 Bad Gateway", "<html>bad</html>")])
        let drill = try await Drill.run(seat, (0..<3).map { FaultServer.reply("500 Internal Server Error", "number \($0)") })
        #expect(drill.error?.message.contains("status 500 (3 attempts): number 2; see its own log") == true, "\(drill.error?.message ?? "")")
    }

    @Test(arguments: Seat.allCases) func `a connection that is lost before anything was used is made anew`(seat: Seat) async throws {
        let begun = String(seat.body.prefix(30))
        try await passes(seat, [FaultServer.Answer(bytes: "", end: .closes)], "closed before the reply")
        try await passes(seat, [FaultServer.Answer(bytes: "", end: .resets)], "reset before the reply")
        try await passes(seat, [seat.broken(begun, .closes)], "closed within the body")
        try await passes(seat, [seat.broken(begun, .resets)], "reset within the body")
        try await passes(seat, [FaultServer.Answer(bytes: "SSH-2.0-OpenSSH_9.2\r\n", end: .closes)], "no HTTP at all")
    }

    @Test func `a stream that is lost after a piece was told is not repeated`() async throws {
        let begun = Seat.events.prefix(2).map { "data: \($0)\n\n" }.joined()
        for (fault, mention) in [
            (Seat.stream.broken(begun, .closes), "after a part of the reply was used"),
            (Seat.stream.answer(begun), "the stream broke off before the reply's end"),
            (Seat.stream.answer(begun + #"data: {"error": {"message": "out of memory"}}"# + "\n\n"), "out of memory; ask again"),
        ] {
            let drill = try await Drill.run(.stream, [fault, Seat.stream.good])
            #expect(drill.said == nil && drill.requests == 1 && drill.pieces == [.text("yes")])
            #expect(drill.error?.message.contains(mention) == true, "\(drill.error?.message ?? "")")
        }
    }

    @Test func `an error within a stream is repeated as long as nothing was told`() async throws {
        for event in [#"{"error": {"message": "no memory", "code": 500}}"#, #"{"error": {"message": "slow", "code": 429}}"#, #"{"error": "no"}"#] {
            try await passes(.stream, [Seat.stream.answer("data: \(Seat.events[0])\n\ndata: \(event)\n\n")], event)
        }
        try await passes(.stream, [Seat.stream.answer("event: error\ndata: {\"message\": \"no\"}\n\n")])
        let refused = try await Drill.run(
            .stream, [Seat.stream.answer(#"data: {"error": {"message": "too long", "code": 400}}"# + "\n\n"), Seat.stream.good])
        #expect(refused.error?.message.contains("status 400: too long") == true && refused.requests == 1)
    }

    @Test func `what comes after a stream's last word does no harm`() async throws {
        let drill = try await Drill.run(.stream, [Seat.stream.broken(Seat.stream.body, .closes)])
        #expect(drill.said == "yes" && drill.pieces == [.text("yes")] && drill.requests == 1)
    }

    @Test(arguments: Seat.allCases) func `half JSON is refused at once`(seat: Seat) async throws {
        let half = seat == .stream ? "data: \(Seat.events[0].prefix(40))\n\n" : String(seat.body.prefix(40))
        try await fails(seat, seat.answer(half), "not JSON")
        try await fails(seat, seat.answer(seat == .stream ? "data: <html>\n\n" : "<html>"), "not JSON")
    }

    @Test func `a body that is no stream is refused where one was asked for`() async throws {
        try await fails(.stream, Seat.chat.good, "no stream of events; ask this server without streaming")
    }

    @Test(arguments: Seat.allCases) func `log-probabilities that do not belong to the tokens are refused`(seat: Seat) async throws {
        if seat == .simulator {
            try await fails(seat, seat.answer(seat.body.replacing("[-0.5, -1]", with: "[-0.5]")), "1 log-probabilities for 2 tokens")
            try await fails(
                seat, seat.answer(seat.body.replacing("[7, 4]", with: "[7, 4, 4, 4]").replacing("[-0.5, -1]", with: "[-1, -1, -1, -1]")),
                "4 tokens where 1 to 3")
        } else {
            let twice = seat.body.replacing(
                #"[{"token": "yes", "logprob": -0.5}]"#, with: #"[{"token": "y", "logprob": -1}, {"token": "es", "logprob": -1}]"#)
            try await fails(seat, seat.answer(twice), "2 log-probabilities for 1 tokens")
        }
    }

    @Test(arguments: Seat.allCases) func `what is no number is refused`(seat: Seat) async throws {
        let place = seat == .simulator ? "token_logprobs[0] has another type" : "logprob has another type"
        for wrong in [#""NaN""#, #""-Infinity""#] { try await fails(seat, seat.answer(seat.body.replacing("-0.5", with: wrong)), place) }
        try await fails(seat, seat.answer(seat.body.replacing("-0.5", with: "NaN")), "not JSON")
        try await fails(seat, seat.answer(seat.body.replacing("-0.5", with: "0.5")), "above 0")
        try await fails(seat, seat.answer(seat.body.replacing("-0.5", with: "null")), "missing, not finite")
    }

    @Test(arguments: Seat.allCases) func `a doubled result is refused`(seat: Seat) async throws {
        if seat == .stream {
            try await fails(seat, seat.answer("data: " + Seat.events[2] + "\n\ndata: " + Seat.events[2] + "\n\n"), "as if it came twice")
            try await fails(seat, seat.answer("data: " + Seat.events[1].replacing(#""index": 0"#, with: #""index": 1"#) + "\n\n"), "second reply")
            return
        }
        let choice = String(seat.body.dropFirst(#"{"choices": ["#.count).prefix { $0 != "]" })
        #expect(choice.hasPrefix("{"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(seat.body.utf8)) as? [String: Any])
        let one = try #require((object["choices"] as? [Any])?.first)
        // The same number twice, two numbers, and a number that was not asked for.
        for (choices, mention) in [([one, one], "2"), ([one, renumbered(one, 1)], "2"), ([renumbered(one, 1)], "1")] {
            let data = try JSONSerialization.data(withJSONObject: object.merging(["choices": choices]) { $1 })
            try await fails(seat, seat.answer(String(decoding: data, as: UTF8.self)), mention)
        }
    }

    private func renumbered(_ choice: Any, _ index: Int) -> Any { (choice as? [String: Any])?.merging(["index": index]) { $1 } ?? [:] }

    @Test(arguments: Seat.allCases) func `a stall ends with the attempt's time`(seat: Seat) async throws {
        let retry = RetryPolicy(attempts: 2, attemptTimeout: .milliseconds(400), firstDelay: .milliseconds(1))
        let stall = seat.broken(String(seat.body.prefix(30)), .stalls)
        let start = ContinuousClock.now
        let drill = try await Drill.run(seat, [stall, stall], retry: retry)
        #expect(
            drill.error?.message.contains("did not answer") == true && drill.error?.message.contains("in time (2 attempts)") == true,
            "\(drill.error?.message ?? "")")
        #expect(ContinuousClock.now - start >= .milliseconds(800))
        let silent = try await Drill.run(seat, [FaultServer.Answer(bytes: "", end: .stalls), seat.good], retry: retry)
        #expect(silent.said == "yes" || silent.error?.message.contains("in time") == true)
    }

    /// Tells the beginning of a stream, and then nothing until the attempt's time is over, which a test need not wait for.
    private final class StallingExchange: HTTPExchange {
        private let count = Mutex(0)
        var attempts: Int { count.withLock(\.self) }

        func send(_ question: HTTPQuestion, timeout: Duration) async throws -> HTTPAnswer { throw AttemptFailure.timedOut }
        func stream(
            _ question: HTTPQuestion, timeout: Duration, _ receive: @escaping @Sendable (Data) async throws -> Void
        ) async throws -> HTTPAnswer {
            count.withLock { $0 += 1 }
            try await receive(Data(Seat.events.prefix(2).map { "data: \($0)\n\n" }.joined().utf8))
            throw AttemptFailure.timedOut
        }
    }

    @Test func `a stream that stalls after a piece is not repeated`() async throws {
        let exchange = StallingExchange()
        let told = Mutex<[ChatPiece]>([])
        let configuration = OpenAIServerConfiguration(url: "http://host:1", model: "m")
        let chat = try await OpenAIChatModel(configuration, connection: ServerConnection(configuration, exchange: exchange))
        let error = await #expect(throws: HoldfastError.self) {
            try await chat.reply(to: ChatRequest([ChatMessage(.user, "Is it?")])) { piece in told.withLock { $0.append(piece) } }
        }
        #expect(error?.message.contains("it did not end in time") == true && exchange.attempts == 1, "\(error?.message ?? "")")
        let pieces = told.withLock(\.self)
        #expect(pieces == [.text("yes")])
    }

    @Test(arguments: Seat.allCases) func `a refusal and a redirect are final`(seat: Seat) async throws {
        try await fails(
            seat, FaultServer.reply("400 Bad Request", #"{"error": {"message": "too long", "code": "context_length_exceeded"}}"#),
            "status 400: too long")
        try await fails(seat, FaultServer.reply("422 Unprocessable Entity", #"{"detail": [{"loc": ["body", "n"], "msg": "bad"}]}"#), "bad")
        try await fails(seat, FaultServer.reply("302 Found", "", headers: "Location: http://127.0.0.1:1/\r\n"), "status 302")
    }

    @Test func `a server that is not there is an error that says so`() async throws {
        let (url, _) = try await FaultServer.run([]) { $0 }
        let configuration = OpenAIServerConfiguration(url: url, model: "m", retry: RetryPolicy(attempts: 2, firstDelay: .milliseconds(1)))
        let simulator = await #expect(throws: HoldfastError.self) { try await OpenAIModelServer(configuration, vocabularySize: 10) }
        #expect(simulator?.message.contains("cannot be reached for /v1/models (2 attempts)") == true, "\(simulator?.message ?? "")")
        let chat = try await OpenAIChatModel(configuration)
        let error = await #expect(throws: HoldfastError.self) { try await chat.reply(to: ChatRequest([ChatMessage(.user, "Is it?")])) }
        #expect(error?.message.contains("check that it runs and that the URL is right") == true, "\(error?.message ?? "")")
    }
}
