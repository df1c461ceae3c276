// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// A model and sequences whose gradients are checked: every architecture and option, and every edge of the shapes.
struct GradientCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var model: ModelConfiguration
    /// Tokens of each sequence.
    var lengths: [Int]
    /// How many of its first tokens each sequence shares with the first.
    var shared = 0
    var temperature: Float = 1
    var configuration = EngineConfiguration()

    var sequences: [[Int32]] {
        let first = TestModels.tokens(lengths.max() ?? 0, seed: 100, vocabulary: model.vocabularySize)
        return lengths.enumerated().map { index, length in
            let own = TestModels.tokens(length, seed: index, vocabulary: model.vocabularySize)
            return Array(first.prefix(min(shared, length))) + own.dropFirst(shared)
        }
    }

    /// The sequences with weights of either sign on their tokens; every fourth token is out of the loss.
    var batch: TrainingBatch {
        var stream = RandomKey(seed: 17, purpose: .selection).stream
        return TrainingBatch(
            sequences: sequences.map { tokens in
                TrainingSequence(
                    tokens: tokens, mask: tokens.indices.dropFirst().map { $0 % 4 != 0 },
                    advantages: tokens.dropFirst().map { _ in Float(2 * stream.uniform() - 0.5) })
            }, temperature: temperature)
    }

    private static func model(
        _ architecture: Architecture = .llama, vocabulary: Int = 97, hidden: Int = 6, feed: Int = 7, layers: Int = 1, heads: Int = 2,
        keyValueHeads: Int = 1, dimension: Int = 4, scaling: RopeScaling? = nil, tied: Bool = true, bias: Bool = false
    ) -> ModelConfiguration {
        ModelConfiguration(
            architecture: architecture, vocabularySize: vocabulary, hiddenSize: hidden, feedForwardSize: feed, layers: layers, heads: heads,
            keyValueHeads: keyValueHeads, headDimension: dimension, contextLength: 160, ropeScaling: scaling, tiedEmbeddings: tied,
            attentionBias: bias)
    }

    /// As small as one can be, for sequences that take their time.
    private static let long = model(vocabulary: 7, hidden: 4, feed: 3, dimension: 2)

    static let architectures = [
        GradientCase(testDescription: "Llama, tied", model: model(vocabulary: 29, layers: 2), lengths: [9, 3]),
        GradientCase(testDescription: "Llama, untied", model: model(vocabulary: 29, layers: 2, tied: false), lengths: [9, 3], temperature: 0.7),
        GradientCase(
            testDescription: "Llama, biases of all projections, llama3 scaling",
            model: model(
                vocabulary: 23, layers: 2, keyValueHeads: 2, dimension: 6,
                scaling: .llama3(factor: 4, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContextLength: 16), bias: true),
            lengths: [17, 5]),
        GradientCase(
            testDescription: "Mistral, linear scaling", model: model(.mistral, vocabulary: 19, layers: 2, scaling: .linear(factor: 2.5)),
            lengths: [4, 12], temperature: 1.3),
        GradientCase(testDescription: "Qwen2, untied", model: model(.qwen2, vocabulary: 23, layers: 2, tied: false), lengths: [11, 4]),
        GradientCase(testDescription: "Qwen3, tied", model: model(.qwen3, vocabulary: 23, layers: 2, heads: 4, keyValueHeads: 2), lengths: [11, 4]),
        GradientCase(
            testDescription: "Qwen3, biases of all projections, untied", model: model(.qwen3, vocabulary: 17, layers: 2, tied: false, bias: true),
            lengths: [6, 10], temperature: 0.8),
    ]

    static let edges = [
        GradientCase(testDescription: "sequences of one token and of one prediction", model: model(), lengths: [1, 2, 1]),
        GradientCase(testDescription: "one head", model: model(heads: 1), lengths: [8, 5]),
        GradientCase(
            testDescription: "one query head to each head of keys, a single sample", model: model(.qwen3, heads: 3, keyValueHeads: 3), lengths: [9]),
        GradientCase(testDescription: "one head of keys, heads of two numbers", model: model(heads: 5, dimension: 2), lengths: [7, 12]),
        GradientCase(testDescription: "a vocabulary of 97", model: model(layers: 2, tied: false), lengths: [10]),
        GradientCase(testDescription: "a vocabulary of 1021", model: model(vocabulary: 1021, hidden: 5), lengths: [6]),
        GradientCase(
            testDescription: "widths around sixteen", model: model(vocabulary: 31, hidden: 17, feed: 33, heads: 3, dimension: 18), lengths: [7]),
        GradientCase(testDescription: "around one block of queries", model: long, lengths: [64, 65, 66]),
        GradientCase(testDescription: "two and three blocks of queries", model: long, lengths: [131, 70]),
        GradientCase(testDescription: "a shared beginning", model: model(.qwen3, vocabulary: 13), lengths: [30, 41, 22, 36], shared: 20),
        GradientCase(
            testDescription: "a shared beginning over blocks of queries and lanes", model: long, lengths: [75, 90, 72, 80], shared: 70,
            configuration: EngineConfiguration(threads: 2)),
        GradientCase(
            testDescription: "many micro-batches on three lanes", model: model(.qwen2, vocabulary: 29), lengths: [5, 9, 2, 14, 7, 7, 3, 11],
            configuration: EngineConfiguration(threads: 3, microBatchTokens: 16)),
    ]
}
