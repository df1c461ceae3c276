// SPDX-License-Identifier: Apache-2.0

/// The tokens of one row that are in the loss, and nothing else: what is outside the mask can then not leak in as 0 * NaN.
public struct SurrogateRow: Sendable {
    /// Log-probabilities under the weights that are trained.
    public var current: [Double]
    /// Log-probabilities under the weights that sampled.
    public var old: [Double]
    /// One per token; negative where the token should become less likely.
    public var advantages: [Double]
    /// Detached factors of the token losses, 1 where no correction is used.
    public var factors: [Double]

    /// Arrays of one length.
    /// - Parameter factors: 1 for every token where left out.
    public init(current: [Double], old: [Double], advantages: [Double], factors: [Double]? = nil) {
        self.current = current
        self.old = old
        self.advantages = advantages
        self.factors = factors ?? [Double](repeating: 1, count: current.count)
    }

    /// The number of tokens.
    public var count: Int { current.count }
}

/// The token losses of a row and their derivative.
public struct SurrogateTerms: Sendable {
    /// One per token.
    public var losses: [Double]
    /// d (sum of losses) / d current, one per token.
    public var gradient: [Double]
    /// Tokens whose lower bound decided, and tokens whose upper bound decided.
    public var clippedLow = 0
    /// Tokens whose upper bound decided.
    public var clippedHigh = 0

    init(count: Int) {
        losses = [Double](repeating: 0, count: count)
        gradient = losses
    }
}

/// Whether the importance ratio is each token's own or one for the row.
public enum RatioLevel: Sendable, Hashable {
    /// exp of the token's own log-ratio.
    case token
    /// exp of the mean log-ratio over the row's tokens.
    case sequence
}

/// The inner formula of a policy objective: token losses of one row before aggregation.
public protocol Surrogate: Sendable {
    /// Which ratio the bias-corrected KL term is multiplied by.
    var ratioLevel: RatioLevel { get }
    /// Pure; called with at least one token.
    func evaluate(_ row: SurrogateRow) -> SurrogateTerms
}
