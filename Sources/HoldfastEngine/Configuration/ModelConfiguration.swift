// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The shape of a Llama-family decoder, in the numbers of a Hugging Face `config.json`.
public struct ModelConfiguration: Hashable, Sendable {
    /// The family, which decides on biases and norms in attention.
    public var architecture: Architecture
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
    /// How the rotary frequencies are scaled; nil for not at all.
    public var ropeScaling: RopeScaling?
    /// Added to the mean square in every RMSNorm; positive, 1e-6 by default.
    public var normEpsilon: Double
    /// Whether the output head is the embedding matrix.
    public var tiedEmbeddings: Bool
    /// Whether all four projections of attention have a bias, where the architecture leaves the choice; false by default.
    public var attentionBias: Bool

    /// The numbers of a shape, unchecked: `validate` checks them.
    /// - Parameter headDimension: `hiddenSize / heads` where it is left out.
    public init(
        architecture: Architecture = .llama, vocabularySize: Int, hiddenSize: Int, feedForwardSize: Int, layers: Int, heads: Int,
        keyValueHeads: Int, headDimension: Int? = nil, contextLength: Int, ropeTheta: Double = 10_000, ropeScaling: RopeScaling? = nil,
        normEpsilon: Double = 1e-6, tiedEmbeddings: Bool = true, attentionBias: Bool = false
    ) {
        self.architecture = architecture
        self.vocabularySize = vocabularySize
        self.hiddenSize = hiddenSize
        self.feedForwardSize = feedForwardSize
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headDimension = headDimension ?? hiddenSize / max(heads, 1)
        self.contextLength = contextLength
        self.ropeTheta = ropeTheta
        self.ropeScaling = ropeScaling
        self.normEpsilon = normEpsilon
        self.tiedEmbeddings = tiedEmbeddings
        self.attentionBias = attentionBias
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
        try ropeScaling?.validate()
        guard normEpsilon > 0, normEpsilon.isFinite else { throw HoldfastError(.model, "rms_norm_eps is \(normEpsilon); it must be positive") }
        guard !attentionBias || architecture.hasAttentionBiasOption else {
            throw HoldfastError(.model, "attention_bias is true, which \(architecture.className) does not have; set it to false")
        }
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
    /// Whether the projections to queries, keys and values have a bias.
    var hasQueryKeyValueBias: Bool { attentionBias || architecture.hasQueryKeyValueBias }
    /// Query heads that share one key-value head.
    var headsPerGroup: Int { heads / keyValueHeads }
    /// What scores are multiplied by before the softmax.
    var attentionScale: Float { 1 / Float(headDimension).squareRoot() }
}
