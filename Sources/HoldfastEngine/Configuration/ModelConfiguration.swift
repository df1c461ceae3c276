// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The shape of a Llama-family decoder, in the numbers of a Hugging Face `config.json`.
public struct ModelConfiguration: Hashable, Sendable {
    /// Rows of the embedding matrix; token ids are below it.
    public var vocabularySize: Int
    /// Width of the residual stream.
    public var hiddenSize: Int
    /// Width of the SwiGLU layer.
    public var feedForwardSize: Int
    /// Decoder blocks, each of attention and SwiGLU.
    public var layers: Int
    /// Query heads.
    public var heads: Int
    /// Heads of keys and values; divides `heads`.
    public var keyValueHeads: Int
    /// Width of one head; even. Need not be `hiddenSize / heads`.
    public var headDimension: Int
    /// Longest sequence, in tokens.
    public var contextLength: Int
    /// Base of the rotary frequencies; positive, 10,000 by default.
    public var ropeTheta: Double
    /// Added to the mean square in every RMSNorm; positive, 1e-6 by default.
    public var normEpsilon: Double
    /// Whether the output head is the embedding matrix.
    public var tiedEmbeddings: Bool

    /// The numbers of a shape, unchecked: `validate` checks them.
    /// - Parameter headDimension: `hiddenSize / heads` where it is left out.
    public init(
        vocabularySize: Int, hiddenSize: Int, feedForwardSize: Int, layers: Int, heads: Int, keyValueHeads: Int, headDimension: Int? = nil,
        contextLength: Int, ropeTheta: Double = 10_000, normEpsilon: Double = 1e-6, tiedEmbeddings: Bool = true
    ) {
        self.vocabularySize = vocabularySize
        self.hiddenSize = hiddenSize
        self.feedForwardSize = feedForwardSize
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headDimension = headDimension ?? hiddenSize / max(heads, 1)
        self.contextLength = contextLength
        self.ropeTheta = ropeTheta
        self.normEpsilon = normEpsilon
        self.tiedEmbeddings = tiedEmbeddings
    }

    /// - Parameter name: how a key of `config.json` is called where the numbers come from.
    /// - Throws: `model`, naming the first number that cannot be.
    public func validate(calling name: (String) -> String = { $0 }) throws {
        let sizes = [
            ("vocab_size", vocabularySize), ("hidden_size", hiddenSize), ("intermediate_size", feedForwardSize), ("num_hidden_layers", layers),
            ("num_attention_heads", heads), ("num_key_value_heads", keyValueHeads), ("head_dim", headDimension),
            ("max_position_embeddings", contextLength),
        ]
        for (key, size) in sizes where !(1...1 << 24).contains(size) {
            throw HoldfastError(.model, "\(name(key)) is \(size); it must be between 1 and 16777216")
        }
        guard heads.isMultiple(of: keyValueHeads) else {
            throw HoldfastError(
                .model,
                "\(name("num_attention_heads")) is \(heads); it must be a multiple of \(name("num_key_value_heads")), which is \(keyValueHeads)")
        }
        guard headDimension.isMultiple(of: 2) else {
            throw HoldfastError(.model, "\(name("head_dim")) is \(headDimension); rotary embeddings need an even number")
        }
        guard ropeTheta > 0, ropeTheta.isFinite else { throw HoldfastError(.model, "rope_theta is \(ropeTheta); it must be positive") }
        guard normEpsilon > 0, normEpsilon.isFinite else { throw HoldfastError(.model, "rms_norm_eps is \(normEpsilon); it must be positive") }
        guard Double(vocabularySize) * Double(hiddenSize) + Double(layers) * Double(hiddenSize) * Double(feedForwardSize) * 3 < 4e9 else {
            throw HoldfastError(.model, "the embedded engine holds at most 4 billion parameters; use a remote server for a model of this size")
        }
    }

    /// Width of all query heads.
    public var queryWidth: Int { heads * headDimension }
    /// Width of all key heads, and of all value heads.
    var keyValueWidth: Int { keyValueHeads * headDimension }
    /// Width of queries, keys and values side by side.
    public var attentionWidth: Int { queryWidth + 2 * keyValueWidth }
    /// Query heads that share one key-value head.
    var headsPerGroup: Int { heads / keyValueHeads }
    /// What scores are multiplied by before the softmax.
    var attentionScale: Float { 1 / Float(headDimension).squareRoot() }
}
