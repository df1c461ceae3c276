// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import HoldfastTinkerProtocol
import HoldfastTraining
import Synchronization
import Testing

@testable import HoldfastServers

struct TinkerSamplingTests {
    private func request(_ parameters: SamplingParameters = SamplingParameters(maxTokens: 6, stopTokens: [3]), turn: Int = 0) -> SampleRequest {
        SampleRequest(prompt: [1, 2], parameters: parameters, randomKey: RandomKey(seed: 1 << 40, turn: turn, purpose: .sampling))
    }

    private func bodies(_ toy: ToyTrainingServer) throws -> [Tinker.SampleRequest] {
        try toy.state.withLock { $0.log.filter { $0.path == "/asample" } }.map {
            try Tinker.decode(Tinker.SampleRequest.self, from: $0.body ?? Data())
        }
    }

    @Test func `a request says what decides what is sampled`() async throws {
        let toy = ToyTrainingServer()
        let asked = request(SamplingParameters(topP: 0.9, topK: 5, maxTokens: 6, stopTokens: [3]))
        _ = try await toy.connected(normalization: .sum) { try await $0.sample([asked, asked]) }
        let bodies = try bodies(toy)
        #expect(bodies.map(\.sequenceID).sorted { ($0 ?? 0) < ($1 ?? 0) } == [0, 1])
        for body in bodies {
            #expect(
                body.parameters
                    == Tinker.SamplingParameters(
                        maximumTokens: 6, seed: asked.randomKey.serverSeed, stop: .tokens([3]), topK: 5, topP: Double(Float(0.9))))
            #expect(body.randomKey == nil && body.samplingSessionID == "s:sample:0")
            #expect(try body.prompt.tokens == [1, 2])
        }
    }

    @Test func `Holdfast's server is given the stream's name`() async throws {
        let toy = ToyTrainingServer(ToyTrainingServer.Traits(extensions: [.randomKey, .exactlyOnce]))
        let (replies, exact) = try await toy.connected { (try await $0.sample([request(turn: 7)]), $0.capabilities.resumesExactly) }
        #expect(try bodies(toy).map(\.randomKey?.key) == [request(turn: 7).randomKey])
        #expect(replies.count == 1 && exact)
        let body = try #require(toy.state.withLock { $0.log.first { $0.path == "/asample" }?.body })
        #expect(String(decoding: body, as: UTF8.self).contains(#""seed":"1099511627776""#))
    }

    @Test func `log-probabilities are those of the whole distribution at temperature 1, and say so`() async throws {
        let toy = ToyTrainingServer()
        try await toy.connected(normalization: .sum) { server in
            let plain = try await server.sample([request()])[0]
            #expect(plain.modelLogprobs.isEmpty)
            let score = try await server.score([[1, 2] + plain.tokens], temperature: 1, weights: .current)[0]
            #expect(zip(score.suffix(plain.tokens.count), plain.logprobs).allSatisfy { abs($0 - $1) < 1e-6 })
            let cut = try await server.sample([request(SamplingParameters(topK: 5, maxTokens: 6))])[0]
            #expect(cut.modelLogprobs == cut.logprobs && cut.logprobs.count == 6)
            let greedy = try await server.sample([request(SamplingParameters(temperature: 0, maxTokens: 2))])[0]
            #expect(greedy.logprobs == [0, 0] && greedy.modelLogprobs.isEmpty && Set(greedy.tokens).count == 1)
            await #expect(throws: HoldfastError.self) { try await server.score([[1, 2]], temperature: 0.5, weights: .current) }
        }
    }

    @Test func `options that the protocol lacks are refused by name`() async throws {
        let toy = ToyTrainingServer()
        try await toy.connected(normalization: .sum) { server in
            for (name, parameters) in [
                ("min_p", SamplingParameters(minP: 0.1)), ("repetition_penalty", SamplingParameters(repetitionPenalty: 2)),
                ("presence_penalty", SamplingParameters(presencePenalty: 1)), ("frequency_penalty", SamplingParameters(frequencyPenalty: 1)),
                ("top_logprobs", SamplingParameters(topLogprobs: 2)),
            ] {
                let error = await #expect(throws: HoldfastError.self) { try await server.sample([request(parameters)]) }
                #expect(error?.code == .model && error?.message.contains(name) == true)
            }
            #expect(toy.count("/asample") == 0)
            let long = SampleRequest(prompt: [Int32](repeating: 1, count: 64), parameters: SamplingParameters(), randomKey: request().randomKey)
            await #expect(throws: HoldfastError.self) { try await server.sample([long]) }
        }
    }

    @Test func `a promise that the server has forgotten is asked for once more`() async throws {
        let toy = ToyTrainingServer()
        try await toy.connected(normalization: .sum) { server in
            let before = try await server.sample([request()])[0]
            toy.add(ToyTrainingServer.Fault(path: "/asample", kind: .forgotten))
            #expect(try await server.sample([request()])[0] == before)
            toy.add(ToyTrainingServer.Fault(path: "/asample", kind: .jobFails))
            let error = await #expect(throws: HoldfastError.self) { try await server.sample([request()]) }
            #expect(error?.message.contains("host:1") == true && error?.message.contains("out of memory (server)") == true)
        }
    }

    @Test func `replies that are not what was asked for are refused`() throws {
        let capabilities = ServerCapabilities(
            trains: true, scores: true, resumesExactly: false, contextLength: 64, vocabularySize: 16, sampling: [.topK, .topP, .stopSequences])
        let asked = try TinkerSampleRequest(request(), capabilities: capabilities, spelling: nil)
        typealias Sequence = Tinker.SampledSequence
        let table: [(Sequence, String)] = [
            (Sequence(stopReason: .stop, tokens: [1, 3], logprobs: nil), "no log-probabilities"),
            (Sequence(stopReason: .stop, tokens: [], logprobs: []), "0 tokens"),
            (Sequence(stopReason: .length, tokens: [1, 1, 1, 1, 1, 1, 1], logprobs: [Float](repeating: -1, count: 7)), "7 tokens"),
            (Sequence(stopReason: .stop, tokens: [1, 16], logprobs: [-1, -1]), "outside the vocabulary"),
            (Sequence(stopReason: .stop, tokens: [1, 3], logprobs: [-1, .nan]), "not finite"),
            (Sequence(stopReason: .stop, tokens: [1, 3], logprobs: [-1, 1]), "above 0"),
            (Sequence(stopReason: .length, tokens: [3, 1], logprobs: [-1, -1]), "went on behind a stop token"),
            (Sequence(stopReason: .stop, tokens: [1, 2], logprobs: [-1, -1]), "no stop token"),
        ]
        for (sequence, mention) in table {
            let error = #expect(throws: HoldfastError.self) { try asked.reply(sequence, version: 0, host: "host") }
            #expect(error?.code == .server && error?.message.contains(mention) == true, "\(mention): \(error?.message ?? "")")
        }
        let good = try asked.reply(Sequence(stopReason: .length, tokens: [1, 3], logprobs: [-1, -2]), version: 4, host: "host")
        #expect(good == SampleReply(tokens: [1, 3], logprobs: [-1, -2], end: .stopToken, version: 4))
    }

    @Test func `a stop sequence ends a completion here, wherever tokens spell it`() throws {
        let capabilities = ServerCapabilities(
            trains: true, scores: true, resumesExactly: false, contextLength: 64, vocabularySize: 16, sampling: [.stopSequences])
        let spelling = TokenSpelling(pieces: (0..<16).map { [UInt8(97 + $0), UInt8(98 + $0)] })
        let parameters = SamplingParameters(maxTokens: 6, stopSequences: ["ce"])
        let asked = try TinkerSampleRequest(request(parameters), capabilities: capabilities, spelling: spelling)
        #expect(asked.parameters.stop == .never)
        let sequence = Tinker.SampledSequence(stopReason: .length, tokens: [1, 4, 4, 7], logprobs: [-1, -2, -3, -4])
        let reply = try asked.reply(sequence, version: 0, host: "host")
        #expect(reply.tokens == [1, 4] && reply.logprobs == [-1, -2] && reply.end == .stopSequence)
        #expect(reply.stop == StopSequenceEnd(sequence: "ce", text: "b"))
        #expect(throws: HoldfastError.self) { try TinkerSampleRequest(request(parameters), capabilities: capabilities, spelling: nil) }
    }
}
