// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import HoldfastTinkerProtocol
import HoldfastTraining
import Testing

@testable import HoldfastServers

/// The adapter against servers that others wrote. All checks of a server run on one process of it: starting takes half a minute, and
/// compiling a shape up to ten seconds.
@Suite(.serialized)
struct TrainingServerTests {
    private static let reason: Comment = "needs HOLDFAST_SLOW=1, scripts/clients and ../shared"

    /// Runs a body with a running server and a configuration for it.
    private func with(_ kind: TrainingServers.Kind, _ body: (TinkerServerConfiguration) async throws -> Void) async throws {
        let folder = try TrainingServers.makeTinyModel()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = try await TrainingServers.start(kind, model: folder)
        defer { process.stop() }
        try await body(TinkerServerConfiguration(url: process.url, loraRank: 8))
    }

    private func connected<Result: Sendable>(
        _ configuration: TinkerServerConfiguration, _ body: (TinkerModelServer) async throws -> Result
    ) async throws -> Result {
        try await TinkerModelServer.connected(to: configuration, vocabularySize: 1024, contextLength: 2048, body)
    }

    @Test(.enabled(if: TrainingServers.canRun(.reference), reason))
    func `the reference server is understood, trained and continued`() async throws {
        try await with(.reference) { configuration in
            let found = try await connected(configuration) { await $0.protocolCapabilities }
            #expect(found.wire == .protobuf && found.normalization == .sum && found.clipsGradients == true)
            #expect(found.losses == ["cross_entropy", "importance_sampling", "ppo", "cispo", "dro"])
            try await checkScale(configuration)
            var given = configuration
            given.normalization = .sum
            try await checkSamples(given)
            try await checkPasses(given)
            try await checkContinuation(given)
            let batch = Self.batch
            let violations = try await TinkerConformanceTests.violations(vocabulary: 1024, checkpoints: nil, tolerance: 1e-4, batch: batch) {
                [given] in
                try await TinkerModelServer.connected(to: given, vocabularySize: 1024, $0)
            }
            #expect(violations.isEmpty, "\(violations)")
        }
    }

    @Test(.enabled(if: TrainingServers.canRun(.skyrlTX), reason))
    func `skyrl-tx is understood, trained and continued`() async throws {
        try await with(.skyrlTX) { configuration in
            let found = try await connected(configuration) { await $0.protocolCapabilities }
            #expect(found.wire == .json && found.normalization == .sequenceMean && found.clipsGradients == false)
            #expect(found.losses == ["cross_entropy", "importance_sampling", "ppo"] && found.failures == .status)
            try await checkScale(configuration)
            var given = configuration
            given.normalization = .sequenceMean
            try await checkSamples(given)
            try await checkContinuation(given)
        }
    }

    private static let batch = TrainingBatch(sequences: [
        TrainingSequence(
            tokens: [5, 6, 7, 8, 9, 10], mask: [false, true, true, true, true], samplerLogprobs: [0, -6.9, -7, -6.8, -7.1],
            advantages: [0, 1, 1, 0.5, 1]),
        TrainingSequence(
            tokens: [5, 6, 40, 50], mask: [false, true, true], samplerLogprobs: [0, -7, -6.9], advantages: [0, -0.8, -0.4]),
    ])

