// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The published weights, laid out for decoding: every matrix transposed to `[in, out]`.
///
/// oneDNN multiplies a few dozen rows faster by a matrix in this form, and its results for a row do not depend on the other rows.
/// It is a copy of its own, so a `step` changes nothing that is sampled until `publish`.
final class SamplerWeights {
    /// The matrices in bfloat16; nil where products run in float32.
    let panels: WeightPanels?
    private let storage: FloatBuffer
    private let transposedHead: FloatBuffer

    init(_ model: ModelConfiguration, _ layout: ParameterLayout, precision: Precision) {
        panels = precision == .bfloat16 ? WeightPanels(model, layout, backward: false) : nil
        storage = FloatBuffer(count: layout.count)
        transposedHead = FloatBuffer(count: precision == .bfloat16 ? 0 : model.vocabularySize * model.hiddenSize)
    }

    /// The flat buffer: offsets of `ParameterLayout`, matrices transposed where there are no panels, the embedding as it was.
    var base: UnsafePointer<Float> { UnsafePointer(storage.base) }
    /// `[hidden, vocabulary]`; empty where there are panels.
    var head: UnsafePointer<Float> { UnsafePointer(transposedHead.base) }

    func publish(_ weights: FloatBuffer, model: ModelConfiguration, layout: ParameterLayout, lanes: Lanes) {
        storage.copy(from: weights)
        if let panels {
            panels.refresh(from: weights, lanes: lanes)
            return
        }
        func transpose(_ offset: Int, _ rows: Int, _ columns: Int) {
            hf_transpose(storage.base + offset, weights.base + offset, rows, columns)
        }
        for layer in layout.layers {
            transpose(layer.queryKeyValue, model.attentionWidth, model.hiddenSize)
            transpose(layer.output, model.hiddenSize, model.queryWidth)
            transpose(layer.gateUp, 2 * model.feedForwardSize, model.hiddenSize)
            transpose(layer.down, model.hiddenSize, model.feedForwardSize)
        }
        hf_transpose(transposedHead.base, weights.base + layout.head, model.vocabularySize, model.hiddenSize)
    }
}
