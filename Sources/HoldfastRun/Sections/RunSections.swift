// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastEngine
public import HoldfastEnvironment
public import HoldfastRewards

/// The `run` section: what it is called and where it goes.
public struct RunSection: Sendable, Hashable, Codable {
    /// Name of the run directory within `output`.
    public var name = "run"
    /// Folder that holds run directories.
    public var output = "runs"

    /// The section's defaults.
    public init() {}
}

/// The `simulator` section.
public struct SimulatorSection: Sendable, Hashable, Codable {
    /// Hugging Face folder of the simulator that training starts from; of a remote one the tokenizer is read from it.
    public var folder = "checkpoints/base"
    /// How dialogues are rendered, such as `llama3.1` (docs/templates.md); empty recognises the folder's own chat template.
    public var template = ""
    /// The special token that ends a dialogue for good in a published model's template; empty takes the template's usual one.
    public var endOfDialogue = ""
    /// Whether a template that can (`qwen3`) lets the simulator think before it speaks.
    public var thinking = true
    /// The day that a template tells (`llama3.1`), such as `26 Jul 2024`; empty for its own.
    public var date = ""
    /// URL of a server that the simulator runs at; empty for the embedded engine.
    public var server = ""
    /// What the server speaks, and so what can be done there.
    public var `protocol` = ServerProtocol.openai
    /// The model's name at the server; the one it lists where empty. For training, the model that training starts from.
    public var model = ""
    /// Environment variable that holds the server's key; empty sends none.
    public var keyVariable = ""
    /// File that holds the server's key in its first line, in place of a variable; empty for none.
    public var keyFile = ""
    /// Rank of the adapters that a training server trains; 0 trains all weights, where it can.
    public var loraRank = 32
    /// What a training server divides losses by; `measure` finds it out on a model of its own.
    public var lossNormalization = LossNormalizationSource.measure
    /// Requests to the server in flight at once.
    public var concurrency = 64
    /// Longest sequence in tokens at the server; 0 takes what the server says.
    public var contextLength = 0

    /// The section's defaults: the embedded engine with the base that comes with Holdfast.
    public init() {}

    /// What is evaluated, for reports and labels.
    var name: String { server.isEmpty ? folder : [model, server].filter { !$0.isEmpty }.joined(separator: " at ") }
}

/// What the server of a simulator speaks.
public enum ServerProtocol: String, Sendable, Codable, CaseIterable {
    /// Completions of the OpenAI protocol, such as `holdfast serve` or vLLM: a frozen simulator.
    case openai
    /// The Tinker protocol: a simulator that is sampled and trained there.
    case tinker
}

/// Where it is known from what a training server divides losses by.
public enum LossNormalizationSource: String, Sendable, Codable, CaseIterable {
    /// It is measured, unless the server says it.
    case measure
    /// Nothing: losses are summed.
    case sum
    /// Each sequence's weights, and the number of sequences.
    case sequenceMean = "sequence_mean"
}

/// The `engine` section: how the embedded server uses the machine.
public struct EngineSection: Sendable, Hashable, Codable {
    /// Threads that compute; 0 for one per core. Another number may change the last digits of results.
    public var threads = 0
    /// Most tokens that one thread runs forward and backward at once.
    public var microBatchTokens = 1024
    /// Room for what a backward pass must remember. A model that needs more runs fewer tokens at once and computes layers again.
    public var activationMegabytes = 360
    /// Room for the cached keys and values of running dialogues.
    public var cacheMegabytes = 2048
    /// What products with weights run in. Another precision gives other results.
    public var precision = EnginePrecision.float32
    /// Trains adapters in place of all weights, where its rank is above 0.
    public var lora = LoRASection()

    /// The section's defaults.
    public init() {}
}

/// The `engine.lora` section: low-rank adapters, which are trained while the weights stay as they are.
public struct LoRASection: Sendable, Hashable, Codable {
    /// Rank of the adapters; 0 trains all weights and no adapters.
    public var rank = 0
    /// What adapters add is multiplied by alpha / rank.
    public var alpha = 32.0
    /// Which projections of every layer have adapters.
    public var targets = AdapterTarget.allCases
    /// Seed of the first adapters.
    public var seed: UInt64 = 1

    /// The section's defaults: off.
    public init() {}

    /// Nil where the section is off.
    var configuration: LoRAConfiguration? {
        rank == 0 ? nil : LoRAConfiguration(rank: rank, alpha: alpha, targets: Set(targets), seed: seed)
    }
}

/// What the embedded engine's products with weights run in.
public enum EnginePrecision: String, Sendable, Codable, CaseIterable {
    /// The same results on every machine.
    case float32
    /// Inputs rounded to bfloat16: about twice as fast; refused where the processor has no such products.
    case bfloat16
    /// Bfloat16 where the processor has it, float32 elsewhere.
    case auto
}

/// Where scenarios come from.
public enum ScenarioOrigin: String, Sendable, Codable, CaseIterable {
    /// The generator that comes with Holdfast.
    case bundled
    /// Files that `holdfast import multiwoz` wrote, served over the corpus' own entity databases.
    case multiwoz
}

