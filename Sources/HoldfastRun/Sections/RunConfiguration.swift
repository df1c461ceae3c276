// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastEnvironment
import HoldfastModels
import HoldfastRewards
public import HoldfastTraining

/// A whole configuration file: every section with its defaults. The keys of a file are the names of these properties in snake case;
/// there is no other list of them.
public struct RunConfiguration: Sendable, Hashable, Codable {
    /// What the run is called and where it goes.
    public var run = RunSection()
    /// Which simulator speaks, and where it runs.
    public var simulator = SimulatorSection()
    /// How the embedded engine uses the machine; a simulator at a server has no use for it.
    public var engine = EngineSection()
    /// Which situations are simulated.
    public var scenarios = ScenariosSection()
    /// Limits of an episode, the agent's temper and probes.
    public var environment = EnvironmentSection()
    /// How the simulator's tokens are drawn.
    public var sampling = SamplingSection()
    /// What each component of the reward weighs.
    public var rewards = RewardsSection()
    /// Reinforcement learning: steps, groups, objective, advantages and the run's seed.
    public var trainer = TrainerConfiguration()
    /// What is written and shown beside the results.
    public var monitors = MonitorsSection()
    /// Shape and vocabulary of a simulator that is made from scratch.
    public var model = ModelSection()
    /// What a simulator learns from in supervised training.
    public var dialogues = DialoguesSection()
    /// How supervised training (`holdfast sft`) runs.
    public var sft = SupervisedConfiguration()

    /// Every section with its defaults.
    public init() {}
}

/// The files and overrides a configuration is read from.
public struct ConfigurationSources: Sendable, Hashable {
    /// YAML files, later ones win.
    public var files: [String]
    /// Assignments such as `trainer.learning_rate=1e-3`.
    public var overrides: [String]

    /// Names the sources; `load` reads them.
    public init(files: [String], overrides: [String] = []) {
        self.files = files
        self.overrides = overrides
    }

    /// Reads and checks.
    /// - Throws: `configuration` with file, line and key path.
    public func load() throws -> LoadedConfiguration<RunConfiguration> {
        let loaded = try LoadedConfiguration(files: files, overrides: overrides, defaults: RunConfiguration())
        try loaded.validate()
        return loaded
    }
}

extension LoadedConfiguration<RunConfiguration> {
    /// Refuses values that have the right type but cannot be run with.
    /// - Throws: `configuration` with file, line and key path.
    public func validate() throws {
        for (key, text) in [("run.name", value.run.name), ("run.output", value.run.output), ("simulator.folder", value.simulator.folder)] {
            try require(!text.isEmpty, key, "must not be empty")
        }
        let scenarios = value.scenarios
        try require(scenarios.train >= 1, "scenarios.train", "must be at least 1")
        try require(scenarios.evaluation >= 0, "scenarios.evaluation", "must be 0 or more")
        try require(scenarios.evaluationSplit != .train, "scenarios.evaluation_split", "must be validation or test: training scenarios prove nothing")
        try require(
            scenarios.source == .bundled || !scenarios.trainFile.isEmpty || !scenarios.evaluationFile.isEmpty, "scenarios.train_file",
            "must name a scenario file where scenarios.source is \(scenarios.source.rawValue)")
        let environment = value.environment
        try require(environment.userTurns >= 1, "environment.user_turns", "must be at least 1")
        try require(environment.tokensPerTurn >= 1, "environment.tokens_per_turn", "must be at least 1")
        try require(environment.maximumLive >= 1, "environment.maximum_live", "must be at least 1")
        for (name, chance) in environment.agentTemper.chances {
            try require((0...1).contains(chance), "environment.agent_temper.\(name)", "must be between 0 and 1")
        }
        try validateProbes()
        for (name, problem) in value.sampling.parameters().problems { throw invalid("sampling.\(name)", problem) }
        let families = ChatTemplate.Family.allCases.map(\.rawValue)
        try require(
            value.simulator.template.isEmpty || families.contains(value.simulator.template), "simulator.template",
            "must be one of \(families.joined(separator: ", ")), or empty for the folder's own")
        try require(value.simulator.concurrency >= 1, "simulator.concurrency", "must be at least 1")
        try require(value.simulator.contextLength >= 0, "simulator.context_length", "must be 0 (what the server says) or more")
        try require(value.simulator.loraRank >= 0, "simulator.lora_rank", "must be 0 (all weights are trained) or more")
        try require(
            value.simulator.keyFile.isEmpty || value.simulator.keyVariable.isEmpty, "simulator.key_file",
            "and simulator.key_variable name the same thing; set one of them")
        try require(value.engine.threads >= 0, "engine.threads", "must be 0 (one per core) or more")
        try require(value.engine.microBatchTokens >= 1, "engine.micro_batch_tokens", "must be at least 1")
        try require(value.engine.activationMegabytes >= 1, "engine.activation_megabytes", "must be at least 1")
        try require(value.engine.cacheMegabytes >= 1, "engine.cache_megabytes", "must be at least 1")
        try validateLoRA()
        try require(value.dialogues.training >= 1, "dialogues.training", "must be at least 1")
        try require(value.dialogues.validation >= 0, "dialogues.validation", "must be 0 or more")
        try require(value.dialogues.rehearsals >= 0, "dialogues.rehearsals", "must be 0 or more")
        try require(value.dialogues.drills >= 0, "dialogues.drills", "must be 0 or more")
        try require(value.rewards.weights.total > 0, "rewards.weights", "must have at least one weight above 0, or there is nothing to train for")
        try require(
            value.rewards.weights[.length] == 0 || !value.rewards.lengths.isEmpty, "rewards.lengths",
            "must name the lengths of reference dialogues where rewards.weights has length")
        try require(
            !value.rewards.gate.contains(where: \.isOfABatch), "rewards.gate", "can hold only what a dialogue has by itself; length is had by a step")
        try require(
            (0...max(0, value.trainer.steps)).contains(value.trainer.warmupSteps), "trainer.warmup_steps",
            "must be between 0 and trainer.steps, which is \(value.trainer.steps) (\(origin(of: "trainer.steps")))")
        try locating { try value.trainer.validate() }
        try locating { try value.sft.validate() }
        try validateCounts()
    }

    private func validateLoRA() throws {
        let lora = value.engine.lora
        let most = LoRAConfiguration.largestRank
        try require((0...most).contains(lora.rank), "engine.lora.rank", "must be between 0 (all weights are trained) and \(most)")
        try require(lora.alpha > 0, "engine.lora.alpha", "must be above 0")
        try require(
            !lora.targets.isEmpty && Set(lora.targets).count == lora.targets.count, "engine.lora.targets",
            "must name one projection or more, each once")
    }

    /// Refuses numbers that no memory holds: the process would be ended by the system, without a word.
    private func validateCounts() throws {
        let most = TrainerConfiguration.mostDialogues
        let (scenarios, dialogues) = (value.scenarios, value.dialogues)
        let counts = [
            ("scenarios.train", scenarios.train), ("scenarios.evaluation", scenarios.evaluation), ("dialogues.training", dialogues.training),
            ("dialogues.validation", dialogues.validation), ("dialogues.rehearsals", dialogues.rehearsals), ("dialogues.drills", dialogues.drills),
        ]
        for (path, count) in counts { try require(count <= most, path, "must be at most \(most)") }
        let rollouts = value.trainer.evaluationRollouts
        try require(
            scenarios.evaluation * rollouts <= most, "trainer.evaluation_rollouts",
            "must be at most \(most / max(1, scenarios.evaluation)): an evaluation holds at most \(most) dialogues")
    }
}
