// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels

/// The clipped objective with a token mean, as in DAPO (Yu et al., 2025, equation 8).
struct ClippedObjective: Objective {
    var name: String { "clipped" }
    var low = 0.2
    var high = 0.28

    func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
        var loss = 0.0
        var gradient = [Double](repeating: 0, count: inputs.mask.count)
        let tokens = Double(inputs.normalizer.tokens)
        for entry in inputs.mask.indices where inputs.mask[entry] {
            let ratio = exp(inputs.current[entry] - inputs.old[entry])
            let advantage = inputs.advantages[entry]
            let clipped = min(max(ratio, 1 - low), 1 + high) * advantage
            loss -= min(ratio * advantage, clipped) / tokens
            if ratio * advantage <= clipped { gradient[entry] = -ratio * advantage / tokens }
        }
        return ObjectiveOutput(loss: loss, gradient: gradient, diagnostics: ["tokens": Double(inputs.mask.count { $0 })])
    }
}

/// Minus the weighted log-likelihood.
struct LikelihoodObjective: Objective {
    var name: String { "likelihood" }

    func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
        var loss = 0.0
        var gradient = [Double](repeating: 0, count: inputs.mask.count)
        for entry in inputs.mask.indices where inputs.mask[entry] {
            gradient[entry] = -inputs.advantages[entry] / Double(inputs.normalizer.tokens)
            loss += gradient[entry] * inputs.current[entry]
        }
        return ObjectiveOutput(loss: loss, gradient: gradient)
    }
}

extension TrainingSequence {
    /// A supervised sequence.
    init(_ tokens: [Int32], mask: [Bool]? = nil) {
        self.init(
            tokens: tokens, mask: mask ?? [Bool](repeating: true, count: tokens.count - 1),
            advantages: [Float](repeating: 1, count: tokens.count - 1))
    }
}
