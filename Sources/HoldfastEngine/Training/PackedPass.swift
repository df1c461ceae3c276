// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The forward and backward pass of one lane over packed sequences. It runs on one thread and shares nothing but the weights it reads.
final class PackedPass {
    let model: ModelConfiguration
    let layout: ParameterLayout
    let rotary: RotaryTables
    let activations: Activations
    let product = MatrixProduct()
    let linear: Linear

    init(_ model: ModelConfiguration, _ layout: ParameterLayout, _ rotary: RotaryTables, _ budget: ActivationBudget) {
        self.model = model
        self.layout = layout
        self.rotary = rotary
        self.activations = Activations(model, budget)
        linear = Linear(product)
    }

    /// Runs the network and leaves log-probability and entropy of the asked-for predictions in `activations.head`.
    func forward(_ batch: MicroBatch, weights: PassWeights, temperature: Float, training: Bool) {
        activations.reserve(batch, training: training)
        let first = activations.layers.first?.input ?? activations.output
        hf_gather_rows(first.base, weights.base + layout.embedding, batch.tokens, batch.rows, model.hiddenSize)
        for index in 0..<model.layers {
            let next = index + 1 < model.layers ? activations.layers[index + 1].input : activations.output
            forward(layer: index, into: next, batch, weights)
        }
        predict(batch, weights, temperature)
    }

    /// Leaves in `activations` what the layer's derivative needs.
    ///
    /// - Parameter next: where the residual stream after the layer goes; nil when the layer is computed again for its derivative alone.
    func forward(layer index: Int, into next: FloatBuffer?, _ batch: MicroBatch, _ weights: PassWeights) {
        let a = activations.layers[index]
        let at = layout.layers[index]
        let (normed, activated) = (activations.shared.normed, activations.shared.activated)
        let (hidden, wide, feed, rows) = (model.hiddenSize, model.attentionWidth, model.feedForwardSize, batch.rows)
        let epsilon = Float(model.normEpsilon)

        hf_rmsnorm_forward(normed.base, a.inputScale.base, a.input.base, weights.base + at.inputNorm, rows, hidden, epsilon)
        linear.forward(a.queryKeyValue, normed, weights, at.queryKeyValue, rows: 0..<rows, outputs: wide, inputs: hidden)
        if let bias = at.queryKeyValueBias { hf_bias_forward(a.queryKeyValue.base, weights.base + bias, rows, wide) }
        normalizeHeads(layer: a, at, rows, weights.base)
        rotary.rotate(
            a.queryKeyValue.base, positions: batch.positions, rows: rows, stride: wide, heads: model.heads + model.keyValueHeads)
        attend(layer: a, batch)
        a.middle.base.update(from: a.input.base, count: rows * hidden)
        Linear.forEachBlock(rows, weights.forward) { block in
            let count = block.count
            let middle = a.middle.base + block.lowerBound * hidden
            linear.forward(a.middle, a.attended, weights, at.output, rows: block, outputs: hidden, inputs: model.queryWidth, adds: true)
            if let bias = at.outputBias { hf_bias_forward(middle, weights.base + bias, count, hidden) }

            let normedRows = normed.base + block.lowerBound * hidden
            let gateUp = a.gateUp.base + block.lowerBound * 2 * feed
            hf_rmsnorm_forward(
                normedRows, a.middleScale.base + block.lowerBound, middle, weights.base + at.middleNorm, count, hidden, epsilon)
            linear.forward(a.gateUp, normed, weights, at.gateUp, rows: block, outputs: 2 * feed, inputs: hidden)
            guard let next else { return }
            hf_swiglu_forward(activated.base + block.lowerBound * feed, gateUp, count, feed)
            (next.base + block.lowerBound * hidden).update(from: middle, count: count * hidden)
            linear.forward(next, activated, weights, at.down, rows: block, outputs: hidden, inputs: feed, adds: true)
        }
    }

    /// The language model head, for the rows in the loss alone.
    private func predict(_ batch: MicroBatch, _ weights: PassWeights, _ temperature: Float) {
        let head = activations.head
        let count = batch.lossRows.count
        hf_gather_rows(head.hidden.base, activations.output.base, batch.lossRows, count, model.hiddenSize)
        hf_rmsnorm_forward(
            head.normed.base, head.scale.base, head.hidden.base, weights.base + layout.finalNorm, count, model.hiddenSize, Float(model.normEpsilon))
        linear.forward(head.logits, head.normed, weights, layout.head, rows: 0..<count, outputs: model.vocabularySize, inputs: model.hiddenSize)
        hf_token_logprob_forward(
            head.logprob.base, head.entropy.base, head.logNormalizer.base, head.logits.base, batch.targets, count, model.vocabularySize,
            1 / temperature)
    }
}
