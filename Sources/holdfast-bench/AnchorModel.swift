// SPDX-License-Identifier: Apache-2.0

import HoldfastEngine

/// The models that Python stacks are measured with as well: Llama-type, tied, as many key-value heads as heads.
enum AnchorModel: String, CaseIterable {
    case m2 = "2m"
    case m8 = "8m"
    case m50 = "50m"

    static let vocabulary = 4096

    var shape: ModelConfiguration {
        let (hidden, layers, heads, feed) =
            switch self {
            case .m2: (128, 6, 4, 512)
            case .m8: (256, 6, 4, 1024)
            case .m50: (512, 12, 8, 2048)
            }
        return ModelConfiguration(
            vocabularySize: Self.vocabulary, hiddenSize: hidden, feedForwardSize: feed, layers: layers, heads: heads, keyValueHeads: heads,
            contextLength: 1536)
    }
}

/// Floating point operations of passes through a model, counted exactly: causal attention, the head where it is asked for alone.
struct Operations {
    let model: ModelConfiguration

    /// - Parameters:
    ///   - tokens: rows that go through the layers.
    ///   - context: over these rows, the sum of the keys that each sees.
    ///   - predicted: rows that go through the head.
    func forward(tokens: Int, context: Int, predicted: Int) -> Double {
        let (hidden, feed) = (model.hiddenSize, model.feedForwardSize)
        let matrices = hidden * model.attentionWidth + model.queryWidth * hidden + 3 * hidden * feed
        let layers = 2 * model.layers * matrices * tokens
        return Double(layers + 4 * model.layers * model.queryWidth * context + 2 * model.vocabularySize * hidden * predicted)
    }

    /// Keys seen by `count` rows of which the first stands at `start`.
    static func context(from start: Int, count: Int) -> Int { count * start + count * (count + 1) / 2 }
}
