// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The published weights, laid out for decoding. A copy of its own, so a `step` changes nothing that is sampled until `publish`.
///
/// Matrices stand in panels alone; what is no matrix, and the embedding, of which rows are read, beside them.
final class SamplerWeights {
    /// The matrices.
    let panels: WeightPanels
    private let storage: FloatBuffer
    /// Tensors in `storage`, and where they stand in it.
    private var places: [Int: Int] = [:]
    /// Where the other tensors are read, as long as nothing changes them.
    private let frozen: FloatBuffer?

    /// - Parameter frozen: the weights, where they will never change: what is no matrix, and the embedding, are then not copied.
    init(_ model: ModelConfiguration, _ layout: ParameterLayout, precision: Precision, frozen: FloatBuffer? = nil) {
        self.frozen = frozen
        panels = WeightPanels(model, layout, precision, .forward)
        var count = 0
        for tensor in layout.tensors where frozen == nil && (tensor.shape.count == 1 || tensor.offset == layout.embedding) {
            places[tensor.offset] = count
            count += tensor.count
        }
        storage = FloatBuffer(count: count)
    }

    /// The embedding or what is no matrix, by its offset in `ParameterLayout`.
    func tensor(_ offset: Int) -> UnsafePointer<Float> {
        places[offset].map { UnsafePointer(storage.base) + $0 } ?? UnsafePointer((frozen ?? storage).base) + offset
    }

    func publish(_ weights: FloatBuffer, layout: ParameterLayout, lanes: Lanes) {
        for tensor in layout.tensors {
            guard let place = places[tensor.offset] else { continue }
            (storage.base + place).update(from: weights.base + tensor.offset, count: tensor.count)
        }
        panels.refresh(from: weights, lanes: lanes)
    }
}
