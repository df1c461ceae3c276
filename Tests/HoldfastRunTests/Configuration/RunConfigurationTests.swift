// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards
import Testing

@testable import HoldfastRun

/// Key paths of every leaf of a tree.
private func leaves(_ value: JSONValue, path: [String] = []) -> [([String], JSONValue)] {
    guard case .object(let members) = value, !members.isEmpty else { return [(path, value)] }
    return members.flatMap { leaves($0.value, path: path + [$0.key]) }
}

private func load(_ yaml: String) throws -> LoadedConfiguration<RunConfiguration> {
    let loaded = try LoadedConfiguration(yaml: yaml, name: "run.yaml", defaults: RunConfiguration())
    try loaded.validate()
    return loaded
}

@Suite("Sections of a run")
struct RunConfigurationTests {
    @Test("the defaults are valid, and every key of every section reads back what it was written as")
    func everyKey() throws {
        let defaults = try ResolvedConfiguration(RunConfiguration())
        #expect(try load(defaults.values.page).value == RunConfiguration())
        for (path, value) in leaves(defaults.values) {
            let override = "\(path.joined(separator: "."))=\(value.line)"
            let loaded = try LoadedConfiguration(files: [], overrides: [override], defaults: RunConfiguration())
            #expect(loaded.value == RunConfiguration(), "\(override)")
        }
    }

