// SPDX-License-Identifier: Apache-2.0

/// How the learning rate moves over a run, with the factors of transformers' schedulers of the same names.
public enum LearningRateSchedule: String, Sendable, Codable, CaseIterable {
    /// The peak throughout, without a warm-up.
    case constant
    /// From the peak down to 0 in a straight line, reached after the last update.
    case linear
    /// From the peak down to 0 along half a cosine, reached after the last update.
    case cosine
    /// The peak throughout, once the warm-up is over.
    case constantWithWarmup = "constant_with_warmup"

    /// What the peak rate is multiplied by.
    /// - Parameters:
    ///   - index: updates made before, from 0. With a warm-up the first factor is 0, as in transformers.
    ///   - warmup: updates until the peak; `constant` ignores it.
    ///   - total: updates of the whole run.
    public func factor(at index: Int, warmup: Int, total: Int) -> Double {
        guard self != .constant else { return 1 }
        if index < warmup { return Double(index) / Double(max(1, warmup)) }
        let rest = Double(max(1, total - warmup))
        switch self {
        case .constant, .constantWithWarmup: return 1
        case .linear: return max(0, Double(total - index) / rest)
        case .cosine: return max(0, 0.5 * (1 + cos(.pi * Double(index - warmup) / rest)))
        }
    }
}