    /// What is sampled scores the same, as trained weights and as the base, and equal keys give equal tokens.
    private func checkSamples(_ configuration: TinkerServerConfiguration) async throws {
        try await connected(configuration) { server in
            let request = SampleRequest(
                prompt: [5, 6, 7], parameters: SamplingParameters(maxTokens: 8, stopTokens: [2]), randomKey: RandomKey(seed: 1, purpose: .sampling))
            let replies = try await server.sample([request, request])
            #expect(replies[0].tokens == replies[1].tokens && replies[0].tokens.count <= 8)
            for weights in [WeightSet.current, .base] {
                let scores = try await server.score([request.prompt + replies[0].tokens], temperature: 1, weights: weights)[0]
                #expect(scores.count == 2 + replies[0].tokens.count)
                for (score, told) in zip(scores.suffix(replies[0].tokens.count), replies[0].logprobs) { #expect(abs(score - told) < 1e-4) }
            }
        }
    }

    /// A loss of 1 for each of eight tokens has the sum of their gradients as its gradient, whatever the server divides by: the step is so
    /// many times that of the same tokens with bare weights of 1, and twice as large with the sequence twice.
    private func checkScale(_ configuration: TinkerServerConfiguration) async throws {
        let connection = try TinkerConnection(configuration)
        let session = try await TinkerSession(connection)
        let negotiation = TinkerNegotiation(configuration: configuration, connection: connection, session: session, vocabularySize: 1024)
        let found = try await negotiation.run(contextLength: 2048)
        let row = negotiation.trial
        var sequence = found.requests
        func sum(isForwardOnly: Bool) async throws -> Double {
            sequence += 1
            let data = [row.backward([Double](repeating: -1, count: row.count), current: [], normalization: .sum, sequences: 1)]
            let output = try await found.model.pass(data, loss: "cross_entropy", isForwardOnly: isForwardOnly, sequence: sequence)
            return try output.logprobs([row], host: "")[0].reduce(0) { $0 + Double($1) }
        }
        var (rate, bare) = (1e-3, 0.0)
        for _ in 0..<10 where !(0.002...0.02).contains(bare) {
            let before = try await sum(isForwardOnly: false)
            sequence += 1
            _ = try await found.model.step(
                Tinker.AdamParameters(learningRate: rate * 1e4, beta1: 0, beta2: 0, epsilon: 1e4), sequence: sequence)
            bare = try await sum(isForwardOnly: true) - before
            if bare < 0.002 { rate *= 5 } else if bare > 0.02 { rate /= 5 }
        }
        let server = TinkerModelServer(found, configuration, session, vocabularySize: 1024, spelling: nil)
        let tokens = row.inputs + [Int32(row.targets[row.count - 1])]
        let one = TrainingSequence(
            tokens: tokens, mask: [Bool](repeating: true, count: row.count), advantages: [Float](repeating: 1, count: row.count))
        var summed = ObjectiveConfiguration(type: "reinforce")
        summed.aggregation = .tokenSum
        let objective = try ObjectiveRegistry.make(summed)
        func rise(_ count: Int) async throws -> Double {
            let before = try await sum(isForwardOnly: true)
            _ = try await server.accumulate(TrainingBatch(sequences: [TrainingSequence](repeating: one, count: count)), objective: objective)
            _ = try await server.step(OptimizerStep(learningRate: rate * 1e4, beta1: 0, beta2: 0, epsilon: 1e4, maximumNorm: 0))
            return try await sum(isForwardOnly: true) - before
        }
        let (single, double) = (try await rise(1), try await rise(2))
        let factor = found.capabilities.normalization == .sum ? 1.0 : Double(row.count)
        print("rises: bare \(bare), through the adapter \(single), twice the sequence \(double)")
        #expect((0.85...1.15).contains(single / (factor * bare)), "\(single) is not \(factor) times \(bare)")
        #expect((1.7...2.3).contains(double / single), "\(double) is not twice \(single)")
        await server.model.unload()
        await session.finish(.success)
    }

    /// The clipped surrogate in one pass, and with a cap that never acts, which is not built in, in two: the same weights.
    private func checkPasses(_ configuration: TinkerServerConfiguration) async throws {
        var scores: [[[Float]]] = []
        for cap in [nil, 1e9] {
            var clipped = ObjectiveConfiguration(type: "grpo")
            clipped.dualClip = cap
            let objective = try ObjectiveRegistry.make(clipped)
            scores.append(
                try await connected(configuration) { server in
                    for _ in 0..<2 {
                        _ = try await server.accumulate(Self.batch, objective: objective)
                        _ = try await server.step(OptimizerStep(learningRate: 1e-3))
                    }
                    return try await server.score(Self.batch.sequences.map(\.tokens), temperature: 1, weights: .current)
                })
        }
        for (one, two) in zip(scores[0].joined(), scores[1].joined()) { #expect(abs(one - two) < 1e-4) }
        #expect(scores[0][0].count == 5)
    }

    /// Another session goes on from a checkpoint like the one that wrote it.
    private func checkContinuation(_ configuration: TinkerServerConfiguration) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-continued-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let objective = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "grpo"))
        func update(_ server: TinkerModelServer) async throws -> [[Float]] {
            _ = try await server.accumulate(Self.batch, objective: objective)
            _ = try await server.step(OptimizerStep(learningRate: 1e-2))
            _ = try await server.publish()
            return try await server.score(Self.batch.sequences.map(\.tokens), temperature: 1, weights: .current)
        }
        let (first, expected) = try await connected(configuration) { server in
            let first = try await update(server)
            try await server.save(to: folder)
            return (first, try await update(server))
        }
        try await connected(configuration) { server in
            try await server.restore(from: folder)
            let restored = try await server.score(Self.batch.sequences.map(\.tokens), temperature: 1, weights: .current)
            for (one, two) in zip(first.joined(), restored.joined()) { #expect(abs(one - two) < 1e-4) }
            let continued = try await update(server)
            for (one, two) in zip(expected.joined(), continued.joined()) { #expect(abs(one - two) < 1e-3) }
            #expect(try await server.publish() == 2)
        }
    }
}
