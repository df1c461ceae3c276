// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEngine
import HoldfastModels
import Testing

@testable import HoldfastServers
@testable import HoldfastServing

/// What a client hears while lines are sampled, against what it would be told at once.
@Suite struct StreamingTests {
    private static let chat =
        #""messages": [{"role": "system", "content": "You are Ann."}, {"role": "user", "content": "hello, which train?"}]"#

    private func engine(_ fixture: ServedFixture) throws -> EmbeddedServer {
        try EmbeddedServer(
            model: ModelConfiguration(
                vocabularySize: fixture.tokenizer.vocabularySize, hiddenSize: 16, feedForwardSize: 24, layers: 1, heads: 2, keyValueHeads: 1,
                contextLength: 200), seed: 5, configuration: EngineConfiguration(threads: 1))
    }

    private static func ask(_ url: String, _ path: String, _ body: String) async throws -> HTTPAnswer {
        try await AsyncHTTPExchange().send(HTTPQuestion(url: url + path, body: Data(body.utf8)), timeout: .seconds(30))
    }

    /// The events of a stream, without OpenAI's mark at their end.
    private static func events(_ answer: HTTPAnswer) throws -> [[String: Any]] {
        #expect(answer.status == 200 && answer.headers["content-type"] == "text/event-stream")
        let lines = String(decoding: answer.body, as: UTF8.self).components(separatedBy: "\n\n")
        #expect(lines.suffix(2) == ["data: [DONE]", ""])
        return try lines.dropLast(2).map {
            #expect($0.hasPrefix("data: "))
            return try #require(try JSONSerialization.jsonObject(with: Data($0.dropFirst(6).utf8)) as? [String: Any])
        }
    }

    private static func choices(_ object: [String: Any]) -> [[String: Any]] { object["choices"] as? [[String: Any]] ?? [] }

    @Test func `the pieces of a chat are its line, with all that is told of it`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(engine(fixture)) { url in
            for seed in 0..<24 {
                let stop = seed.isMultiple(of: 3) ? #", "stop": ["e", "th"]"# : ""
                let body = """
                    {\(Self.chat), "seed": \(seed), "max_tokens": 24, "n": 2, "temperature": 0.8, "logprobs": true, "top_logprobs": 2, \
                    "return_token_ids": true\(stop)
                    """
                let whole = try #require(
                    try JSONSerialization.jsonObject(
                        with: try await Self.ask(url, "/v1/chat/completions", body + "}").body) as? [String: Any])
                let events = try Self.events(
                    try await Self.ask(
                        url, "/v1/chat/completions", body + #", "stream": true, "stream_options": {"include_usage": true}}"#))
                #expect(events.last?["usage"] as? NSDictionary == whole["usage"] as? NSDictionary)
                #expect(events.first?["prompt_token_ids"] as? [Int] == whole["prompt_token_ids"] as? [Int])
                for choice in Self.choices(whole) {
                    let index = choice["index"] as? Int
                    let pieces = events.flatMap(Self.choices).filter { $0["index"] as? Int == index }
                    let deltas = pieces.compactMap { $0["delta"] as? [String: Any] }
                    #expect(deltas.first?["role"] as? String == "assistant")
                    let text = deltas.compactMap { $0["content"] as? String }.joined()
                    #expect(text == (choice["message"] as? [String: Any])?["content"] as? String, "seed \(seed)")
                    #expect(pieces.flatMap { $0["token_ids"] as? [Int] ?? [] } == choice["token_ids"] as? [Int], "seed \(seed)")
                    let told = pieces.flatMap { ($0["logprobs"] as? [String: Any])?["content"] as? [NSDictionary] ?? [] }
                    #expect(told == (choice["logprobs"] as? [String: Any])?["content"] as? [NSDictionary], "seed \(seed)")
                    #expect(pieces.last?["finish_reason"] as? String == choice["finish_reason"] as? String)
                    #expect(pieces.last?["stop_reason"] as? String == choice["stop_reason"] as? String)
                    #expect(pieces.dropLast().allSatisfy { !($0["finish_reason"] is String) })
                }
            }
        }
    }

