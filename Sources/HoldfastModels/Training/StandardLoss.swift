// SPDX-License-Identifier: Apache-2.0

/// Losses that training servers have built in, each a sum over tokens and sequences of what the formula says.
///
/// With the log-probability `lp` of a token, the sampler's `q`, its advantage `A` and `r = exp(lp - q)`.
public enum StandardLoss: Sendable, Hashable {
    /// `-A lp`: the advantages are weights.
    case crossEntropy
    /// `-r A`.
    case importanceSampling
    /// `-min(r A, clip(r, low, high) A)` with bounds of the ratio itself.
    case clippedRatio(low: Double, high: Double)
    /// `-sg(clip(r, low, high)) A lp`, with bounds of the ratio itself; the clipped ratio has no gradient.
    case detachedRatio(low: Double, high: Double)
    /// `-(A lp - pull / 2 (lp - q)^2)`.
    case quadraticPull(Double)
}

/// An objective as a standard loss of scaled advantages.
public struct StandardForm: Sendable, Hashable {
    /// Which one, with its constants.
    public var loss: StandardLoss
    /// One factor per sequence of the batch, by which its advantages are multiplied.
    public var scales: [Double]

    /// A standard loss, and what the advantages of each sequence are multiplied by.
    public init(loss: StandardLoss, scales: [Double]) {
        self.loss = loss
        self.scales = scales
    }
}
