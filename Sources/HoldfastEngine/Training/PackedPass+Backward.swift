// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

extension PackedPass {
    /// How many tensors, or vectors of them, a backward pass adds to: what `GradientWriter` must know beforehand.
    static func additions(_ model: ModelConfiguration, _ layout: ParameterLayout) -> Int {
        let layers = layout.layers.reduce(0) { sum, at in
            sum + 6 + (at.outputBias == nil ? 0 : 1) + (at.queryKeyValueBias == nil ? 0 : 1) + (at.queryNorm == nil ? 0 : 2)
        }
        return 3 + layers
    }

    /// Runs the network backwards from `activations.head.gradient`, d loss / d log-probability of each row in the loss,
    /// and adds to the gradients. The logits are overwritten.
    func backward(_ batch: MicroBatch, weights: PassWeights, gradients: GradientWriter, temperature: Float) {
        let down = activations.shared
        down.residual.clear()
        predictBackward(batch, weights, gradients, down, temperature)
        for index in (0..<model.layers).reversed() {
            // The forward pass has left the last of them in the memory that the first layers share.
            if index + 1 < activations.sharing { forward(layer: index, into: nil, batch, weights) }
            backward(layer: index, batch, weights, gradients, down)
        }
        gradients.add(to: layout.embedding) {
            hf_scatter_add_rows($0, down.residual.base, batch.tokens, batch.rows, model.hiddenSize)
        }
    }

    private func predictBackward(
        _ batch: MicroBatch, _ weights: PassWeights, _ gradients: GradientWriter, _ down: Activations.Shared, _ temperature: Float
    ) {
        let head = activations.head
        let count = batch.lossRows.count
        let (hidden, vocabulary) = (model.hiddenSize, model.vocabularySize)
        hf_token_logprob_backward(
            head.logits.base, head.logNormalizer.base, batch.targets, head.gradient.base, count, vocabulary, 1 / temperature)
        linear.weightGradient(
            gradients, head.logits, head.normed, weights, layout.head, rows: count, outputs: vocabulary, inputs: hidden)
        linear.inputGradient(
            head.normedGradient, head.logits, weights, layout.head, rows: 0..<count, outputs: vocabulary, inputs: hidden)
        head.normed.base.update(repeating: 0, count: count * hidden)
        addVector(layout.finalNorm, hidden, gradients) {
            hf_rmsnorm_backward(
                head.normed.base, $0, head.normedGradient.base, head.hidden.base, weights.base + layout.finalNorm, head.scale.base, count, hidden)
        }
        hf_scatter_add_rows(down.residual.base, head.normed.base, batch.lossRows, count, hidden)
    }

    /// The derivatives of SwiGLU and of the norms leave the output of the forward pass where its gradient was, and the gradient of the weights
    /// that it went to is made from there: hence the order of the lines, each product's input before its weights.
    private func backward(
        layer index: Int, _ batch: MicroBatch, _ weights: PassWeights, _ gradients: GradientWriter, _ down: Activations.Shared
    ) {
        let a = activations.layers[index]
        let at = layout.layers[index]
        let (hidden, wide, feed, rows) = (model.hiddenSize, model.attentionWidth, model.feedForwardSize, batch.rows)

        Linear.forEachBlock(rows, weights.backward) { block in
            linear.inputGradient(down.activated, down.residual, weights, at.down, rows: block, outputs: hidden, inputs: feed)
            hf_swiglu_backward(
                a.gateUp.base + block.lowerBound * 2 * feed, down.activated.base + block.lowerBound * feed, block.count, feed)
            linear.inputGradient(down.normed, a.gateUp, weights, at.gateUp, rows: block, outputs: 2 * feed, inputs: hidden)
        }
        linear.weightGradient(gradients, down.residual, down.activated, weights, at.down, rows: rows, outputs: hidden, inputs: feed)
        addVector(at.middleNorm, hidden, gradients) {
            hf_rmsnorm_backward(
                down.residual.base, $0, down.normed.base, a.middle.base, weights.base + at.middleNorm, a.middleScale.base, rows, hidden)
        }
        linear.weightGradient(gradients, a.gateUp, down.normed, weights, at.gateUp, rows: rows, outputs: 2 * feed, inputs: hidden)

        if let bias = at.outputBias { addVector(bias, hidden, gradients) { hf_bias_backward($0, down.residual.base, rows, hidden) } }
        linear.inputGradient(down.attended, down.residual, weights, at.output, rows: 0..<rows, outputs: hidden, inputs: model.queryWidth)
        linear.weightGradient(gradients, down.residual, a.attended, weights, at.output, rows: rows, outputs: hidden, inputs: model.queryWidth)
        attendBackward(layer: a, batch, down)
        rotary.rotate(
            down.queryKeyValue.base, positions: batch.positions, rows: rows, stride: wide, heads: model.heads + model.keyValueHeads,
            backwards: true)
        normalizeHeadsBackward(layer: a, at, rows, weights.base, gradients, down)
        if let bias = at.queryKeyValueBias { addVector(bias, wide, gradients) { hf_bias_backward($0, down.queryKeyValue.base, rows, wide) } }
        linear.inputGradient(down.normed, down.queryKeyValue, weights, at.queryKeyValue, rows: 0..<rows, outputs: wide, inputs: hidden)
        addVector(at.inputNorm, hidden, gradients) {
            hf_rmsnorm_backward(
                down.residual.base, $0, down.normed.base, a.input.base, weights.base + at.inputNorm, a.inputScale.base, rows, hidden)
        }
        linear.weightGradient(gradients, down.queryKeyValue, down.normed, weights, at.queryKeyValue, rows: rows, outputs: wide, inputs: hidden)
    }

    /// Lets a kernel that has more to do than to add to a vector's gradient run without waiting: it adds to scratch memory.
    func addVector(_ offset: Int, _ count: Int, _ gradients: GradientWriter, _ kernel: (UnsafeMutablePointer<Float>) -> Void) {
        let vector = activations.vector.base
        vector.update(repeating: 0, count: count)
        kernel(vector)
        gradients.add(to: offset) { hf_add($0, vector, count) }
    }
}
