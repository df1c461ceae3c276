// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation

/// Cosines and sines of the rotary embedding (Su et al., "RoFormer", 2021, section 3.2) for every position, each `[contextLength, headDimension / 2]`.
///
/// Half-rotation layout as in Hugging Face checkpoints: element i turns with element i + headDimension / 2, where the paper pairs neighbours.
final class RotaryTables {
    private let cosine: FloatBuffer
    private let sine: FloatBuffer
    private let dimension: Int

    init(_ model: ModelConfiguration) {
        dimension = model.headDimension
        cosine = FloatBuffer(count: model.contextLength * dimension / 2)
        sine = FloatBuffer(count: model.contextLength * dimension / 2)
        hf_rope_tables(cosine.base, sine.base, Self.frequencies(model), model.contextLength, dimension / 2)
    }

    /// Radians per position of each pair of elements, `[headDimension / 2]`; rounded to float32, as transformers does.
    static func frequencies(_ model: ModelConfiguration) -> [Float] {
        stride(from: 0, to: model.headDimension, by: 2).map { element in
            let frequency = 1 / pow(model.ropeTheta, Double(element) / Double(model.headDimension))
            return Float(model.ropeScaling?.scaled(frequency) ?? frequency)
        }
    }

    /// Rotates the first `heads` heads of each row in place; backwards for the derivative.
    func rotate(
        _ x: UnsafeMutablePointer<Float>, positions: UnsafePointer<Int32>, rows: Int, stride: Int, heads: Int, backwards: Bool = false
    ) {
        hf_rope(x, positions, cosine.base, sine.base, rows, stride, heads, dimension, backwards ? -1 : 1)
    }
}
