// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Who is answered, and how many at once.
@Suite struct AccessTests {
    private static let secret = "hf-0123456789abcdef"

    private func ask(_ url: String, _ authorization: String?, body: String? = nil) async throws -> (
        status: Int, headers: [String: String], text: String
    ) {
        var request = URLRequest(url: try #require(URL(string: url)))
        if let authorization { request.setValue(authorization, forHTTPHeaderField: "Authorization") }
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let found = try #require(response as? HTTPURLResponse)
        let headers = Dictionary(uniqueKeysWithValues: found.allHeaderFields.map { ("\($0)".lowercased(), "\($1)") })
        return (found.statusCode, headers, String(decoding: data, as: UTF8.self))
    }

    @Test func `requests without a key of the server's are refused, and told how`() async throws {
        let fixture = try ServedFixture()
        let keys = try AccessKeys(text: "# ours\n\n  \(Self.secret)  \nanother-key-42\n", source: "a test")
        try await fixture.serving(fixture.scripted(), configuration: ServingConfiguration(port: 0, keys: keys)) { url in
            for (header, mention) in [
                (nil, "wants a key"), ("Bearer wrong-key-000", "none of this server's"), (Self.secret, "none of this server's"),
                ("Bearer ", "none of"),
                ("Bearer \(Self.secret)x", "none of"), ("Bearer \(Self.secret.dropLast())", "none of"), ("Basic \(Self.secret)", "none of"),
            ] as [(String?, String)] {
                let reply = try await ask("\(url)/v1/models", header)
                #expect(reply.status == 401 && reply.text.contains(mention), "\(header ?? "no header"): \(reply)")
                #expect(reply.text.contains("invalid_api_key") && reply.headers["www-authenticate"] == "Bearer")
                #expect(!reply.text.contains(Self.secret))
            }
            for header in ["Bearer \(Self.secret)", "bearer another-key-42"] {
                #expect(try await ask("\(url)/v1/models", header).status == 200, "\(header)")
            }
            #expect(try await ask("\(url)/health", nil).status == 200)
            #expect(try await ask("\(url)/v1/completions", nil, body: #"{"prompt": "a"}"#).status == 401)
        }
    }

    @Test(
        arguments: [
            ("", "no key"), ("# nothing\n", "no key"), ("short\n", "shorter than 8"), ("good-key-123\ntwo words here\n", "line 2"),
            ("schlüssel-mit-umlaut", "line 1"),
        ]) func `a bad file of keys is one error that shows no key`(text: String, mention: String)
    {
        let error = #expect(throws: HoldfastError.self) { try AccessKeys(text: text, source: "keys.txt") }
        #expect(error?.message.contains(mention) == true && error?.message.contains("keys.txt") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("umlaut") == false)
    }

    @Test func `keys are never printed`() throws {
        let configuration = ServingConfiguration(keys: try AccessKeys(text: Self.secret, source: "a test"))
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [dumped, "\(configuration)", String(reflecting: configuration)] { #expect(!text.contains(Self.secret), "\(text)") }
    }

    @Test func `more requests than are answered at once are asked to come again`() async throws {
        let fixture = try ServedFixture()
        let held = await HeldModelServer(fixture.scripted())
        try await fixture.serving(held, configuration: ServingConfiguration(port: 0, maximumRequests: 2)) { url in
            let body = #"{"prompt": "You are Ann.", "max_tokens": 3}"#
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<2 { group.addTask { try await ask("\(url)/v1/completions", nil, body: body).status } }
                await held.arrived(2)
                let refused = try await ask("\(url)/v1/completions", nil, body: body)
                #expect(refused.status == 429 && refused.headers["retry-after"] == "1" && refused.text.contains("rate_limit_exceeded"))
                #expect(try await ask("\(url)/health", nil).status == 200, "who looks after it is answered all the same")
                await held.open()
                for try await status in group { #expect(status == 200) }
            }
            #expect(try await ask("\(url)/v1/completions", nil, body: body).status == 200)
        }
    }
}

/// Holds requests until it is opened.
private actor HeldModelServer: ModelServer {
    private let inner: any ModelServer
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var count = 0
    private var watchers: [(Int, CheckedContinuation<Void, Never>)] = []
    private let offered: ServerCapabilities

    init(_ inner: ScriptedModelServer) async {
        self.inner = inner
        offered = await inner.capabilities
    }

    var capabilities: ServerCapabilities { offered }

    func arrived(_ number: Int) async {
        guard count < number else { return }
        await withCheckedContinuation { watchers.append((number, $0)) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        count += 1
        for (number, watcher) in watchers where count >= number { watcher.resume() }
        watchers.removeAll { $0.0 <= count }
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
        return try await inner.sample(requests)
    }

    func release(sessions: [String]) async { await inner.release(sessions: sessions) }
    func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] { [] }
    func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try await inner.accumulate(batch, objective: objective)
    }
    func step(_ optimizer: OptimizerStep) async throws -> StepReport { try await inner.step(optimizer) }
    func publish() async throws -> Int { try await inner.publish() }
    func save(to directory: String) async throws { try await inner.save(to: directory) }
    func restore(from directory: String) async throws { try await inner.restore(from: directory) }
}
