// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// The hand-written backward pass against central differences of the forward pass.
@Suite struct GradientCheckTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var model: ModelConfiguration
        var lengths: [Int]
        var temperature: Float = 1
    }

    static let cases = [
        Case(
            testDescription: "one predicted token, one head",
            model: ModelConfiguration(
                vocabularySize: 5, hiddenSize: 8, feedForwardSize: 12, layers: 1, heads: 1, keyValueHeads: 1, contextLength: 8), lengths: [2]),
        Case(
            testDescription: "odd vocabulary, grouped heads, untied",
            model: ModelConfiguration(
                vocabularySize: 29, hiddenSize: 12, feedForwardSize: 17, layers: 2, heads: 4, keyValueHeads: 2, headDimension: 4,
                contextLength: 32, tiedEmbeddings: false), lengths: [3, 9, 2]),
        Case(
            testDescription: "one key-value head, wide heads, tied",
            model: ModelConfiguration(
                vocabularySize: 19, hiddenSize: 10, feedForwardSize: 33, layers: 2, heads: 3, keyValueHeads: 1, headDimension: 18,
                contextLength: 32), lengths: [7, 20], temperature: 0.7),
        Case(
            testDescription: "longer than one block of queries",
            model: ModelConfiguration(
                vocabularySize: 11, hiddenSize: 8, feedForwardSize: 8, layers: 1, heads: 2, keyValueHeads: 1, headDimension: 4,
                contextLength: 140), lengths: [70, 131]),
        Case(
            testDescription: "biases of all four projections, llama3 rope scaling",
            model: ModelConfiguration(
                vocabularySize: 13, hiddenSize: 12, feedForwardSize: 15, layers: 2, heads: 2, keyValueHeads: 2, contextLength: 32,
                ropeScaling: .llama3(factor: 4, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContextLength: 16),
                attentionBias: true), lengths: [5, 17]),
        Case(
            testDescription: "Qwen2",
            model: ModelConfiguration(
                architecture: .qwen2, vocabularySize: 23, hiddenSize: 12, feedForwardSize: 18, layers: 2, heads: 4, keyValueHeads: 2,
                headDimension: 6, contextLength: 32, ropeTheta: 1e6), lengths: [4, 21]),
        Case(
            testDescription: "Qwen3",
            model: ModelConfiguration(
                architecture: .qwen3, vocabularySize: 17, hiddenSize: 12, feedForwardSize: 18, layers: 2, heads: 4, keyValueHeads: 2,
                headDimension: 10, contextLength: 32, tiedEmbeddings: false), lengths: [4, 21], temperature: 1.3),
    ]

    @Test(arguments: cases) func centralDifferences(_ this: Case) async throws {
        let server = try TestModels.server(this.model, seed: 3, scale: 20)
        let batch = TrainingBatch(
            sequences: this.lengths.enumerated().map { index, length in
                let tokens = TestModels.tokens(length, seed: index, vocabulary: this.model.vocabularySize)
                return TrainingSequence(tokens, mask: (1..<length).map { $0 % 3 != 0 || length < 4 })
            }, temperature: this.temperature)
        func loss() async throws -> Double { try await server.accumulate(batch, objective: LikelihoodObjective()).loss }
        _ = try await loss()
        let gradients = await server.gradients()
        let parameters = await server.parameters()
        var stream = RandomKey(seed: 11, purpose: .selection).stream
        for (name, values) in parameters.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<4 {
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
}
