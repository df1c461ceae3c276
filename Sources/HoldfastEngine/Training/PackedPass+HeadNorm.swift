// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The norms of single heads that Qwen3 has between the projection to queries and keys and their rotation. Nothing is done where a layer has none.
extension PackedPass {
    /// In place, in `a.queryKeyValue`; what was there is kept for the derivative.
    func normalizeHeads(layer a: Activations.Layer, _ at: ParameterLayout.Layer, _ rows: Int, _ weights: UnsafePointer<Float>) {
        guard let queryNorm = at.queryNorm, let keyNorm = at.keyNorm else { return }
        let (wide, dimension, epsilon) = (model.attentionWidth, model.headDimension, Float(model.normEpsilon))
        hf_head_rmsnorm_forward(
            a.queryKeyValue.base, a.query.base, a.queryScale.base, weights + queryNorm, rows, wide, model.heads, dimension, epsilon)
        hf_head_rmsnorm_forward(
            a.queryKeyValue.base + model.queryWidth, a.key.base, a.keyScale.base, weights + keyNorm, rows, wide, model.keyValueHeads, dimension,
            epsilon)
    }

    /// In place, in `down.queryKeyValue`.
    func normalizeHeadsBackward(
        layer a: Activations.Layer, _ at: ParameterLayout.Layer, _ rows: Int, _ weights: UnsafePointer<Float>,
        _ gradients: GradientWriter, _ down: Activations.Shared
    ) {
        guard let queryNorm = at.queryNorm, let keyNorm = at.keyNorm else { return }
        let (wide, dimension) = (model.attentionWidth, model.headDimension)
        addVector(queryNorm, dimension, gradients) {
            hf_head_rmsnorm_backward(
                down.queryKeyValue.base, $0, a.query.base, a.queryScale.base, weights + queryNorm, rows, wide, model.heads, dimension)
        }
        addVector(keyNorm, dimension, gradients) {
            hf_head_rmsnorm_backward(
                down.queryKeyValue.base + model.queryWidth, $0, a.key.base, a.keyScale.base, weights + keyNorm, rows, wide,
                model.keyValueHeads, dimension)
        }
    }
}
