// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

extension PackedPass {
    /// Runs the network backwards from `activations.head.gradient`, d loss / d log-probability of each row in the loss,
    /// and adds to the flat `gradients`. The logits are overwritten.
    func backward(_ batch: MicroBatch, weights: PassWeights, gradients: UnsafeMutablePointer<Float>, temperature: Float) {
        guard let down = activations.gradients else { return }
        down.residual.clear()
        predictBackward(batch, weights, gradients, down, temperature)
        for index in (0..<model.layers).reversed() { backward(layer: index, batch, weights, gradients, down) }
        hf_scatter_add_rows(gradients + layout.embedding, down.residual.base, batch.tokens, batch.rows, model.hiddenSize)
    }

    private func predictBackward(
        _ batch: MicroBatch, _ weights: PassWeights, _ gradients: UnsafeMutablePointer<Float>, _ down: Activations.Gradients,
        _ temperature: Float
    ) {
        let head = activations.head
        let count = batch.lossRows.count
        let (hidden, vocabulary) = (model.hiddenSize, model.vocabularySize)
        hf_token_logprob_backward(
            head.logits.base, head.logNormalizer.base, batch.targets, head.gradient.base, count, vocabulary, 1 / temperature)
        linear.backward(
            head.normedGradient, gradients, head.normed, head.logits, weights, layout.head, rows: count, outputs: vocabulary, inputs: hidden)
        head.normed.base.update(repeating: 0, count: count * hidden)
        hf_rmsnorm_backward(
            head.normed.base, gradients + layout.finalNorm, head.normedGradient.base, head.hidden.base, weights.base + layout.finalNorm,
            head.scale.base, count, hidden)
        hf_scatter_add_rows(down.residual.base, head.normed.base, batch.lossRows, count, hidden)
    }

    private func backward(
        layer index: Int, _ batch: MicroBatch, _ weights: PassWeights, _ gradients: UnsafeMutablePointer<Float>,
        _ down: Activations.Gradients
    ) {
        let a = activations.layers[index]
        let at = layout.layers[index]
        let (hidden, wide, feed, rows) = (model.hiddenSize, model.attentionWidth, model.feedForwardSize, batch.rows)

        linear.backward(down.activated, gradients, a.activated, down.residual, weights, at.down, rows: rows, outputs: hidden, inputs: feed)
        hf_swiglu_backward(down.gateUp.base, a.gateUp.base, down.activated.base, rows, feed)
        linear.backward(down.normed, gradients, a.middleNormed, down.gateUp, weights, at.gateUp, rows: rows, outputs: 2 * feed, inputs: hidden)
        hf_rmsnorm_backward(
            down.residual.base, gradients + at.middleNorm, down.normed.base, a.middle.base, weights.base + at.middleNorm, a.middleScale.base,
            rows, hidden)

        if let bias = at.outputBias { hf_bias_backward(gradients + bias, down.residual.base, rows, hidden) }
        linear.backward(
            down.attended, gradients, a.attended, down.residual, weights, at.output, rows: rows, outputs: hidden, inputs: model.queryWidth)
        attendBackward(layer: a, batch, down)
        rotary.rotate(
            down.queryKeyValue.base, positions: batch.positions, rows: rows, stride: wide, heads: model.heads + model.keyValueHeads,
            backwards: true)
        normalizeHeadsBackward(layer: a, at, rows, weights.base, gradients, down)
        if let bias = at.queryKeyValueBias { hf_bias_backward(gradients + bias, down.queryKeyValue.base, rows, wide) }
        linear.backward(
            down.normed, gradients, a.inputNormed, down.queryKeyValue, weights, at.queryKeyValue, rows: rows, outputs: wide, inputs: hidden)
        hf_rmsnorm_backward(
            down.residual.base, gradients + at.inputNorm, down.normed.base, a.input.base, weights.base + at.inputNorm, a.inputScale.base,
            rows, hidden)
    }
}
