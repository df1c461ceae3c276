// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The weight matrices rounded to bfloat16 and laid out for `hf_bfloat16_product`; made anew whenever the weights change.
final class WeightPanels {
    /// One matrix `[outputs, inputs]` of the flat parameter buffer.
    struct Matrix: Hashable {
        var offset: Int
        var outputs: Int
        var inputs: Int
    }

    private struct Place {
        var forward: Int
        var backward: Int
    }

    private let matrices: [Matrix]
    private var places: [Int: Place] = [:]
    private let storage: PairBuffer

    /// - Parameter backward: whether the layout that derivatives need is kept as well.
    init(_ model: ModelConfiguration, _ layout: ParameterLayout, backward: Bool) {
        matrices = layout.matrices(of: model)
        var count = 0
        for matrix in matrices {
            let forward = count
            count += hf_bfloat16_panels_size(matrix.inputs, matrix.outputs)
            places[matrix.offset] = Place(forward: forward, backward: backward ? count : -1)
            if backward { count += hf_bfloat16_panels_size(matrix.outputs, matrix.inputs) }
        }
        storage = PairBuffer(count: count)
    }

    /// Panels of y = x * w^T, for the matrix at an offset of the flat buffer.
    func forward(_ offset: Int) -> UnsafePointer<UInt32> { UnsafePointer(storage.base + (places[offset]?.forward ?? 0)) }

    /// Panels of dx = dy * w.
    func backward(_ offset: Int) -> UnsafePointer<UInt32> { UnsafePointer(storage.base + (places[offset]?.backward ?? 0)) }

    func refresh(from weights: FloatBuffer, lanes: Lanes) {
        lanes.run { lane in
            for index in stride(from: lane, to: matrices.count, by: lanes.count) {
                let matrix = matrices[index]
                guard let place = places[matrix.offset] else { continue }
                let from = weights.base + matrix.offset
                hf_bfloat16_panels_transposed(storage.base + place.forward, from, matrix.inputs, matrix.inputs, matrix.outputs)
                if place.backward >= 0 {
                    hf_bfloat16_panels(storage.base + place.backward, from, matrix.inputs, matrix.outputs, matrix.inputs)
                }
            }
        }
    }
}

extension ParameterLayout {
    /// Every matrix that rows are multiplied by, as the decoder uses them: query, key and value as one, gate and up as one.
    func matrices(of model: ModelConfiguration) -> [WeightPanels.Matrix] {
        layers.flatMap { layer in
            [
                WeightPanels.Matrix(offset: layer.queryKeyValue, outputs: model.attentionWidth, inputs: model.hiddenSize),
                WeightPanels.Matrix(offset: layer.output, outputs: model.hiddenSize, inputs: model.queryWidth),
                WeightPanels.Matrix(offset: layer.gateUp, outputs: 2 * model.feedForwardSize, inputs: model.hiddenSize),
                WeightPanels.Matrix(offset: layer.down, outputs: model.hiddenSize, inputs: model.feedForwardSize),
            ]
        } + [WeightPanels.Matrix(offset: head, outputs: model.vocabularySize, inputs: model.hiddenSize)]
    }
}

/// A set of weights as a pass reads it.
struct PassWeights {
    /// The flat buffer of `ParameterLayout`.
    let base: UnsafePointer<Float>
    /// Its matrices in bfloat16; nil where products run in float32.
    let panels: WeightPanels?
}