    @Test func `the pieces of completions are their texts`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(engine(fixture)) { url in
            for seed in 0..<12 {
                let stop = seed.isMultiple(of: 2) ? #", "stop": "n""# : ""
                let body = """
                    {"prompt": ["You are Ann.", "yes please"], "seed": \(seed), "max_tokens": 20, "logprobs": 1, "return_token_ids": true\(stop)
                    """
                let whole = try #require(
                    try JSONSerialization.jsonObject(with: try await Self.ask(url, "/v1/completions", body + "}").body) as? [String: Any])
                let events = try Self.events(try await Self.ask(url, "/v1/completions", body + #", "stream": true}"#))
                for choice in Self.choices(whole) {
                    let pieces = events.flatMap(Self.choices).filter { $0["index"] as? Int == choice["index"] as? Int }
                    #expect(pieces.compactMap { $0["text"] as? String }.joined() == choice["text"] as? String, "seed \(seed)")
                    #expect(pieces.flatMap { $0["token_ids"] as? [Int] ?? [] } == choice["token_ids"] as? [Int])
                    #expect(pieces.first?["prompt_token_ids"] as? [Int] == choice["prompt_token_ids"] as? [Int])
                    for key in ["tokens", "token_logprobs", "text_offset", "top_logprobs"] {
                        let told = pieces.flatMap { ($0["logprobs"] as? [String: Any])?[key] as? [NSObject] ?? [] }
                        #expect(told == (choice["logprobs"] as? [String: Any])?[key] as? [NSObject], "\(key) of seed \(seed)")
                    }
                    #expect(pieces.last?["finish_reason"] as? String == choice["finish_reason"] as? String)
                }
            }
        }
    }

    /// Pieces of text alone are written by hand.
    @Test func `plain pieces are the same texts`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(engine(fixture)) { url in
            for seed in 0..<12 {
                for (path, body) in [
                    ("/v1/chat/completions", "{\(Self.chat), \"seed\": \(seed), \"max_tokens\": 24"),
                    ("/v1/completions", #"{"prompt": "You \"are\" Ann.\n", "seed": \#(seed), "max_tokens": 24"#),
                ] {
                    let whole = try #require(
                        try JSONSerialization.jsonObject(with: try await Self.ask(url, path, body + "}").body) as? [String: Any])
                    let events = try Self.events(try await Self.ask(url, path, body + #", "stream": true}"#))
                    func text(_ choice: [String: Any]) -> String? {
                        choice["text"] as? String ?? (choice["delta"] as? [String: Any] ?? choice["message"] as? [String: Any])?["content"] as? String
                    }
                    let pieces = events.flatMap(Self.choices)
                    #expect(pieces.compactMap(text).joined() == Self.choices(whole).first.flatMap(text), "\(path), seed \(seed)")
                    for event in events {
                        #expect(event["model"] as? String == "simulator" && (event["id"] as? String)?.isEmpty == false)
                        #expect(event["object"] as? String == (path.contains("chat") ? "chat.completion.chunk" : "text_completion"))
                    }
                }
            }
        }
    }

    /// A server that tells nothing on the way is heard at the end, in the same form.
    @Test func `a server without a stream of tokens is heard all the same`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted()) { url in
            let events = try Self.events(try await Self.ask(url, "/v1/chat/completions", "{\(Self.chat), \"seed\": 4, \"stream\": true}"))
            let whole = try #require(
                try JSONSerialization.jsonObject(
                    with: try await Self.ask(url, "/v1/chat/completions", "{\(Self.chat), \"seed\": 4}").body) as? [String: Any])
            let text = events.flatMap(Self.choices).compactMap { ($0["delta"] as? [String: Any])?["content"] as? String }.joined()
            #expect(text == (Self.choices(whole).first?["message"] as? [String: Any])?["content"] as? String)
        }
    }

    @Test func `what is wrong with a request is a status, what fails later an event`() async throws {
        let fixture = try ServedFixture()
        try await fixture.serving(fixture.scripted(faults: [.sample: [1]])) { url in
            let refused = try await Self.ask(url, "/v1/chat/completions", "{\(Self.chat), \"stream\": true, \"temperature\": 9}")
            #expect(refused.status == 400)
            let failed = try await Self.ask(url, "/v1/chat/completions", "{\(Self.chat), \"stream\": true}")
            let text = String(decoding: failed.body, as: UTF8.self)
            #expect(failed.status == 200 && text.hasPrefix(#"data: {"error":{"#) && !text.contains("[DONE]"), "\(failed.status) \(text)")
        }
    }

    @Test func `a client that goes away frees what was sampled for it`() async throws {
        let fixture = try ServedFixture()
        let engine = try engine(fixture)
        try await fixture.serving(engine) { url in
            let client = try #require(RawClient(url: url))
            // No stop is ever likely enough here; the connection is given up after the first bytes.
            let body = #"{"prompt": "You are Ann.", "max_tokens": 180, "stop_token_ids": [], "stream": true}"#
            let head = "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            for _ in 0..<8 { _ = await client.exchange(Array(head.utf8), silence: 1) }
            // Somebody else is served, and in the end nothing is being sampled.
            let answer = try await Self.ask(url, "/v1/completions", #"{"prompt": "You are Ann.", "max_tokens": 3}"#)
            #expect(answer.status == 200)
            let clock = ContinuousClock()
            let deadline = clock.now + .seconds(20)
            while await engine.samplingStatistics.live > 0, clock.now < deadline { await Task.yield() }
            #expect(await engine.samplingStatistics.live == 0)
        }
    }
}
