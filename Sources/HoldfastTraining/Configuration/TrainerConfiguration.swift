// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The `trainer` section.
public struct TrainerConfiguration: Sendable, Hashable, Codable {
    /// Training steps; default 20.
    public var steps: Int
    /// Rollouts per scenario; default 8.
    public var groupSize: Int
    /// Scenarios per step; default 8.
    public var groupsPerStep: Int
    /// Passes over a step's episodes; default 1.
    public var epochs: Int
    /// Optimizer steps per pass; default 1.
    public var minibatches: Int
    /// Peak rate of AdamW; default 1e-4.
    public var learningRate: Double
    /// Default `constant`. It moves once per training step, not per minibatch.
    public var schedule: LearningRateSchedule
    /// Training steps until the peak; the first of them has rate 0, as in transformers. Default 0.
    public var warmupSteps: Int
    /// The policy loss; default `grpo`.
    public var objective: ObjectiveConfiguration
    /// How rewards become the credit of turns and tokens; default `grpo`.
    public var advantage: AdvantageConfiguration
    /// Weight of the KL term to the base weights; 0, the default, computes none.
    public var klCoefficient: Double
    /// The temperature the simulator samples at; log-probabilities are trained at the same one. Default 1.
    public var temperature: Double
    /// Gradients are scaled down to this global norm; 0 for no clipping. Default 1.
    public var maximumGradientNorm: Double
    /// Decoupled weight decay of AdamW, on all weights alike; default 0.
    public var weightDecay: Double
    /// Groups whose rewards are all equal are left out of the update; default true.
    public var filterZeroSpread: Bool
    /// Evaluate after every this many steps, 0 for only before and after; default 0.
    public var evaluateEvery: Int
    /// Dialogues per evaluation scenario; default 1.
    public var evaluationRollouts: Int
    /// Write a checkpoint after every this many steps, 0 for only the last; default 5.
    public var checkpointEvery: Int
    /// Complete checkpoints kept, 0 for all; default 3.
    public var keepLast: Int
    /// Seed of what is sampled and shuffled, in evaluations (with a seed derived from it) as in training; default 0.
    public var seed: UInt64

    /// The section's defaults.
    public init() {
        steps = 20
        groupSize = 8
        groupsPerStep = 8
        epochs = 1
        minibatches = 1
        learningRate = 1e-4
        schedule = .constant
        warmupSteps = 0
        objective = ObjectiveConfiguration()
        advantage = AdvantageConfiguration()
        klCoefficient = 0
        temperature = 1
        maximumGradientNorm = 1
        weightDecay = 0
        filterZeroSpread = true
        evaluateEvery = 0
        evaluationRollouts = 1
        checkpointEvery = 5
        keepLast = 3
        seed = 0
    }

    /// The keys of the section in a configuration file.
    public enum CodingKeys: String, CodingKey, CaseIterable {
        case steps
        case groupSize = "group_size"
        case groupsPerStep = "groups_per_step"
        case epochs, minibatches
        case learningRate = "learning_rate"
        case schedule
        case warmupSteps = "warmup_steps"
        case objective, advantage
        case klCoefficient = "kl_coefficient"
        case temperature
        case maximumGradientNorm = "maximum_gradient_norm"
        case weightDecay = "weight_decay"
        case filterZeroSpread = "filter_zero_spread"
        case evaluateEvery = "evaluate_every"
        case evaluationRollouts = "evaluation_rollouts"
        case checkpointEvery = "checkpoint_every"
        case keepLast = "keep_last"
        case seed
    }

