// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastModels

/// Draws tokens by the inverse of the cumulative distribution.
enum TokenSampler {
    struct Draw {
        var token: Int32
        /// Log-probability under the distribution drawn from, penalties and all that was cut off included; 0 for greedy.
        var logprob: Float
        /// Log-probability under the model at the temperature; nil where that is `logprob`, and for greedy.
        var modelLogprob: Float?
        /// What the weights in the row sum to; nil for greedy, which leaves logits there.
        var sum: Double?
    }

    /// - Parameters:
    ///   - logits: one row of `vocabulary` numbers; weights take their place, unless it is greedy.
    ///   - penalties: nil where none is on.
    ///   - uniform: the draw, in `[0, 1)`.
    /// - Returns: nil when the logits are not finite.
    static func draw(
        _ logits: UnsafeMutablePointer<Float>, vocabulary: Int, parameters: SamplingParameters, penalties: inout TokenPenalties?,
        uniform: Double
    ) -> Draw? {
        guard parameters.temperature > 0 else {
            penalties?.apply(to: logits, vocabulary: vocabulary)
            let token = hf_argmax(logits, vocabulary)
            // Greedy decoding is a point mass: its one outcome has probability 1.
            return logits[token].isFinite ? Draw(token: Int32(token), logprob: 0) : nil
        }
        let inverse = 1 / parameters.temperature
        var growth = 0.0
        if penalties != nil {
            let before = hf_log_sum_exp(logits, vocabulary, inverse)
            penalties?.apply(to: logits, vocabulary: vocabulary)
            growth = hf_log_sum_exp(logits, vocabulary, inverse) - before
        }
        weigh(logits, vocabulary: vocabulary, parameters: parameters)
        var sum = 0.0
        let token = hf_draw(logits, vocabulary, uniform, &sum)
        guard sum.isFinite, sum > 0 else { return nil }
        let weight = Double(logits[token])
        var draw = Draw(token: Int32(token), logprob: Float(log(weight / sum)), sum: sum)
        if parameters.reshapes {
            // A kept weight is a probability of the whole softmax; what the penalties did to it is taken back.
            let change = penalties?.change(of: Int32(token)) ?? 0
            draw.modelLogprob = Float(log(weight) + growth - Double(change) * Double(inverse))
        }
        return draw
    }

    /// Turns logits into weights: the softmax at the temperature, with zeroes for what is cut off. What is kept does not change.
    static func weigh(_ logits: UnsafeMutablePointer<Float>, vocabulary: Int, parameters: SamplingParameters) {
        hf_softmax(logits, vocabulary, 1 / parameters.temperature)
        let cuts = parameters.topK > 0 && parameters.topK < vocabulary
        if cuts { hf_keep_largest(logits, vocabulary, parameters.topK) }
        if parameters.topP < 1 { hf_keep_nucleus(logits, vocabulary, parameters.topP * (cuts ? hf_mass(logits, vocabulary) : 1)) }
        if parameters.minP > 0 { hf_keep_from(logits, vocabulary, parameters.minP) }
    }
}
