// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastModels

/// Draws tokens by the inverse of the cumulative distribution.
enum TokenSampler {
    struct Draw {
        var token: Int32
        /// Log-probability under the distribution drawn from, the cut to the nucleus included; 0 for greedy.
        var logprob: Float
    }

    /// - Parameters:
    ///   - logits: one row of `vocabulary` numbers; overwritten.
    ///   - uniform: the draw, in `[0, 1)`.
    /// - Returns: nil when the logits are not finite.
    static func draw(
        _ logits: UnsafeMutablePointer<Float>, vocabulary: Int, parameters: SamplingParameters, uniform: Double
    ) -> Draw? {
        guard parameters.temperature > 0 else {
            let token = hf_argmax(logits, vocabulary)
            // Greedy decoding is a point mass: its one outcome has probability 1.
            return logits[token].isFinite ? Draw(token: Int32(token), logprob: 0) : nil
        }
        hf_softmax(logits, vocabulary, 1 / parameters.temperature)
        if parameters.topP < 1 { hf_keep_nucleus(logits, vocabulary, max(parameters.topP, .leastNormalMagnitude)) }
        var sum = 0.0
        let token = hf_draw(logits, vocabulary, uniform, &sum)
        guard sum.isFinite, sum > 0 else { return nil }
        return Draw(token: Int32(token), logprob: Float(log(Double(logits[token]) / sum)))
    }
}
