// SPDX-License-Identifier: Apache-2.0

/// One tensor under its Hugging Face name, as a slice of the flat parameter buffer.
struct ParameterTensor: Hashable, Sendable {
    let name: String
    let shape: [Int]
    let offset: Int

    var count: Int { shape.reduce(1, *) }
}

/// Where each parameter stands in one flat buffer.
///
/// Matrices are `[out, in]` as Hugging Face stores them. Query, key and value stand behind each other, as do gate and up, so each
/// group is also one matrix, which is how the decoder uses them.
struct ParameterLayout: Sendable {
    /// Offsets of one layer.
    struct Layer: Sendable {
        var inputNorm = 0
        /// `[attentionWidth, hidden]`: query, key, value.
        var queryKeyValue = 0
        /// `[attentionWidth]`: query, key, value; nil where the projections have no bias.
        var queryKeyValueBias: Int?
        /// `[headDimension]` each, for all heads; nil where heads are not normalised.
        var queryNorm: Int?
        var keyNorm: Int?
        /// `[hidden, queryWidth]`.
        var output = 0
        /// `[hidden]`; nil where the projection has no bias.
        var outputBias: Int?
        var middleNorm = 0
        /// `[2 * feedForward, hidden]`: gate, up.
        var gateUp = 0
        /// `[hidden, feedForward]`.
        var down = 0
    }

    private(set) var tensors: [ParameterTensor] = []
    private(set) var layers: [Layer] = []
    private(set) var embedding = 0
    private(set) var finalNorm = 0
    /// `[vocabulary, hidden]`; the embedding where the two are tied.
    private(set) var head = 0
    /// Length of the flat buffer.
    private(set) var count = 0

    init(_ model: ModelConfiguration) {
        let hidden = model.hiddenSize
        embedding = add("model.embed_tokens.weight", [model.vocabularySize, hidden])
        for index in 0..<model.layers {
            let prefix = "model.layers.\(index)."
            var layer = Layer()
            layer.inputNorm = add(prefix + "input_layernorm.weight", [hidden])
            layer.queryKeyValue = add(prefix + "self_attn.q_proj.weight", [model.queryWidth, hidden])
            _ = add(prefix + "self_attn.k_proj.weight", [model.keyValueWidth, hidden])
            _ = add(prefix + "self_attn.v_proj.weight", [model.keyValueWidth, hidden])
            if model.hasQueryKeyValueBias {
                layer.queryKeyValueBias = add(prefix + "self_attn.q_proj.bias", [model.queryWidth])
                _ = add(prefix + "self_attn.k_proj.bias", [model.keyValueWidth])
                _ = add(prefix + "self_attn.v_proj.bias", [model.keyValueWidth])
            }
            if model.architecture.hasQueryKeyNorm {
                layer.queryNorm = add(prefix + "self_attn.q_norm.weight", [model.headDimension])
                layer.keyNorm = add(prefix + "self_attn.k_norm.weight", [model.headDimension])
            }
            layer.output = add(prefix + "self_attn.o_proj.weight", [hidden, model.queryWidth])
            if model.attentionBias { layer.outputBias = add(prefix + "self_attn.o_proj.bias", [hidden]) }
            layer.middleNorm = add(prefix + "post_attention_layernorm.weight", [hidden])
            layer.gateUp = add(prefix + "mlp.gate_proj.weight", [model.feedForwardSize, hidden])
            _ = add(prefix + "mlp.up_proj.weight", [model.feedForwardSize, hidden])
            layer.down = add(prefix + "mlp.down_proj.weight", [hidden, model.feedForwardSize])
            layers.append(layer)
        }
        finalNorm = add("model.norm.weight", [hidden])
        head = model.tiedEmbeddings ? embedding : add("lm_head.weight", [model.vocabularySize, hidden])
    }

    private mutating func add(_ name: String, _ shape: [Int]) -> Int {
        let tensor = ParameterTensor(name: name, shape: shape, offset: count)
        tensors.append(tensor)
        count += tensor.count
        return tensor.offset
    }
}
