// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels

@testable import HoldfastEngine

/// What `Fixtures/make_model_fixture.py` wrote with transformers and torch.
struct ModelFixture: Decodable {
    struct Configuration: Decodable {
        var vocab_size, hidden_size, intermediate_size, num_hidden_layers, num_attention_heads, num_key_value_heads, head_dim: Int
        var max_position_embeddings: Int
        var rms_norm_eps: Double
        var tie_word_embeddings: Bool
    }

    struct Tensor: Decodable {
        var shape: [Int]
        var values: [Float]
    }

    struct Step: Decodable {
        var loss, gradient_norm: Double
    }

    struct Optimizer: Decodable {
        var lr, eps, weight_decay, clip: Double
        var betas: [Double]
    }

    var config: Configuration
    var weights: [String: Tensor]
    var rows: [[Int32]]
    var starts: [Int]
    var advantages: [Float]
    var old_logprobs: [[Float]]
    var logits: [[Double]]
    var gradients: [String: [Double]]
    var optimizer: Optimizer
    var steps: [Step]
    var weights_after: [String: [Double]]

    static let names = ["gqa_untied", "mha_tied"]

    static func load(_ name: String, file: String = #filePath) throws -> ModelFixture {
        let path = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures/model_fixture.json")
        let all = try JSONDecoder().decode([String: ModelFixture].self, from: Data(contentsOf: path))
        guard let fixture = all[name] else { throw CocoaError(.fileReadNoSuchFile) }
        return fixture
    }

    var model: ModelConfiguration {
        ModelConfiguration(
            vocabularySize: config.vocab_size, hiddenSize: config.hidden_size, feedForwardSize: config.intermediate_size,
            layers: config.num_hidden_layers, heads: config.num_attention_heads, keyValueHeads: config.num_key_value_heads,
            headDimension: config.head_dim, contextLength: config.max_position_embeddings, normEpsilon: config.rms_norm_eps,
            tiedEmbeddings: config.tie_word_embeddings)
    }

    /// The batch of the fixture's loss.
    var batch: TrainingBatch {
        TrainingBatch(
            sequences: rows.indices.map { index in
                let before = starts[index] - 1
                let count = rows[index].count - 1
                return TrainingSequence(
                    tokens: rows[index], mask: (0..<count).map { $0 >= before },
                    samplerLogprobs: [Float](repeating: 0, count: before) + old_logprobs[index],
                    advantages: [Float](repeating: advantages[index], count: count))
            })
    }

    var optimizerStep: OptimizerStep {
        OptimizerStep(
            learningRate: optimizer.lr, beta1: optimizer.betas[0], beta2: optimizer.betas[1], epsilon: optimizer.eps,
            weightDecay: optimizer.weight_decay, maximumNorm: optimizer.clip)
    }
}