    /// Reads the section; a key that is left out takes its default. Ranges are left to `validate`.
    /// - Throws: `configuration` for an unknown key, with the nearest known one; what the decoder throws for a value of another type.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer<CodingKeys>(decoder, section: "trainer")
        let defaults = TrainerConfiguration()
        steps = try container.value(.steps, default: defaults.steps)
        groupSize = try container.value(.groupSize, default: defaults.groupSize)
        groupsPerStep = try container.value(.groupsPerStep, default: defaults.groupsPerStep)
        epochs = try container.value(.epochs, default: defaults.epochs)
        minibatches = try container.value(.minibatches, default: defaults.minibatches)
        learningRate = try container.value(.learningRate, default: defaults.learningRate)
        schedule = try container.value(.schedule, default: defaults.schedule)
        warmupSteps = try container.value(.warmupSteps, default: defaults.warmupSteps)
        objective = try container.value(.objective, default: defaults.objective)
        advantage = try container.value(.advantage, default: defaults.advantage)
        klCoefficient = try container.value(.klCoefficient, default: defaults.klCoefficient)
        temperature = try container.value(.temperature, default: defaults.temperature)
        maximumGradientNorm = try container.value(.maximumGradientNorm, default: defaults.maximumGradientNorm)
        weightDecay = try container.value(.weightDecay, default: defaults.weightDecay)
        filterZeroSpread = try container.value(.filterZeroSpread, default: defaults.filterZeroSpread)
        evaluateEvery = try container.value(.evaluateEvery, default: defaults.evaluateEvery)
        evaluationRollouts = try container.value(.evaluationRollouts, default: defaults.evaluationRollouts)
        checkpointEvery = try container.value(.checkpointEvery, default: defaults.checkpointEvery)
        keepLast = try container.value(.keepLast, default: defaults.keepLast)
        seed = try container.value(.seed, default: defaults.seed)
    }
}

extension TrainerConfiguration {
    /// Dialogues of one step or evaluation, at most; all of them are held in memory.
    public static let mostDialogues = 1_000_000

    /// Refuses values that cannot be trained with.
    /// - Throws: `configuration`, naming the key and its range.
    public func validate() throws {
        try require("steps", steps >= 1, "at least 1")
        try require("group_size", groupSize >= 2, "at least 2, because an advantage compares the members of a group")
        try require("groups_per_step", groupsPerStep >= 1, "at least 1")
        let most = Self.mostDialogues
        try require("group_size", groupSize <= most, "at most \(most)")
        try require(
            "groups_per_step", groupsPerStep <= most / groupSize, "at most \(most / groupSize): a step holds at most \(most) dialogues")
        try require("epochs", (1...10_000).contains(epochs), "at least 1 and at most 10000")
        try require("minibatches", (1...10_000).contains(minibatches), "at least 1 and at most 10000")
        try require("learning_rate", learningRate > 0 && learningRate.isFinite, "a positive number")
        try require("warmup_steps", (0...steps).contains(warmupSteps), "between 0 and steps")
        try require("kl_coefficient", klCoefficient >= 0 && klCoefficient.isFinite, "0 or more")
        // The engine samples in float32, where a smaller one is 0 or makes every logit infinite.
        try require(
            "temperature", temperature >= 0.001 && temperature.isFinite, "at least 0.001: greedy rollouts cannot be trained on")
        try require("maximum_gradient_norm", maximumGradientNorm >= 0 && maximumGradientNorm.isFinite, "0 (no clipping) or more")
        try require("weight_decay", weightDecay >= 0 && weightDecay.isFinite, "0 or more")
        try require("evaluation_rollouts", (1...most).contains(evaluationRollouts), "at least 1 and at most \(most)")
        try require("evaluate_every", evaluateEvery >= 0, "0 or more")
        try require("checkpoint_every", checkpointEvery >= 0, "0 or more")
        try require("keep_last", keepLast >= 0, "0 or more")
        try objective.validate()
        try advantage.validate()
        _ = try ObjectiveRegistry.make(objective)
        _ = try AdvantageRegistry.make(advantage)
    }

    private func require(_ key: String, _ holds: Bool, _ range: String) throws {
        guard holds else { throw HoldfastError(.configuration, "trainer.\(key) must be \(range)") }
    }
}
