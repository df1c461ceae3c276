// SPDX-License-Identifier: Apache-2.0

/// What an objective sees: ragged rows as flat arrays of one entry per predicted token.
public struct ObjectiveInputs: Sendable {
    /// Row `i` is `offsets[i]..<offsets[i + 1]`.
    public var offsets: [Int]
    /// Log-probabilities (natural, at the batch's temperature) under the weights being trained. Not meaningful outside the mask.
    public var current: [Double]
    /// Log-probabilities before the update: the ratio's denominator. Where the batch has none, the sampler's, else the current ones.
    public var old: [Double]
    /// Log-probabilities recorded when the tokens were sampled. Where none were, the server puts others in their place.
    public var sampler: [Double]
    /// Empty when there is no reference.
    public var reference: [Double]
    /// One advantage per token; weights for supervised data.
    public var advantages: [Double]
    /// Which tokens count in the loss.
    public var mask: [Bool]
    /// Entropy of the predicted distribution, detached. Empty where the server does not know it.
    public var entropy: [Double]
    /// Group of each row.
    public var groups: [Int]
    /// Counts over the whole optimizer step, which these rows may be a part of.
    public var normalizer: LossNormalizer

    /// Inputs from flat arrays, which are not checked against each other.
    public init(
        offsets: [Int], current: [Double], old: [Double], sampler: [Double], reference: [Double], advantages: [Double], mask: [Bool],
        entropy: [Double], groups: [Int], normalizer: LossNormalizer
    ) {
        self.offsets = offsets
        self.current = current
        self.old = old
        self.sampler = sampler
        self.reference = reference
        self.advantages = advantages
        self.mask = mask
        self.entropy = entropy
        self.groups = groups
        self.normalizer = normalizer
    }

    /// The number of rows.
    public var rows: Int { max(0, offsets.count - 1) }
    /// The places of a row in the flat arrays.
    public func row(_ index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }
}

/// What an objective returns.
public struct ObjectiveOutput: Sendable {
    /// These rows' share of the loss (already divided by the step's normaliser): parts add up.
    public var loss: Double
    /// d loss / d current, one per token; 0 outside the mask.
    public var gradient: [Double]
    /// Sums over tokens, to be divided by `counts` when reported.
    public var diagnostics: [String: Double]

    /// An output; `diagnostics` may stay empty.
    public init(loss: Double, gradient: [Double], diagnostics: [String: Double] = [:]) {
        self.loss = loss
        self.gradient = gradient
        self.diagnostics = diagnostics
    }
}

/// The maths of an update as a pure function of log-probabilities.
public protocol Objective: Sendable {
    /// The name it has in a configuration.
    var name: String { get }
    /// Pure: equal inputs give equal outputs. Rows are independent given the normaliser.
    func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput
    /// What of `StandardLoss` this is on a batch, where it is exactly one of them: a server that has it needs one pass instead of two.
    func standardForm(for batch: TrainingBatch) -> StandardForm?
    /// Whether the loss cannot be had without `ObjectiveInputs.entropy`, which not every server knows.
    var needsEntropy: Bool { get }
}

extension Objective {
    /// None: the formula of `evaluate` alone counts.
    public func standardForm(for batch: TrainingBatch) -> StandardForm? { nil }
    /// It does without.
    public var needsEntropy: Bool { false }
}

/// What came of one `accumulate`.
public struct LossReport: Sendable, Hashable {
    /// The batch's loss, divided by its normaliser: reports of parts of a step add up.
    public var loss: Double
    /// Tokens in the loss.
    public var tokens: Int
    /// Mean entropy per token in the loss, in nats; NaN where the server does not know it.
    public var entropy: Double
    /// Sums over tokens by name.
    public var diagnostics: [String: Double]

    /// A report of a loss over tokens.
    public init(loss: Double, tokens: Int, entropy: Double, diagnostics: [String: Double]) {
        self.loss = loss
        self.tokens = tokens
        self.entropy = entropy
        self.diagnostics = diagnostics
    }
}

/// AdamW with decoupled weight decay and clipping by global norm.
public struct OptimizerStep: Sendable, Hashable {
    /// The rate of this very step: schedules are applied before.
    public var learningRate: Double
    /// Decay of the running mean of gradients, per step.
    public var beta1: Double
    /// Decay of the running mean of squared gradients, per step.
    public var beta2: Double
    /// Added to the root in the denominator, so that it is never 0.
    public var epsilon: Double
    /// Each weight shrinks by this times the learning rate, whatever its gradient; 0 for no decay.
    public var weightDecay: Double
    /// Gradients are scaled down to this global norm; 0 or less means no clipping.
    public var maximumNorm: Double

    /// A step with the usual constants of Adam, clipping at norm 1 and no weight decay, unless told otherwise.
    public init(
        learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0,
        maximumNorm: Double = 1
    ) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.maximumNorm = maximumNorm
    }
}

/// What came of one `step`.
public struct StepReport: Sendable, Hashable {
    /// Global gradient norm before clipping; NaN with `applied` where the server does not tell it.
    public var gradientNorm: Double
    /// False when the norm was not finite; the weights are then unchanged and the gradients dropped.
    public var applied: Bool

    /// A report of a step.
    public init(gradientNorm: Double, applied: Bool) {
        self.gradientNorm = gradientNorm
        self.applied = applied
    }
}
