// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Weights to start training from: normal with standard deviation 0.02, norms 1, biases 0.
///
/// The matrices that write into the residual stream get 0.02 / sqrt(2 * layers), as in GPT-2 (Radford et al., 2019, section 2.3).
enum Initialization {
    static func fill(_ weights: FloatBuffer, layout: ParameterLayout, layers: Int, seed: UInt64) {
        for (index, tensor) in layout.tensors.enumerated() {
            let values = UnsafeMutableBufferPointer(start: weights.base + tensor.offset, count: tensor.count)
            guard tensor.shape.count == 2 else {
                values.update(repeating: tensor.name.hasSuffix(".bias") ? 0 : 1)
                continue
            }
            let writesResidual = tensor.name.hasSuffix("o_proj.weight") || tensor.name.hasSuffix("down_proj.weight")
            let deviation = writesResidual ? 0.02 / (2 * Double(layers)).squareRoot() : 0.02
            var stream = RandomKey(seed: seed, step: index, purpose: .initialization).stream
            var position = 0
            while position < values.count {
                // Box-Muller with both numbers of the pair: half the work of `RandomStream.normal`.
                let radius = deviation * (-2 * log(1 - stream.uniform())).squareRoot()
                let angle = 2 * Double.pi * stream.uniform()
                values[position] = Float(radius * cos(angle))
                if position + 1 < values.count { values[position + 1] = Float(radius * sin(angle)) }
                position += 2
            }
        }
    }
}
