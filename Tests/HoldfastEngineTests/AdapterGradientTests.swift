// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// The backward pass into adapters against central differences, and what of the model it leaves alone.
@Suite struct AdapterGradientTests {
    struct Case: CustomTestStringConvertible {
        var model: ModelConfiguration
        var lengths: [Int]
        var lora: LoRAConfiguration
        var testDescription: String {
            "\(model.architecture.rawValue), \(lora.summary)"
        }
    }

    /// One set of targets with all, each group in part, and single ones, over the shapes of `GradientCheckTests`.
    static let cases = zip(
        GradientCheckTests.cases,
        [
            LoRAConfiguration(rank: 1, alpha: 1),
            LoRAConfiguration(rank: 3, alpha: 5, targets: [.query, .value]),
            LoRAConfiguration(rank: 4, alpha: 8, targets: [.key, .up, .down]),
            LoRAConfiguration(rank: 2, alpha: 3, targets: [.output]),
            LoRAConfiguration(rank: 5, alpha: 4, targets: [.gate, .value, .output], isRankStabilized: true),
            LoRAConfiguration(rank: 8, alpha: 16),
            LoRAConfiguration(rank: 17, alpha: 9),
        ]
    ).map { Case(model: $0.model, lengths: $0.lengths, lora: $1) }

    @Test(arguments: cases) func centralDifferences(_ this: Case) async throws {
        let server = try TestModels.server(this.model, seed: 3, scale: 20, configuration: EngineConfiguration(lora: this.lora))
        await server.randomizeAdapters()
        let batch = TrainingBatch(
            sequences: this.lengths.enumerated().map { index, length in
                let tokens = TestModels.tokens(length, seed: index, vocabulary: this.model.vocabularySize)
                return TrainingSequence(tokens, mask: (1..<length).map { $0 % 3 != 0 || length < 4 })
            }, temperature: 0.8)
        func loss() async throws -> Double { try await server.accumulate(batch, objective: LikelihoodObjective()).loss }
        _ = try await loss()
        let gradients = await server.gradients()
        let parameters = await server.adapterParameters()
        #expect(Set(gradients.keys) == Set(parameters.keys))
        #expect(parameters.count == 2 * this.lora.targets.count * this.model.layers)
        var stream = RandomKey(seed: 11, purpose: .selection).stream
        for (name, values) in parameters.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<3 {
                let index = Int(stream.next() % UInt64(values.count))
                let width: Float = 4e-3
                await server.set(name, at: index, to: values[index] + width)
                let above = try await loss()
                await server.set(name, at: index, to: values[index] - width)
                let below = try await loss()
                await server.set(name, at: index, to: values[index])
                let expected = (above - below) / Double((values[index] + width) - (values[index] - width))
                let found = Double(gradients[name]?[index] ?? .nan)
                #expect(abs(found - expected) < 2e-3 + 1e-2 * abs(expected), "\(name)[\(index)]: \(found), by differences \(expected)")
            }
        }
    }

    @Test(.enabled(if: hf_has_bfloat16_product() != 0, "this processor has no products of bfloat16"))
    func `gradients in bfloat16 are near those in float32`() async throws {
        let lora = LoRAConfiguration(rank: 4, alpha: 8)
        var found: [[String: [Float]]] = []
        for precision in [Precision.float32, .bfloat16] {
            let server = try TestModels.server(configuration: EngineConfiguration(precision: precision, lora: lora))
            await server.randomizeAdapters(bound: 0.1)
            let batch = TrainingBatch(sequences: (0..<4).map { TrainingSequence(TestModels.tokens(20 + $0, seed: $0)) })
            _ = try await server.accumulate(batch, objective: LikelihoodObjective())
            found.append(await server.gradients())
        }
        for (name, exact) in found[0] {
            let dot = zip(exact, found[1][name] ?? []).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            func square(_ x: [Float]) -> Double { x.reduce(0) { $0 + Double($1) * Double($1) } }
            let cosine = dot / (square(exact) * square(found[1][name] ?? [])).squareRoot()
            #expect(cosine > 0.999, "\(name): \(cosine)")
        }
    }
}
