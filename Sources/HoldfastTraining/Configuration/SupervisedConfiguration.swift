// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The `sft` section: supervised training on dialogues.
public struct SupervisedConfiguration: Sendable, Hashable, Codable {
    /// Passes over the data; default 1. `steps` ends earlier where it is set.
    public var epochs: Int
    /// Optimizer steps, at most; 0, the default, for all of `epochs`.
    public var steps: Int
    /// Tokens per optimizer step, at most; default 8192.
    public var tokensPerStep: Int
    /// Peak rate of AdamW; default 1e-3.
    public var learningRate: Double
    /// Default `cosine`.
    public var schedule: LearningRateSchedule
    /// Optimizer steps until the peak; the first of them has rate 0, as in transformers. Default 0.
    public var warmupSteps: Int
    /// Weight of prompt and agent tokens in the loss, from 0 (the default: not trained) to below 1.
    public var contextWeight: Double
    /// Decoupled weight decay of AdamW, on all weights alike; default 0.
    public var weightDecay: Double
    /// Gradients are scaled down to this global norm; 0 for no clipping. Default 1.
    public var maximumGradientNorm: Double
    /// Report the loss after every this many steps; default 10.
    public var reportEvery: Int
    /// Compute the validation loss after every this many steps, 0 for only at the end; default 100.
    public var validateEvery: Int
    /// Write a checkpoint after every this many steps, 0 for only the last; default 0.
    public var checkpointEvery: Int
    /// Complete checkpoints kept, 0 for all; default 2.
    public var keepLast: Int
    /// Seed of the order in which dialogues are learned from; default 0.
    public var seed: UInt64

    /// The section's defaults.
    public init() {
        epochs = 1
        steps = 0
        tokensPerStep = 8192
        learningRate = 1e-3
        schedule = .cosine
        warmupSteps = 0
        contextWeight = 0
        weightDecay = 0
        maximumGradientNorm = 1
        reportEvery = 10
        validateEvery = 100
        checkpointEvery = 0
        keepLast = 2
        seed = 0
    }

    /// The keys of the section in a configuration file.
    public enum CodingKeys: String, CodingKey, CaseIterable {
        case epochs, steps
        case tokensPerStep = "tokens_per_step"
        case learningRate = "learning_rate"
        case schedule
        case warmupSteps = "warmup_steps"
        case contextWeight = "context_weight"
        case weightDecay = "weight_decay"
        case maximumGradientNorm = "maximum_gradient_norm"
        case reportEvery = "report_every"
        case validateEvery = "validate_every"
        case checkpointEvery = "checkpoint_every"
        case keepLast = "keep_last"
        case seed
    }

    /// Reads the section; a key that is left out takes its default. Ranges are left to `validate`.
    /// - Throws: `configuration` for an unknown key, with the nearest known one; what the decoder throws for a value of another type.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer<CodingKeys>(decoder, section: "sft")
        let defaults = SupervisedConfiguration()
        epochs = try container.value(.epochs, default: defaults.epochs)
        steps = try container.value(.steps, default: defaults.steps)
        tokensPerStep = try container.value(.tokensPerStep, default: defaults.tokensPerStep)
        learningRate = try container.value(.learningRate, default: defaults.learningRate)
        schedule = try container.value(.schedule, default: defaults.schedule)
        warmupSteps = try container.value(.warmupSteps, default: defaults.warmupSteps)
        contextWeight = try container.value(.contextWeight, default: defaults.contextWeight)
        weightDecay = try container.value(.weightDecay, default: defaults.weightDecay)
        maximumGradientNorm = try container.value(.maximumGradientNorm, default: defaults.maximumGradientNorm)
        reportEvery = try container.value(.reportEvery, default: defaults.reportEvery)
        validateEvery = try container.value(.validateEvery, default: defaults.validateEvery)
        checkpointEvery = try container.value(.checkpointEvery, default: defaults.checkpointEvery)
        keepLast = try container.value(.keepLast, default: defaults.keepLast)
        seed = try container.value(.seed, default: defaults.seed)
    }

    /// Refuses values that cannot be trained with.
    /// - Throws: `configuration`, naming the key and its range.
    public func validate() throws {
        func require(_ key: String, _ holds: Bool, _ range: String) throws {
            guard holds else { throw HoldfastError(.configuration, "sft.\(key) must be \(range)") }
        }
        try require("epochs", (1...10_000).contains(epochs), "at least 1 and at most 10000")
        try require("steps", steps >= 0, "0 or more")
        try require("tokens_per_step", tokensPerStep >= 1, "at least 1")
        try require("learning_rate", learningRate > 0 && learningRate.isFinite, "a positive number")
        try require("weight_decay", weightDecay >= 0 && weightDecay.isFinite, "0 or more")
        try require("maximum_gradient_norm", maximumGradientNorm >= 0 && maximumGradientNorm.isFinite, "0 (no clipping) or more")
        try require("warmup_steps", warmupSteps >= 0, "0 or more")
        try require("context_weight", contextWeight >= 0 && contextWeight < 1, "at least 0 and below 1")
        try require("report_every", reportEvery >= 1, "at least 1")
        try require("validate_every", validateEvery >= 0, "0 or more")
        try require("checkpoint_every", checkpointEvery >= 0, "0 or more")
        try require("keep_last", keepLast >= 0, "0 or more")
    }
}