    @Test("a misspelling of any key is refused and the key is suggested")
    func everyMisspelling() throws {
        let defaults = try ResolvedConfiguration(RunConfiguration())
        // Weights are a table whose names the rewards check.
        for (path, _) in leaves(defaults.values) where !path.starts(with: ["rewards", "weights"]) && !path.starts(with: ["rewards", "goal_weights"]) {
            let key = path.joined(separator: ".")
            let error = try #require(throws: HoldfastError.self, "\(key)") {
                try LoadedConfiguration(files: [], overrides: ["\(key)x=1"], defaults: RunConfiguration())
            }
            #expect(error.message == "command line: unknown key `\(key)x`; did you mean `\(path[path.count - 1])`?")
        }
    }

    @Test(
        "values that make no sense are refused with their line",
        arguments: [
            ("trainer:\n  group_size: 1", "run.yaml:2: trainer.group_size must be at least 2"),
            ("trainer:\n  group_size: 2000000", "run.yaml:2: trainer.group_size must be at most 1000000"),
            ("trainer:\n  groups_per_step: 9223372036854775807", "run.yaml:2: trainer.groups_per_step must be at most 125000"),
            ("trainer:\n  evaluation_rollouts: 20000", "run.yaml:2: trainer.evaluation_rollouts must be at most 15625"),
            ("trainer:\n  evaluation_rollouts: 9223372036854775807", "run.yaml:2: trainer.evaluation_rollouts must be at least 1 and at most"),
            ("sampling:\n  top_p: 0", "run.yaml:2: sampling.top_p must be above 0 and at most 1"),
            ("sampling:\n  top_k: -1", "run.yaml:2: sampling.top_k must be 0 (all) or more"),
            ("sampling:\n  top_k: 5\n  min_p: 1.5", "run.yaml:3: sampling.min_p must be between 0 and 1"),
            ("sampling:\n  repetition_penalty: 0", "run.yaml:2: sampling.repetition_penalty must be a number above 0"),
            ("sampling:\n  presence_penalty: 2.5", "run.yaml:2: sampling.presence_penalty must be between -2 and 2"),
            ("sampling:\n  frequency_penalty: -2.5", "run.yaml:2: sampling.frequency_penalty must be between -2 and 2"),
            ("sampling:\n  stop: [\"x\", \"\"]", "run.yaml:2: sampling.stop must have no empty text"),
            ("environment:\n  top_p: 1.5", "run.yaml:2: sampling.top_p must be above 0 and at most 1"),
            ("trainer:\n  temperature: 1e-300", "run.yaml:2: trainer.temperature must be at least 0.001"),
            ("trainer:\n  maximum_gradient_norm: -1", "run.yaml:2: trainer.maximum_gradient_norm must be 0 (no clipping) or more"),
            (
                "trainer:\n  steps: 3\n  warmup_steps: 5",
                "run.yaml:3: trainer.warmup_steps must be between 0 and trainer.steps, which is 3 (run.yaml:2)"
            ),
            (
                "trainer:\n  objective:\n    type: gropo",
                "run.yaml:3: trainer.objective.type names an unknown objective type \"gropo\"; did you mean grpo?"
            ),
            ("trainer:\n  advantage:\n    type: gae", "run.yaml:3: trainer.advantage.type names an unknown advantage type \"gae\""),
            ("run:\n  name: \"\"", "run.yaml:2: run.name must not be empty"), ("run:\n  output: \"\"", "run.yaml:2: run.output must not be empty"),
            ("simulator:\n  folder: \"\"", "run.yaml:2: simulator.folder must not be empty"),
            ("scenarios:\n  train: 100000000", "run.yaml:2: scenarios.train must be at most 1000000"),
            ("dialogues:\n  training: 9223372036854775807", "run.yaml:2: dialogues.training must be at most 1000000"),
            ("dialogues:\n  rehearsals: -5", "run.yaml:2: dialogues.rehearsals must be 0 or more"),
            ("dialogues:\n  drills: -1", "run.yaml:2: dialogues.drills must be 0 or more"),
            ("engine:\n  lora:\n    rank: -1", "run.yaml:3: engine.lora.rank must be between 0 (all weights are trained) and 16384"),
            ("engine:\n  lora: {rank: 8, alpha: 0}", "run.yaml:2: engine.lora.alpha must be above 0"),
            ("engine:\n  lora:\n    targets: []", "run.yaml:3: engine.lora.targets must name one projection or more, each once"),
            ("engine:\n  lora:\n    targets: [q_proj, q_proj]", "run.yaml:3: engine.lora.targets must name one projection or more, each once"),
            ("sft:\n  maximum_gradient_norm: -1", "run.yaml:2: sft.maximum_gradient_norm must be 0 (no clipping) or more"),
            ("sft:\n  epochs: 9223372036854775807", "run.yaml:2: sft.epochs must be at least 1 and at most 10000"),
            ("environment:\n  probes:\n    questions: -1", "run.yaml:3: environment.probes.questions must be 0 (no probes) or more"),
            ("environment:\n  probes:\n    after_user_turns: [0]", "run.yaml:3: environment.probes.after_user_turns must count lines from 1"),
            ("environment:\n  probes:\n    choices: -1", "run.yaml:3: environment.probes.choices must be 0 (no probes with options) or more"),
            ("environment:\n  probes:\n    choice: 1", "run.yaml:3: unknown key `environment.probes.choice`; did you mean `choices`?"),
            ("environment:\n  probes:\n    forecasts: [weather]", "run.yaml:3: environment.probes.forecasts"),
            (
                "environment:\n  probes:\n    without_persona: {lines: [0]}",
                "run.yaml:3: environment.probes.without_persona.lines must count lines from 1"
            ),
            (
                "environment:\n  probes:\n    regeneration: {samples: 3}",
                "run.yaml:3: environment.probes.regeneration.samples must be between 4 (fewer cannot show a commitment) and 256"
            ),
            (
                "environment:\n  probes:\n    regeneration: {after_user_turns: [1], facts: []}",
                "run.yaml:3: environment.probes.regeneration.facts must name a fact to ask for"
            ),
            (
                """
                rewards:
                  weights: {prompt_to_line: 0, line_to_line: 0, qa: 0, goal_profile: 0, goal_policy: 0, goal_task: 0, goal_requirement: 0, \
                goal_preference: 0, stop: 0, validity: 0, diversity: 0}
                """,
                "run.yaml:2: rewards.weights must have at least one weight above 0"
            ),
            ("trainer:\n  objective:\n    epsilon_lo: 0.1", "run.yaml:3: unknown key `trainer.objective.epsilon_lo`; did you mean `epsilon_low`?"),
            ("trainer:\n  schedule: cosin", "run.yaml:2: trainer.schedule must be one of "),
            ("sft:\n  epochs: 0", "run.yaml:2: sft.epochs must be at least 1"),
            ("scenarios:\n  evaluation_split: train", "run.yaml:2: scenarios.evaluation_split must be validation or test"),
            ("environment:\n  agent_temper:\n    tool_failure: 2", "run.yaml:3: environment.agent_temper.tool_failure must be between 0 and 1"),
            ("rewards:\n  weights:\n    promt_to_line: 1", "run.yaml:3: rewards.weights: no reward component promt_to_line; there are "),
            ("rewards:\n  weights:\n    stop: -1", "run.yaml:3: rewards.weights: the weight of stop is -1.0; it must be 0 or more"),
        ])
    func values(yaml: String, message: String) throws {
        let error = try #require(throws: HoldfastError.self) { try load(yaml) }
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.code == .configuration)
    }

    @Test("a weight that is not among the defaults can be given")
    func weights() throws {
        let resolved = try ResolvedConfiguration(try load("rewards: {weights: {progress: 2}}").value)
        #expect(resolved.values["rewards"]?["weights"]?["progress"] == .double(2))
    }

    @Test("a file that names weights names all of them; the command line changes single ones")
    func wholeTable() throws {
        let one = try load("rewards: {weights: {stop: 2}}").value.rewards.weights
        #expect(one == RewardWeights([.stop: 2]))
        let overridden = try LoadedConfiguration(
            yaml: "rewards: {weights: {stop: 2}}", name: "run.yaml", overrides: ["rewards.weights.qa=1"], defaults: RunConfiguration())
        #expect(overridden.value.rewards.weights == RewardWeights([.stop: 2, .questionAndAnswer: 1]))
        let alone = try LoadedConfiguration(files: [], overrides: ["rewards.weights.qa=3"], defaults: RunConfiguration())
        var expected = RewardWeights.standard
        expected[.questionAndAnswer] = 3
        #expect(alone.value.rewards.weights == expected)
        #expect(try load("rewards:\n  weights:\n").value.rewards.weights == .standard, "a table without a body changes nothing")
        #expect(try load("rewards: {goal_weights: {profile: 2}}").value.rewards.goalWeights == GoalWeights([.profile: 2]))
    }

    @Test("what a reward is composed of is read and checked")
    func composition() throws {
        let rewards = try load("rewards: {normalization: group, gate: [goal_task, stop]}").value.rewards
        #expect(try rewards.composition().normalization == .group)
        #expect(try rewards.composition().gate == [.task, .stop])
        for bad in ["rewards: {normalization: relative}", "rewards: {gate: [goal]}", "rewards: {goal_weights: {profil: 1}}"] {
            #expect(throws: HoldfastError.self, "\(bad)") { try load(bad) }
        }
    }

    @Test("every key of the probes reaches the plan, and the defaults ask nothing new")
    func probes() throws {
        let read = try load(
            """
            environment:
              probes:
                after_user_turns: [4]
                questions: 3
                choices: 2
                forecasts: [fallback, lines]
                without_persona: {lines: [1, 5], prompt: a caller}
                regeneration: {after_user_turns: [2], samples: 6, facts: [shared, unspecified]}
            """
        ).value.environment.probes
        var plan = ProbePlan(afterUserTurns: [4], questions: 3)
        plan.choices = 2
        plan.forecasts = [.fallback, .lines]
        plan.withoutPersona = CounterfactualPlan(lines: [1, 5])
        plan.withoutPersona.prompt = "a caller"
        plan.regeneration = RegenerationPlan(afterUserTurns: [2], samples: 6, facts: [.shared, .unspecified])
        #expect(read == plan)
        let old = try load("environment: {probes: {after_user_turns: [2, 5], questions: 1}}").value.environment.probes
        #expect(old == ProbePlan(afterUserTurns: [2, 5], questions: 1))
        #expect(old.choices == 0 && old.forecasts.isEmpty && old.withoutPersona.lines.isEmpty && old.regeneration.afterUserTurns.isEmpty)
    }

    @Test("the configurations that come with Holdfast are valid", arguments: ["quickstart", "sft-base", "smoke", "multiwoz"])
    func bundled(name: String) throws {
        let repository = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        _ = try ConfigurationSources(files: ["\(repository)/configs/\(name).yaml"]).load()
    }
}
