// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// Against numbers that transformers and torch computed.
@Suite struct TransformersAgreementTests {
    private func server(_ fixture: ModelFixture) throws -> EmbeddedServer {
        try withTemporaryFolder { folder in
            try ConfigurationFile.write(fixture.model, elementType: "float32", folder: folder)
            let values = fixture.weights.mapValues { tensor -> FloatBuffer in
                let buffer = FloatBuffer(count: tensor.values.count)
                buffer.base.update(from: tensor.values, count: tensor.values.count)
                return buffer
            }
            let tensors = fixture.weights.map {
                SafetensorsWriter.Tensor(name: $0.key, shape: $0.value.shape, values: values[$0.key]!.base)
            }
            try SafetensorsWriter.write(tensors, metadata: [:], to: folder + "/" + WeightsFile.name)
            withExtendedLifetime(values) {}
            return try EmbeddedServer(folder: folder, configuration: EngineConfiguration())
        }
    }

    @Test(arguments: ModelFixture.names) func logits(_ name: String) throws {
        let fixture = try ModelFixture.load(name)
        let layout = ParameterLayout(fixture.model)
        let weights = FloatBuffer(count: layout.count)
        for tensor in layout.tensors { (weights.base + tensor.offset).update(from: fixture.weights[tensor.name]!.values, count: tensor.count) }
        for (row, expected) in zip(fixture.rows, fixture.logits) {
            let logits = Logits.of(row, model: fixture.model, weights: weights)
            #expect(logits.count == expected.count)
            let worst = zip(logits, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
            #expect(worst < 1e-5, "row \(row): \(worst)")
        }
    }

    @Test(arguments: ModelFixture.names) func lossAndEveryGradient(_ name: String) async throws {
        let fixture = try ModelFixture.load(name)
        let server = try server(fixture)
        let report = try await server.accumulate(fixture.batch, objective: ClippedObjective())
        #expect(abs(report.loss - fixture.steps[0].loss) < 1e-5)
        #expect(report.tokens == 11)
        let gradients = await server.gradients()
        #expect(Set(gradients.keys) == Set(fixture.gradients.keys))
        for (name, expected) in fixture.gradients {
            let scale = max(1, expected.map(abs).max() ?? 0)
            let worst = zip(gradients[name] ?? [], expected).map { abs(Double($0) - $1) }.max() ?? .infinity
            #expect(worst < 1e-5 * scale, "\(name): \(worst) of \(scale)")
        }
    }

    @Test(arguments: ModelFixture.names) func threeClippedSteps(_ name: String) async throws {
        let fixture = try ModelFixture.load(name)
        let server = try server(fixture)
        for expected in fixture.steps {
            let report = try await server.accumulate(fixture.batch, objective: ClippedObjective())
            #expect(abs(report.loss - expected.loss) < 2e-5)
            let step = await server.step(fixture.optimizerStep)
            #expect(step.applied)
            #expect(abs(step.gradientNorm - expected.gradient_norm) < 1e-4 * expected.gradient_norm)
        }
        for (name, values) in await server.parameters() {
            let worst = zip(values, fixture.weights_after[name] ?? []).map { abs(Double($0) - $1) }.max() ?? .infinity
            #expect(worst < 1e-5, "\(name): \(worst)")
        }
    }
}

/// Logits of every position of one row, `[tokens * vocabulary]`.
enum Logits {
    static func of(_ row: [Int32], model: ModelConfiguration, weights: FloatBuffer, adapters: Adapters? = nil) -> [Float] {
        let pass = PackedPass(
            model, ParameterLayout(model), RotaryTables(model), ActivationBudget(model, lanes: 1, bytes: 1 << 24, tokens: 1024))
        var batch = MicroBatch()
        // The last row predicts nothing that is known; a copy of the first token stands in for its target.
        batch.append(0, tokens: row + [row[0]], rows: row.count) { _ in true }
        pass.forward(batch, weights: PassWeights(base: weights.base, adapters: adapters), temperature: 1, training: false)
        return Array(UnsafeBufferPointer(start: pass.activations.head.logits.base, count: row.count * model.vocabularySize))
    }
}
