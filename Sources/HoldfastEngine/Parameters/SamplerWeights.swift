// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The published weights, laid out for decoding. A copy of its own, so a `step` changes nothing that is sampled until `publish`.
///
/// In float32 every matrix is transposed to `[in, out]`: oneDNN multiplies a few dozen rows faster by a matrix in this form, and its
/// results for a row do not depend on the other rows. In bfloat16 matrices stand in panels alone.
final class SamplerWeights {
    /// The matrices in bfloat16; nil where products run in float32.
    let panels: WeightPanels?
    private let storage: FloatBuffer
    private let transposedHead: FloatBuffer
    /// Tensors in `storage`, and where they stand in it; empty where all stand at their offsets.
    private var places: [Int: Int] = [:]
    /// Where the other tensors are read, as long as nothing changes them.
    private let frozen: FloatBuffer?

    /// - Parameter frozen: the weights, where they will never change: what is no matrix, and the embedding, are then not copied.
    init(_ model: ModelConfiguration, _ layout: ParameterLayout, precision: Precision, frozen: FloatBuffer? = nil) {
        self.frozen = frozen
        var count = 0
        guard precision == .bfloat16 else {
            panels = nil
            for matrix in layout.matrices(of: model) where frozen != nil && matrix.offset != layout.head {
                places[matrix.offset] = count
                count += matrix.outputs * matrix.inputs
            }
            storage = FloatBuffer(count: frozen == nil ? layout.count : count)
            transposedHead = FloatBuffer(count: model.vocabularySize * model.hiddenSize)
            return
        }
        panels = WeightPanels(model, layout, .forward)
        // What is no matrix, and the embedding, of which rows are read.
        for tensor in layout.tensors where frozen == nil && (tensor.shape.count == 1 || tensor.offset == layout.embedding) {
            places[tensor.offset] = count
            count += tensor.count
        }
        storage = FloatBuffer(count: count)
        transposedHead = FloatBuffer(count: 0)
    }

    /// A tensor by its offset in `ParameterLayout`: in float32 any of them, matrices transposed; else the embedding and what is no matrix.
    func tensor(_ offset: Int) -> UnsafePointer<Float> {
        places[offset].map { UnsafePointer(storage.base) + $0 } ?? UnsafePointer((frozen ?? storage).base) + offset
    }

    /// `[hidden, vocabulary]`; empty where there are panels.
    var head: UnsafePointer<Float> { UnsafePointer(transposedHead.base) }

    func publish(_ weights: FloatBuffer, model: ModelConfiguration, layout: ParameterLayout, lanes: Lanes) {
        for tensor in layout.tensors where frozen == nil && (tensor.shape.count == 1 || tensor.offset == layout.embedding) {
            (storage.base + (places[tensor.offset] ?? tensor.offset)).update(from: weights.base + tensor.offset, count: tensor.count)
        }
        if let panels { return panels.refresh(from: weights, lanes: lanes) }
        let matrices = layout.matrices(of: model)
        let shares = Lanes.deal(matrices.map { $0.inputs * $0.outputs }, lanes: lanes.count)
        lanes.run { lane in
            for index in shares[lane] {
                let matrix = matrices[index]
                guard matrix.offset == layout.head else {
                    replace(matrix.offset, outputs: matrix.outputs, inputs: matrix.inputs, with: weights.base + matrix.offset)
                    continue
                }
                hf_transpose(transposedHead.base, weights.base + matrix.offset, matrix.outputs, matrix.inputs)
            }
        }
    }

    /// Makes one matrix `[outputs, inputs]`, at an offset of the flat buffer, the one that is sampled with.
    func replace(_ offset: Int, outputs: Int, inputs: Int, with matrix: UnsafePointer<Float>) {
        if let panels {
            panels.replace(offset, outputs: outputs, inputs: inputs, with: matrix)
        } else {
            hf_transpose(storage.base + (places[offset] ?? offset), matrix, outputs, inputs)
        }
    }
}
