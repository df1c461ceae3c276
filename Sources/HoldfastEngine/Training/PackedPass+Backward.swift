// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

extension PackedPass {
    /// Runs the network backwards from `activations.head.gradient`, d loss / d log-probability of each row in the loss,
    /// and adds to the flat `gradients`. The logits are overwritten.
    func backward(_ batch: MicroBatch, weights: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, temperature: Float) {
        guard let down = activations.gradients else { return }
        down.residual.clear()
        predictBackward(batch, weights, gradients, down, temperature)
        for index in (0..<model.layers).reversed() { backward(layer: index, batch, weights, gradients, down) }
        hf_scatter_add_rows(gradients + layout.embedding, down.residual.base, batch.tokens, batch.rows, model.hiddenSize)
    }

    private func predictBackward(
        _ batch: MicroBatch, _ weights: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ down: Activations.Gradients,
        _ temperature: Float
    ) {
        let head = activations.head
        let count = batch.lossRows.count
        let (hidden, vocabulary) = (model.hiddenSize, model.vocabularySize)
        hf_token_logprob_backward(
            head.logits.base, head.logNormalizer.base, batch.targets, head.gradient.base, count, vocabulary, 1 / temperature)
        MatrixProduct.transposedTimes(
            gradients + layout.head, hidden, head.logits.base, vocabulary, head.normed.base, hidden, m: vocabulary, n: hidden, k: count,
            adds: true)
        MatrixProduct.times(
            head.normedGradient.base, hidden, head.logits.base, vocabulary, weights + layout.head, hidden, m: count, n: hidden, k: vocabulary)
        head.normed.base.update(repeating: 0, count: count * hidden)
        hf_rmsnorm_backward(
            head.normed.base, gradients + layout.finalNorm, head.normedGradient.base, head.hidden.base, weights + layout.finalNorm, head.scale.base,
            count, hidden)
        hf_scatter_add_rows(down.residual.base, head.normed.base, batch.lossRows, count, hidden)
    }

    private func backward(
        layer index: Int, _ batch: MicroBatch, _ weights: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>,
        _ down: Activations.Gradients
    ) {
        let a = activations.layers[index]
        let at = layout.layers[index]
        let (hidden, wide, feed, rows) = (model.hiddenSize, model.attentionWidth, model.feedForwardSize, batch.rows)

        /// Of y = x * w^T: dw += dy^T * x, then dx = dy * w.
        func product(
            _ dx: FloatBuffer, _ x: FloatBuffer, _ inputWidth: Int, _ dy: FloatBuffer, _ outputWidth: Int, _ offset: Int
        ) {
            MatrixProduct.transposedTimes(
                gradients + offset, inputWidth, dy.base, outputWidth, x.base, inputWidth, m: outputWidth, n: inputWidth, k: rows, adds: true)
            MatrixProduct.times(dx.base, inputWidth, dy.base, outputWidth, weights + offset, inputWidth, m: rows, n: inputWidth, k: outputWidth)
        }

        product(down.activated, a.activated, feed, down.residual, hidden, at.down)
        hf_swiglu_backward(down.gateUp.base, a.gateUp.base, down.activated.base, rows, feed)
        product(down.normed, a.middleNormed, hidden, down.gateUp, 2 * feed, at.gateUp)
        hf_rmsnorm_backward(
            down.residual.base, gradients + at.middleNorm, down.normed.base, a.middle.base, weights + at.middleNorm, a.middleScale.base, rows,
            hidden)

        if let bias = at.outputBias { hf_bias_backward(gradients + bias, down.residual.base, rows, hidden) }
        product(down.attended, a.attended, model.queryWidth, down.residual, hidden, at.output)
        attendBackward(layer: a, batch, down)
        rotary.rotate(
            down.queryKeyValue.base, positions: batch.positions, rows: rows, stride: wide, heads: model.heads + model.keyValueHeads,
            backwards: true)
        normalizeHeadsBackward(layer: a, at, rows, weights, gradients, down)
        if let bias = at.queryKeyValueBias { hf_bias_backward(gradients + bias, down.queryKeyValue.base, rows, wide) }
        product(down.normed, a.inputNormed, hidden, down.queryKeyValue, wide, at.queryKeyValue)
        hf_rmsnorm_backward(
            down.residual.base, gradients + at.inputNorm, down.normed.base, a.input.base, weights + at.inputNorm, a.inputScale.base, rows,
            hidden)
    }
}
