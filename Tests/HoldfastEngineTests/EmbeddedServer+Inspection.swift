// SPDX-License-Identifier: Apache-2.0

@testable import HoldfastEngine

extension EmbeddedServer {
    /// The gradients added up so far, by parameter name.
    func gradients() -> [String: [Float]] { byName(accumulator.gradients) }

    /// The trained weights, by parameter name.
    func parameters() -> [String: [Float]] { byName(weights) }

    /// Logits of every position of one row, `[tokens * vocabulary]`.
    func logits(_ row: [Int32]) -> [Float] { Logits.of(row, model: model, weights: weights) }

    /// Replaces one number of the trained weights.
    func set(_ name: String, at index: Int, to value: Float) {
        guard let tensor = layout.tensors.first(where: { $0.name == name }), index < tensor.count else { return }
        weights.base[tensor.offset + index] = value
    }

    private func byName(_ buffer: FloatBuffer) -> [String: [Float]] {
        Dictionary(
            uniqueKeysWithValues: layout.tensors.map { ($0.name, Array(UnsafeBufferPointer(start: buffer.base + $0.offset, count: $0.count))) })
    }
}
