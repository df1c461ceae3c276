// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The forward and backward pass of one lane over packed sequences. It runs on one thread and shares nothing but the weights it reads.
final class PackedPass {
    let model: ModelConfiguration
    let layout: ParameterLayout
    let rotary: RotaryTables
    let activations: Activations

    init(_ model: ModelConfiguration, _ layout: ParameterLayout, _ rotary: RotaryTables) {
        self.model = model
        self.layout = layout
        self.rotary = rotary
        self.activations = Activations(model)
    }

    /// Runs the network and leaves log-probability and entropy of the asked-for predictions in `activations.head`.
    func forward(_ batch: MicroBatch, weights: UnsafePointer<Float>, temperature: Float, training: Bool) {
        activations.reserve(batch, training: training)
        let first = activations.layers.first?.input ?? activations.output
        hf_gather_rows(first.base, weights + layout.embedding, batch.tokens, batch.rows, model.hiddenSize)
        for index in 0..<model.layers {
            let next = index + 1 < model.layers ? activations.layers[index + 1].input : activations.output
            forward(layer: index, into: next, batch, weights)
        }
        predict(batch, weights, temperature)
    }

    private func forward(layer index: Int, into next: FloatBuffer, _ batch: MicroBatch, _ weights: UnsafePointer<Float>) {
        let a = activations.layers[index]
        let at = layout.layers[index]
        let (hidden, wide, feed) = (model.hiddenSize, model.attentionWidth, model.feedForwardSize)
        let rows = max(batch.rows, MatrixProduct.leastRows)
        let epsilon = Float(model.normEpsilon)

        hf_rmsnorm_forward(a.inputNormed.base, a.inputScale.base, a.input.base, weights + at.inputNorm, batch.rows, hidden, epsilon)
        MatrixProduct.timesTransposed(
            a.queryKeyValue.base, wide, a.inputNormed.base, hidden, weights + at.queryKeyValue, hidden, m: rows, n: wide, k: hidden)
        if let bias = at.queryKeyValueBias { hf_bias_forward(a.queryKeyValue.base, weights + bias, batch.rows, wide) }
        normalizeHeads(layer: a, at, batch.rows, weights)
        rotary.rotate(
            a.queryKeyValue.base, positions: batch.positions, rows: batch.rows, stride: wide, heads: model.heads + model.keyValueHeads)
        attend(layer: a, batch)
        a.middle.base.update(from: a.input.base, count: rows * hidden)
        MatrixProduct.timesTransposed(
            a.middle.base, hidden, a.attended.base, model.queryWidth, weights + at.output, model.queryWidth, m: rows, n: hidden,
            k: model.queryWidth, adds: true)
        if let bias = at.outputBias { hf_bias_forward(a.middle.base, weights + bias, batch.rows, hidden) }

        hf_rmsnorm_forward(a.middleNormed.base, a.middleScale.base, a.middle.base, weights + at.middleNorm, batch.rows, hidden, epsilon)
        MatrixProduct.timesTransposed(
            a.gateUp.base, 2 * feed, a.middleNormed.base, hidden, weights + at.gateUp, hidden, m: rows, n: 2 * feed, k: hidden)
        hf_swiglu_forward(a.activated.base, a.gateUp.base, batch.rows, feed)
        next.base.update(from: a.middle.base, count: rows * hidden)
        MatrixProduct.timesTransposed(
            next.base, hidden, a.activated.base, feed, weights + at.down, feed, m: rows, n: hidden, k: feed, adds: true)
    }

    /// The language model head, for the rows in the loss alone.
    private func predict(_ batch: MicroBatch, _ weights: UnsafePointer<Float>, _ temperature: Float) {
        let head = activations.head
        let count = batch.lossRows.count
        let rows = max(count, MatrixProduct.leastRows)
        hf_gather_rows(head.hidden.base, activations.output.base, batch.lossRows, count, model.hiddenSize)
        hf_rmsnorm_forward(
            head.normed.base, head.scale.base, head.hidden.base, weights + layout.finalNorm, count, model.hiddenSize, Float(model.normEpsilon))
        MatrixProduct.timesTransposed(
            head.logits.base, model.vocabularySize, head.normed.base, model.hiddenSize, weights + layout.head, model.hiddenSize,
            m: rows, n: model.vocabularySize, k: model.hiddenSize)
        hf_token_logprob_forward(
            head.logprob.base, head.entropy.base, head.logNormalizer.base, head.logits.base, batch.targets, count, model.vocabularySize,
            1 / temperature)
    }
}
