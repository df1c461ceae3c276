// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// How a served simulator stops.
@Suite("A served simulator stops", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct ServeShutdownTests {
    /// Some seconds of sampling.
    private static let long = #"{"prompt": [5, 6, 7], "max_tokens": 1500, "n": 8, "stop_token_ids": [], "seed": 1}"#

    /// Waits until a number that Prometheus reads has a value. The loop ends: every turn is a request.
    private func wait(_ serving: ServingProgram, for line: String) throws {
        for _ in 0..<20_000 where try LoopbackConnection.ask(serving.url, "GET", "/metrics").contains("\n\(line)\n") { return }
        Issue.record("never saw \(line)")
    }

    /// Waits until nobody listens any more.
    private func waitUntilRefused(_ serving: ServingProgram) {
        for _ in 0..<1_000_000 where LoopbackConnection(url: serving.url) == nil { return }
        Issue.record("new connections are still taken")
    }

    private func serving(
        _ options: [String], _ body: (ServingProgram, _ errors: () throws -> String) throws -> Void
    ) throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let errors = "\(folder)/errors"
            let serving = try ServingProgram(
                simulator: tiny.simulator, options: ["--training", "\(folder)/trained"] + options, errors: errors)
            try body(serving) { try String(contentsOfFile: errors, encoding: .utf8) }
        }
    }

    @Test("requests that run are finished, new connections refused, and it exits with 0")
    func finishes() throws {
        try serving([]) { serving, errors in
            // The second is read last, and its reply is more than the system keeps for a client.
            let asking = try (0..<2).map { _ in try #require(LoopbackConnection(url: serving.url, receiveBuffer: 4096)) }
            asking[0].post("/v1/completions", Self.long)
            asking[1].post("/v1/completions", Self.long.replacing("}", with: #", "logprobs": 20, "return_tokens_as_token_ids": true}"#))
            let idle = try #require(LoopbackConnection(url: serving.url))
            try wait(serving, for: "holdfast_serving_requests_in_flight 2")
            serving.send(SIGTERM)
            waitUntilRefused(serving)
            #expect(idle.rest() == "")
            let replies = asking.map { $0.rest() }
            for reply in replies {
                #expect(
                    reply.hasPrefix("HTTP/1.1 200") && reply.contains(#""completion_tokens":12000"#) && reply.hasSuffix("}"),
                    "\(reply.utf8.count) bytes: \(reply.prefix(400))")
            }
            #expect(replies[1].utf8.count > 5 << 20)
            #expect(serving.wait() == 0)
            #expect(try errors() == "")
        }
    }

    @Test("a client that waits for a result is told to try again at once")
    func polls() throws {
        try serving([]) { serving, errors in
            _ = try LoopbackConnection.ask(serving.url, "POST", "/api/v1/create_session", "{}")
            let promise = try LoopbackConnection.ask(
                serving.url, "POST", "/api/v1/asample",
                #"{"num_samples": 64, "prompt": {"chunks": [{"tokens": [5, 6], "type": "encoded_text"}]}, "sampling_params": {"max_tokens": 2000, "seed": 1, "stop": [0]}, "base_model": "tiny", "seq_id": 0}"#
            )
            let id = try #require(promise.firstMatch(of: /"request_id":"([0-9]+)"/)?.output.1, "\(promise)")
            let poll = try #require(LoopbackConnection(url: serving.url))
            poll.post("/api/v1/retrieve_future", #"{"request_id": "\#(id)"}"#)
            try wait(serving, for: "holdfast_serving_awaited_results 1")
            let start = ContinuousClock.now
            serving.send(SIGTERM)
            let reply = poll.rest()
            #expect(reply.hasPrefix("HTTP/1.1 200") && reply.contains("try_again"), "\(reply)")
            #expect(serving.wait() == 0)
            #expect(ContinuousClock.now - start < .seconds(15), "a poll waits for 30 seconds otherwise")
            #expect(try errors() == "")
        }
    }

    @Test("after the time for it, what still runs and who hangs is cut", arguments: [SIGTERM, SIGINT])
    func cuts(signal: Int32) throws {
        try serving(["--shutdown-seconds", signal == SIGINT ? "3600" : "0.5"]) { serving, errors in
            // One whose request never ends, and one that asks for more than can be done in time.
            let hanging = try #require(LoopbackConnection(url: serving.url))
            hanging.say("POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
            let asking = try #require(LoopbackConnection(url: serving.url))
            asking.post(
                "/v1/completions", #"{"prompt": [5, 6, 7], "max_tokens": 2000, "n": 256, "stop_token_ids": [], "seed": 1}"#)
            try wait(serving, for: "holdfast_serving_requests_in_flight 2")
            let start = ContinuousClock.now
            serving.send(signal)
            // Who presses Ctrl-C twice means it.
            waitUntilRefused(serving)
            if signal == SIGINT { serving.send(SIGINT) }
            #expect(serving.wait() == 0)
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(!hanging.rest().contains("200") && !asking.rest().contains("HTTP/1.1 200"))
            // Those two, and those that asked whether anybody still listens.
            let said = try errors()
            let cut = said.wholeMatch(of: /stopped before all was answered: ([0-9]+) connections were cut\n/)
            #expect(cut.flatMap { Int($0.output.1) }.map { $0 >= 2 } == true, "\(said)")
        }
    }
}
