// SPDX-License-Identifier: Apache-2.0

public import HoldfastModels

/// Cross-entropy for supervised data: `-(sum of weight * log-probability) / normalizer.tokens`, the weights being the advantages.
///
/// Diagnostics: `nll` (sum of -log-probability over tokens of weight 1 or more) and `nll_tokens` (their number).
public struct CrossEntropyObjective: Objective {
    /// Not a type of the `objective` section: supervised training has no other objective.
    public let name = "cross_entropy"

    /// The objective has no constants.
    public init() {}

    /// The losses of the formula above over the tokens in the mask, and their derivative.
    public func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
        let scale = 1 / Double(max(inputs.normalizer.tokens, 1))
        var output = ObjectiveOutput(loss: 0, gradient: [Double](repeating: 0, count: inputs.current.count))
        var likelihood = 0.0
        var tokens = 0
        for place in inputs.current.indices where inputs.mask[place] {
            output.loss -= scale * inputs.advantages[place] * inputs.current[place]
            output.gradient[place] = -scale * inputs.advantages[place]
            if inputs.advantages[place] >= 1 {
                likelihood -= inputs.current[place]
                tokens += 1
            }
        }
        output.diagnostics = ["nll": likelihood, "nll_tokens": Double(tokens)]
        return output
    }
}
