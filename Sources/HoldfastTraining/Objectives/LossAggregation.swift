// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// How token losses become one number. Each is linear in the token losses with a weight that depends on the row's length and the
/// step's counts alone, so the parts of a cut batch add up to the whole.
public enum LossAggregation: String, Sendable, Codable, CaseIterable {
    /// Mean over rows of the mean over tokens (GRPO, arXiv:2402.03300 equation 3).
    case sequenceMeanTokenMean = "seq_mean_token_mean"
    /// Mean over all tokens of the step (DAPO, arXiv:2503.14476 section 3.3).
    case tokenMean = "token_mean"
    /// Sum over tokens, divided by rows and a constant length (Dr. GRPO, arXiv:2503.20783 section 3.2).
    case constantLength = "constant_length"
    /// Mean over rows of the sum over tokens.
    case sequenceMeanTokenSum = "seq_mean_token_sum"
    /// Plain sum.
    case tokenSum = "token_sum"

    /// The weight of each token of a row in the loss.
    /// - Parameters:
    ///   - tokens: the row's tokens in the loss.
    ///   - length: the constant of `constantLength`; the step's longest row where nil.
    func weight(tokens: Int, normalizer: LossNormalizer, length: Int?) -> Double {
        let rows = Double(max(normalizer.sequences, 1))
        return switch self {
        case .sequenceMeanTokenMean: 1 / (rows * Double(max(tokens, 1)))
        case .tokenMean: 1 / Double(max(normalizer.tokens, 1))
        case .constantLength: 1 / (rows * Double(max(length ?? normalizer.longest, 1)))
        case .sequenceMeanTokenSum: 1 / rows
        case .tokenSum: 1
        }
    }
}
