// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

@Suite struct CheckpointTests {
    private func update(_ server: EmbeddedServer, _ round: Int) async throws -> StepReport {
        let batch = TrainingBatch(
            sequences: (0..<5).map { TrainingSequence(TestModels.tokens(20 + $0, seed: 10 * round + $0)) }, temperature: 0.9)
        _ = try await server.accumulate(batch, objective: LikelihoodObjective())
        let report = await server.step(OptimizerStep(learningRate: 1e-3, weightDecay: 0.1))
        _ = await server.publish()
        return report
    }

    private func samples(_ server: EmbeddedServer) async throws -> [SampleReply] {
        try await server.sample(
            (0..<6).map {
                SampleRequest(
                    prompt: TestModels.tokens(9, seed: $0), parameters: SamplingParameters(maxTokens: 10),
                    randomKey: RandomKey(seed: 2, rollout: $0, purpose: .sampling))
            })
    }

    @Test(arguments: TestModels.variants) func aRestoredServerContinuesBitForBit(_ model: ModelConfiguration) async throws {
        try await withTemporaryFolder { folder in
            let first = try TestModels.server(model)
            for round in 0..<3 { _ = try await update(first, round) }
            try await first.save(to: folder)
            // Another start: everything that matters must come from the files.
            let second = try TestModels.server(model, seed: 99)
            _ = try await update(second, 7)
            try await second.restore(from: folder)
            #expect(try await samples(first) == (try await samples(second)))
            for round in 3..<6 {
                let expected = try await update(first, round)
                let found = try await update(second, round)
                #expect(expected == found)
            }
            #expect(await first.parameters() == (await second.parameters()))
            let replies = try await samples(second)
            #expect(try await samples(first) == replies)
            #expect(replies.allSatisfy { $0.version == 6 })
        }
    }

    @Test func equalRunsGiveEqualBits() async throws {
        var weights: [[String: [Float]]] = []
        for _ in 0..<2 {
            let server = try TestModels.server(configuration: EngineConfiguration(threads: 3))
            for round in 0..<3 { _ = try await update(server, round) }
            weights.append(await server.parameters())
        }
        #expect(weights[0] == weights[1])
    }

    @Test func aDamagedCheckpointChangesNothing() async throws {
        try await withTemporaryFolder { folder in
            let server = try TestModels.server()
            _ = try await update(server, 0)
            try await server.save(to: folder)
            _ = try await update(server, 1)
            let before = await server.parameters()
            for file in ["optimizer.safetensors", "model.safetensors"] {
                let url = URL(fileURLWithPath: folder + "/" + file)
                let data = try Data(contentsOf: url)
                try data.prefix(data.count / 2).write(to: url)
                await #expect(throws: HoldfastError.self) { try await server.restore(from: folder) }
                try data.write(to: url)
            }
            #expect(await server.parameters() == before)
            let other = try TestModels.server(GradientCheckTests.cases[1].model)
            await #expect(throws: HoldfastError.self) { try await other.restore(from: folder) }
        }
    }

    @Test func halfWidthRoundsToSevenBits() async throws {
        try await withTemporaryFolder { folder in
            let server = try TestModels.server()
            try await server.exportModel(to: folder, halfWidth: true)
            let again = try EmbeddedServer(folder: folder, configuration: EngineConfiguration())
            let (exact, rounded) = (await server.parameters(), await again.parameters())
            for (name, values) in exact {
                for (x, y) in zip(values, rounded[name] ?? []) { #expect(abs(x - y) <= abs(x) / 256) }
            }
            #expect(exact != rounded)
        }
    }
}
