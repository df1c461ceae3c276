// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// A step that made the weights infinite was saved as a complete checkpoint, which every resume then took and failed on.
@Suite struct DivergedWeightsTests {
    private func diverged() async throws -> EmbeddedServer {
        let server = try TestModels.server()
        _ = try await server.accumulate(
            TrainingBatch(sequences: [TrainingSequence(TestModels.tokens(20, seed: 1))]), objective: LikelihoodObjective())
        _ = await server.step(OptimizerStep(learningRate: 1e300))
        return server
    }

    @Test func areNotSaved() async throws {
        try await withTemporaryFolder { folder in
            let sound = try TestModels.server()
            try await sound.save(to: folder)
            let server = try await diverged()
            let error = await #expect(throws: HoldfastError.self) { try await server.save(to: folder) }
            #expect(error?.code == .model)
            #expect(error?.message.contains("lower learning rate") == true)
            let left = try EmbeddedServer(folder: folder, configuration: EngineConfiguration())
            #expect(await left.parameters() == (await sound.parameters()))
        }
    }

    @Test func areRefusedWithTheirFile() async throws {
        try withTemporaryFolder { folder in
            let layout = ParameterLayout(TestModels.small)
            let weights = FloatBuffer(count: layout.count)
            weights.base[layout.count / 2] = .nan
            let path = folder + "/" + WeightsFile.name
            try WeightsFile.write(weights, layout: layout, to: path)
            try ConfigurationFile.write(TestModels.small, elementType: "float32", folder: folder)
            let error = #expect(throws: HoldfastError.self) { try EmbeddedServer(folder: folder, configuration: EngineConfiguration()) }
            #expect(error?.code == .model)
            #expect(error?.message.hasPrefix("\(path) holds numbers that are not finite") == true)
        }
    }
}
