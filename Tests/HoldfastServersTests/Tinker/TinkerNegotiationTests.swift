// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol
import Synchronization
import Testing

@testable import HoldfastServers

struct TinkerNegotiationTests {
    private static let all: Set = ["cross_entropy", "importance_sampling", "ppo", "cispo", "dro"]

    @Test func `a server is found to be what it is`() async throws {
        typealias Traits = ToyTrainingServer.Traits
        let table: [(String, Traits, TinkerServerCapabilities.Wire, Set<String>, Bool, TinkerServerCapabilities.FailureStyle)] = [
            ("new", Traits(), .protobuf, Self.all, true, .errorBody),
            ("new, but JSON alone", Traits(takesProtobuf: false), .json, Self.all, true, .errorBody),
            (
                "old",
                Traits(isNew: false, takesProtobuf: false, normalization: .sequenceMean, losses: ["cross_entropy", "importance_sampling", "ppo"]),
                .json, ["cross_entropy", "importance_sampling", "ppo"], false, .status
            ),
            ("Holdfast's", Traits(extensions: Tinker.Extension.allCases), .protobuf, Self.all, true, .errorBody),
        ]
        for (name, traits, wire, losses, readsSettings, failures) in table {
            let toy = ToyTrainingServer(traits)
            let found = try await toy.connected { await $0.protocolCapabilities }
            #expect(found.wire == wire, "\(name)")
            #expect(found.losses == losses, "\(name)")
            #expect(found.readsLossSettings == readsSettings && found.failures == failures, "\(name)")
            #expect(found.promptLogprobShift == (traits.isNew ? 0 : 1), "\(name)")
            #expect(found.normalization == traits.normalization, "\(name)")
            #expect(found.deduplicates == traits.extensions.contains(.exactlyOnce), "\(name)")
            #expect(found.extensions == Set(traits.extensions), "\(name)")
            #expect(found.clipsGradients == true, "\(name)")
            // Nothing is measured at a server that says what it does.
            #expect(toy.count("/create_model") == (traits.extensions.isEmpty ? 2 : 1), "\(name)")
            #expect(found.summary.contains(wire.rawValue), "\(name)")
        }
    }

    @Test func `tensors go in the form that was found, and results come in it`() async throws {
        for takesProtobuf in [true, false] {
            let toy = ToyTrainingServer(ToyTrainingServer.Traits(takesProtobuf: takesProtobuf))
            try await toy.connected(normalization: .sum) { server in
                let asked = toy.state.withLock { $0.log.count }
                _ = try await server.score([[1, 2, 3]], temperature: 1, weights: .current)
                let (path, _, question) = toy.state.withLock { $0.log[asked] }
                #expect(path == (takesProtobuf ? "/forward_backward" : "/forward"))
                #expect(question.contentType == (takesProtobuf ? Tinker.protobufContentType : "application/json"))
                let poll = toy.state.withLock { $0.log[asked + 1].question }
                #expect(poll.accept == "application/x-protobuf, application/json" && poll.contentType == "application/json")
            }
        }
    }

    @Test func `weights reach a sampler with a name where they have to have one`() async throws {
        let toy = ToyTrainingServer(ToyTrainingServer.Traits(hasEphemeralSamplers: false))
        try await toy.connected(normalization: .sum) { server in
            #expect(await server.protocolCapabilities.sampler == .named)
            #expect(toy.count("/create_sampling_session") == 1)
            #expect(toy.state.withLock { $0.saved.keys.contains("tinker://s:train:0/sampler_weights/holdfast-sampler-1") })
        }
    }

    @Test func `polls that are not ready, in any form, are asked again`() async throws {
        for (status, body) in [
            (200, #"{"type": "try_again", "request_id": "1", "queue_state": "active"}"#), (408, #"{"detail": "Timeout waiting for result"}"#),
            (200, #"{"status": "complete_metadata", "response_payload_size": 12}"#),
        ] {
            let toy = ToyTrainingServer(ToyTrainingServer.Traits(firstPoll: (status, body)))
            let scores = try await toy.connected(normalization: .sum) { try await $0.score([[1, 2, 3]], temperature: 1, weights: .current) }
            #expect(scores.first?.count == 2)
        }
    }

    @Test func `the key goes into the header of the protocol, from a variable or a file`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-key-\(UUID().uuidString)").path
        try "tml-secret\nmore\n".write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        var configuration = TinkerServerConfiguration(url: "http://host:1", keyFile: file)
        #expect(try configuration.key().key?.header.name == "x-api-key")
        #expect(try configuration.key().key?.header.value == "tml-secret")
        configuration.keyVariable = "PATH"
        #expect(throws: HoldfastError.self) { try configuration.key() }
        configuration.keyFile = nil
        #expect(try configuration.key().source == "the environment variable PATH")
        configuration = TinkerServerConfiguration(url: "http://host:1", keyFile: "\(file)-missing")
        let error = #expect(throws: HoldfastError.self) { try configuration.key() }
        #expect(error?.code == .configuration && error?.message.contains("cannot be read") == true)
        for url in ["http://host:1", "http://host:1/", "http://host:1/api/v1", "http://host:1/api/v1/"] {
            #expect(try TinkerServerConfiguration(url: url).address().url("/api/v1/x") == "http://host:1/api/v1/x")
        }
    }

    @Test func `a model that the server has not is refused with those that it has`() async throws {
        let toy = ToyTrainingServer()
        let configuration = TinkerServerConfiguration(url: "http://host:1", baseModel: "other")
        let time = ToyTime()
        let error = await #expect(throws: HoldfastError.self) {
            try await TinkerModelServer.connected(
                to: configuration, connection: TinkerConnection(configuration, exchange: toy, time: time.timekeeper), time: time.timekeeper,
                vocabularySize: ToyTrainingServer.vocabulary
            ) { _ in }
        }
        #expect(error?.code == .configuration && error?.message.contains("no model `other`; it has: toy") == true)
        #expect(toy.count("/sessions/s/finish") == 1)
    }
}
