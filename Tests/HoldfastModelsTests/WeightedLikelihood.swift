// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// The plainest objective: advantage-weighted negative log-likelihood, averaged over the step's tokens.
struct WeightedLikelihood: Objective {
    let name = "weighted likelihood"

    func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
        let scale = 1 / Double(max(1, inputs.normalizer.tokens))
        let gradient = inputs.mask.indices.map { inputs.mask[$0] ? -inputs.advantages[$0] * scale : 0 }
        return ObjectiveOutput(loss: zip(gradient, inputs.current).reduce(0) { $0 + $1.0 * $1.1 }, gradient: gradient)
    }
}
