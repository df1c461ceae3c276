// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// How the rotary frequencies of a model are lowered, so that it can be used on longer sequences than it was first trained on.
public enum RopeScaling: Hashable, Sendable {
    /// Every frequency divided by `factor` (Chen et al., "Extending context window of large language models via position interpolation", 2023).
    case linear(factor: Double)
    /// Llama 3.1's rule: low frequencies divided by `factor`, high ones kept, those between interpolated.
    ///
    /// As in transformers' `_compute_llama3_parameters`: a frequency is low when fewer than `lowFrequencyFactor` of its waves, and high when
    /// more than `highFrequencyFactor` of them, fit into `originalContextLength` positions.
    case llama3(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalContextLength: Int)

    /// - Parameter frequency: an unscaled one, in radians per position.
    /// - Returns: the scaled one.
    func scaled(_ frequency: Double) -> Double {
        switch self {
        case .linear(let factor): return frequency / factor
        case .llama3(let factor, let low, let high, let length):
            let waves = Double(length) * frequency / (2 * .pi)
            let kept = min(1, max(0, (waves - low) / (high - low)))
            return (1 - kept) * frequency / factor + kept * frequency
        }
    }

    /// - Throws: `model`, naming the first number that cannot be.
    func validate() throws {
        func positive(_ name: String, _ value: Double) throws {
            guard value > 0, value.isFinite else { throw HoldfastError(.model, "rope scaling: \(name) is \(value); it must be positive") }
        }
        switch self {
        case .linear(let factor): try positive("factor", factor)
        case .llama3(let factor, let low, let high, let length):
            try positive("factor", factor)
            try positive("low_freq_factor", low)
            try positive("original_max_position_embeddings", Double(length))
            guard high > low, high.isFinite else {
                throw HoldfastError(.model, "rope scaling: high_freq_factor is \(high); it must be above low_freq_factor, \(low)")
            }
        }
    }
}
