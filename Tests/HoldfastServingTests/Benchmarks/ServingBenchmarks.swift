// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import HoldfastCore
import HoldfastEngine
import HoldfastModels
import Testing

@testable import HoldfastServing

/// What `holdfast serve` costs beside the engine itself: the base simulator, both ways in one run, in turn.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
struct ServingBenchmarks {
    private static let streams = 64
    private static let newTokens = 256
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private func engine() throws -> (EmbeddedServer, ByteLevelBPETokenizer) {
        let folder = "\(Self.repository)/checkpoints/base"
        let threads = ProcessInfo.processInfo.activeProcessorCount
        return (
            try EmbeddedServer(folder: folder, configuration: EngineConfiguration(threads: threads)),
            try ByteLevelBPETokenizer(file: "\(folder)/tokenizer.json")
        )
    }

    private func serving(_ body: @escaping @Sendable (LoopbackClient, EmbeddedServer) async throws -> Void) async throws {
        let (engine, tokenizer) = try engine()
        let service = try await SimulatorService(
            server: engine, tokenizer: tokenizer, configuration: ServingConfiguration(port: 0, maximumTokens: Self.newTokens))
        let (urls, ready) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await service.run(stopsAtSignals: false) { ready.yield($0) } }
            for await url in urls {
                try await body(LoopbackClient(port: UInt16(try #require(URL(string: url)?.port))), engine)
                break
            }
            group.cancelAll()
        }
    }

    private static func prompt(_ index: Int) -> [Int32] {
        var stream = RandomKey(seed: UInt64(index), purpose: .text).stream
        return (0..<100).map { _ in Int32(300 + stream.next() % 1000) }
    }

    private static func request(_ index: Int, tokens: Int, stream: Bool) -> String {
        let body =
            "{\"prompt\":[\(prompt(index).map(String.init).joined(separator: ","))],\"seed\":\(index),\"max_tokens\":\(tokens),\"stop_token_ids\":[]"
            + (stream ? ",\"stream\":true}" : "}")
        return "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func sampled(_ index: Int, tokens: Int) -> SampleRequest {
        SampleRequest(
            prompt: prompt(index), parameters: SamplingParameters(maxTokens: tokens),
            randomKey: RandomKey(seed: UInt64(index), purpose: .sampling))
    }

    /// A blocking client has no place on the threads of tasks.
    private static func beside<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    @Test func `64 streams get nine tenths of the engine's tokens`() async throws {
        try await serving { client, engine in
            var (alone, served, spent): ([Double], [Double], [Double]) = ([], [], [])
            let requests = (0..<Self.streams).map { Self.request($0, tokens: Self.newTokens, stream: true) }
            for round in 0..<4 {
                var start = ContinuousClock.now
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for index in 0..<Self.streams {
                        group.addTask { try await engine.sample([Self.sampled(index, tokens: Self.newTokens)])[0].tokens.count }
                    }
                    for try await count in group { #expect(count == Self.newTokens) }
                }
                let plain = LoopbackClient.seconds(ContinuousClock.now - start)
                start = .now
                let (replies, processor) = try await Self.beside { try client.ask(requests, end: "data: [DONE]\n\n\r\n0\r\n\r\n") }
                let streamed = LoopbackClient.seconds(ContinuousClock.now - start)
                #expect(replies.allSatisfy { $0.starts(with: Array("HTTP/1.1 200".utf8)) })
                guard round > 0 else { continue }
                alone.append(plain)
                served.append(streamed)
                spent.append(processor)
            }
            let tokens = Double(Self.streams * Self.newTokens)
            let (best, over) = (alone.min() ?? .nan, served.min() ?? .nan)
            let ratio = best / over
            print(
                "serving 64 streams of 256 tokens: engine \(Int(tokens / best)) tokens/s, served \(Int(tokens / over)) tokens/s, "
                    + "\(Int((100 * ratio).rounded())) %; the client took \(Int(1000 * (spent.min() ?? .nan))) ms of processor time; all: \(alone) \(served)"
            )
            #expect(ratio >= 0.9)
        }
    }

    @Test func `a request costs less than two milliseconds more than the engine's call`() async throws {
        try await serving { client, engine in
            let (times, tokens) = (300, 4)
            var alone: [Double] = []
            for _ in 0..<times {
                let start = ContinuousClock.now
                _ = try await engine.sample([Self.sampled(1, tokens: tokens)])
                alone.append(LoopbackClient.seconds(ContinuousClock.now - start))
            }
            let served = try await Self.beside { try client.askInTurn(Self.request(1, tokens: tokens, stream: false), times: times) }
            let (one, other) = (alone.sorted()[times / 2], served.sorted()[times / 2])
            print("a request of 4 tokens: engine \(1000 * one) ms, served \(1000 * other) ms, median of \(times)")
            #expect(other - one < 0.002)
        }
    }
}
