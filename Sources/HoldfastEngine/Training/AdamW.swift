// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastModels

/// AdamW with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2) after clipping by
/// global norm (Pascanu et al., 2013, algorithm 1). As in torch, the clipping divides by the norm + 1e-6; decay falls on every parameter, norms and biases included.
final class AdamW {
    let mean: FloatBuffer
    let square: FloatBuffer
    /// Steps taken.
    var steps = 0

    init(count: Int) {
        mean = FloatBuffer(count: count)
        square = FloatBuffer(count: count)
    }

    /// Updates `weights` unless the gradients' norm is not finite.
    func apply(_ optimizer: OptimizerStep, gradients: FloatBuffer, to weights: FloatBuffer, lanes: Lanes) -> StepReport {
        let count = weights.count
        let share = (count + lanes.count - 1) / lanes.count
        // Sums of fixed blocks in a fixed order: the norm does not depend on the number of lanes.
        let block = 1 << 16
        var sums = [Double](repeating: 0, count: (count + block - 1) / block)
        sums.withUnsafeMutableBufferPointer { sums in
            lanes.run { lane in
                for index in stride(from: lane, to: sums.count, by: lanes.count) {
                    sums[index] = hf_sum_of_squares(gradients.base + index * block, min(block, count - index * block))
                }
            }
        }
        let norm = sums.reduce(0, +).squareRoot()
        guard norm.isFinite else { return StepReport(gradientNorm: norm, applied: false) }

        steps += 1
        let scale = optimizer.maximumNorm > 0 ? min(1, optimizer.maximumNorm / (norm + 1e-6)) : 1
        let step = hf_adamw_step(
            learning_rate: Float(optimizer.learningRate), beta1: Float(optimizer.beta1), beta2: Float(optimizer.beta2),
            epsilon: Float(optimizer.epsilon), weight_decay: Float(optimizer.weightDecay),
            correction1: Float(1 - Self.power(optimizer.beta1, steps)), correction2: Float(1 - Self.power(optimizer.beta2, steps)),
            gradient_scale: Float(scale))
        lanes.run { lane in
            let start = min(count, lane * share)
            hf_adamw(
                weights.base + start, mean.base + start, square.base + start, gradients.base + start, min(count, start + share) - start, step)
        }
        return StepReport(gradientNorm: norm, applied: true)
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, left) = (1.0, base, exponent)
        while left > 0 {
            if !left.isMultiple(of: 2) { result *= square }
            square *= square
            left /= 2
        }
        return result
    }
}