/// The `scenarios` section.
public struct ScenariosSection: Sendable, Hashable, Codable {
    /// Where scenarios come from; any other than `bundled` needs a scenario file.
    public var source = ScenarioOrigin.bundled
    /// Seed of the generator; the same scenarios whatever the training seed.
    public var seed: UInt64 = 1
    /// Training scenarios to draw from.
    public var train = 512
    /// Scenarios of each evaluation.
    public var evaluation = 64
    /// Which split evaluations use.
    public var evaluationSplit = Split.validation
    /// Domains to generate for; empty for all.
    public var domains: [String] = []
    /// Scenario file (.jsonl) to train on, for other sources than `bundled`.
    public var trainFile = ""
    /// Scenario file (.jsonl) to evaluate on; the training file's held-out part where empty.
    public var evaluationFile = ""
    /// Corpus folder with the entity databases, for `multiwoz`.
    public var corpus = ""

    /// The section's defaults.
    public init() {}
}

/// The `environment` section: limits of an episode and how difficult the agent is.
public struct EnvironmentSection: Sendable, Hashable, Codable {
    /// Lines of the user, at most.
    public var userTurns = 16
    /// Tokens of one user line, at most.
    public var tokensPerTurn = 40
    /// How difficult the scripted agent is; replaces the temper that a scenario file names.
    public var agentTemper = AgentTemper()
    /// Questions asked of the simulator in forks of the dialogue.
    public var probes = ProbePlan(afterUserTurns: [3, 6], questions: 1)
    /// Dialogues in flight at once.
    public var maximumLive = 256

    /// The section's defaults.
    public init() {}
}

extension AgentTemper {
    var chances: [(String, Double)] {
        [("false_premise", falsePremise), ("misunderstanding", misunderstanding), ("tool_failure", toolFailure)]
    }
}

/// The `rewards` section.
public struct RewardsSection: Sendable, Hashable, Codable {
    /// Weight of each component; only ratios matter, and 0 leaves a component out. Where a file names this table, a component that it does
    /// not name weighs 0.
    public var weights = RewardWeights.standard
    /// Weight of each kind of goal component within `progress` and `goal_level`.
    public var goalWeights = GoalWeights.equal
    /// Whether components count as they are (`absolute`) or in deviations from their group (`group`).
    public var normalization = RewardNormalization.absolute
    /// Components that decide whether a group carries a signal; empty: the composed reward decides.
    public var gate: [RewardComponent] = []
    /// A file with the numbers of user lines of reference dialogues, one number a line, or a trajectory file of such dialogues; `length`
    /// needs it. Empty: lengths are not matched.
    public var lengths = ""

    /// The section's defaults.
    public init() {}

    /// How the reward comes together.
    /// - Throws: what reading the reference's lengths throws.
    func composition() throws -> RewardComposition {
        RewardComposition(
            weights: weights, goalWeights: goalWeights, normalization: normalization, gate: gate,
            lengths: lengths.isEmpty ? nil : try LengthMatching(file: lengths))
    }
}

/// The `monitors` section. No result depends on it.
public struct MonitorsSection: Sendable, Hashable, Codable {
    /// Write TensorBoard event files.
    public var tensorboard = true
    /// Show how the run goes.
    public var progress = true

    /// The section's defaults: everything is written and shown.
    public init() {}
}

/// The `model` section: shape of a simulator that is made from scratch.
public struct ModelSection: Sendable, Hashable, Codable {
    /// Tokens to learn, bytes and special ones included; fewer where the dialogues do not yield so many.
    public var vocabularySize = 2048
    /// Whether every digit is a token of its own; otherwise numbers are cut into pieces like words.
    public var splitsDigits = false
    /// Width of the residual stream.
    public var hiddenSize = 192
    /// Width of the SwiGLU layer.
    public var feedForwardSize = 512
    /// Decoder blocks.
    public var layers = 4
    /// Query heads; one is `hidden_size / heads` wide, which must be even.
    public var heads = 6
    /// Heads of keys and values; divides `heads`.
    public var keyValueHeads = 2
    /// Longest sequence, in tokens.
    public var contextLength = 1024
    /// Seed of the initial weights.
    public var seed: UInt64 = 1

    /// The section's defaults.
    public init() {}
}

/// The `dialogues` section: what supervised training learns from.
public struct DialoguesSection: Sendable, Hashable, Codable {
    /// Dialogues to train on.
    public var training = 4000
    /// Dialogues to compute the validation loss on.
    public var validation = 200
    /// Training prompts that the user also says over to itself, at most as many as there are dialogues.
    public var rehearsals = 0
    /// Lists of random codes that the user repeats, as practice in copying.
    public var drills = 0
    /// Dialogue file that `holdfast import` wrote; generated with an agenda-based user where empty.
    public var file = ""
    /// Seed of the generated dialogues.
    public var seed: UInt64 = 1

    /// The section's defaults.
    public init() {}
}
