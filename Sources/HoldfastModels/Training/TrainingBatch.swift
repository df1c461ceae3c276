// SPDX-License-Identifier: Apache-2.0

/// One sequence to train on. Arrays other than `tokens` have one entry per *predicted* token: entry `t` is about `tokens[t + 1]`.
public struct TrainingSequence: Sendable, Hashable {
    /// Token ids from the prompt's first on; the first is never predicted.
    public var tokens: [Int32]
    /// Which predicted tokens count in the loss.
    public var mask: [Bool]
    /// Log-probabilities recorded when the tokens were sampled, under the distribution they were sampled from; empty for supervised data.
    public var samplerLogprobs: [Float]
    /// Log-probabilities before the update (the ratio's denominator), over the whole vocabulary at the batch's temperature as the server
    /// computes the current ones: `SampleReply.modelLogprobs` where the sampler's distribution was reshaped. Empty means the sampler's.
    public var oldLogprobs: [Float]
    /// Under the reference weights; empty when no KL term is used.
    public var referenceLogprobs: [Float]
    /// One advantage per predicted token; supervised data uses them as weights.
    public var advantages: [Float]
    /// Sequences of one group share their prompt.
    public var group: Int
    /// What each entry is about, where that is not `tokens[t + 1]`, as when a model is distilled; empty where it is.
    public var targets: [Int32]

    /// A sequence to train on; without log-probabilities it is supervised data.
    public init(
        tokens: [Int32], mask: [Bool], samplerLogprobs: [Float] = [], oldLogprobs: [Float] = [], referenceLogprobs: [Float] = [],
        advantages: [Float], group: Int = 0, targets: [Int32] = []
    ) {
        self.tokens = tokens
        self.mask = mask
        self.samplerLogprobs = samplerLogprobs
        self.oldLogprobs = oldLogprobs
        self.referenceLogprobs = referenceLogprobs
        self.advantages = advantages
        self.group = group
        self.targets = targets
    }

    /// What entry `t` predicts.
    public func target(_ t: Int) -> Int32 { targets.isEmpty ? tokens[t + 1] : targets[t] }
}

/// What one optimizer step is computed from. A server may cut it into micro-batches; the normaliser is fixed here,
/// so the result does not depend on the cut.
public struct TrainingBatch: Sendable, Hashable {
    /// The sequences, in any order. A server may compute the beginnings that they share once.
    public var sequences: [TrainingSequence]
    /// Logits are divided by it, as they were when sampling.
    public var temperature: Float
    /// The counts that the loss is divided by.
    public var normalizer: LossNormalizer

    /// A batch of one optimizer step.
    /// - Parameter normalizer: nil counts over `sequences`; give one where these are not what the loss is to be divided by.
    public init(sequences: [TrainingSequence], temperature: Float = 1, normalizer: LossNormalizer? = nil) {
        self.sequences = sequences
        self.temperature = temperature
        self.normalizer =
            normalizer
            ?? LossNormalizer(
                tokens: sequences.reduce(0) { $0 + $1.mask.count { $0 } }, sequences: sequences.count,
                longest: sequences.map(\.mask.count).max() ?? 0)
    }
}

/// Counts over the whole optimizer step that aggregations divide by.
public struct LossNormalizer: Sendable, Hashable {
    /// Tokens in the loss.
    public var tokens: Int
    /// Sequences of the step, also those of which no token is in the loss.
    public var sequences: Int
    /// The constant length of the Dr. GRPO divisor.
    public var longest: Int

    /// Counts over an optimizer step.
    public init(tokens: Int, sequences: Int, longest: Int) {
        self.tokens = tokens
        self.sequences = sequences
        self.longest = longest
    }
}
