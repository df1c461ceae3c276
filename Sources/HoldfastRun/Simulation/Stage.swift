// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastEnvironment
import HoldfastModels
import HoldfastRewards
import HoldfastTraining

/// Everything that simulates and scores dialogues, put together from a configuration.
struct Stage: Sendable {
    let configuration: RunConfiguration
    let simulator: any ModelServer
    let template: any SimulatorTemplate
    let world: SimulatedWorld
    let driver: RolloutDriver
    let scorer: EpisodeScorer
    let judges: RunJudges

    /// Runs a body with everything, and with a session at the training server where the simulator is at one.
    /// - Parameter trains: whether the simulator will be trained.
    /// - Throws: `configuration` where no line fits the simulator's context, what reading the simulator and the scenarios throws, and what
    ///   the body throws.
    static func with<Result: Sendable>(
        _ configuration: RunConfiguration, world: SimulatedWorld, trains: Bool = false, _ body: (Stage) async throws -> Result
    ) async throws -> Result {
        let section = configuration.simulator
        guard !section.server.isEmpty, section.protocol == .tinker else {
            return try await body(Stage(configuration, world: world, trains: trains))
        }
        let language = try SimulatorFolder(path: section.folder).openLanguage(section)
        return try await RemoteSimulator.connected(configuration, language: language, trains: trains) { simulator in
            try await body(Stage(configuration, world: world, simulator: simulator, template: language.template))
        }
    }

    /// With the embedded engine, or a frozen simulator at a server.
    init(_ configuration: RunConfiguration, world: SimulatedWorld, trains: Bool = false) async throws {
        let section = configuration.simulator
        let folder = SimulatorFolder(path: section.folder)
        guard section.server.isEmpty else {
            let language = try folder.openLanguage(section)
            let simulator = try await RemoteSimulator.connect(section, vocabularySize: language.vocabularySize)
            try await self.init(configuration, world: world, simulator: simulator, template: language.template)
            return
        }
        let embedded = try folder.open(
            EngineConfiguration(configuration.engine, keepsBase: configuration.trainer.klCoefficient > 0, trains: trains), section)
        try await self.init(configuration, world: world, simulator: embedded, template: embedded.language.template)
    }

    private init(
        _ configuration: RunConfiguration, world: SimulatedWorld, simulator: any ModelServer, template: any SimulatorTemplate
    ) async throws {
        self.configuration = configuration
        self.world = world
        self.simulator = simulator
        self.template = template
        let trainer = configuration.trainer
        let environment = configuration.environment
        let context = await simulator.capabilities.contextLength
        guard environment.tokensPerTurn < context else {
            throw HoldfastError(
                .configuration,
                "environment.tokens_per_turn is \(environment.tokensPerTurn) and the context of \(configuration.simulator.name) \(context) tokens; "
                    + "lower it, so that a line fits behind the prompt")
        }
        judges = try await RunJudges(configuration, world: world)
        driver = RolloutDriver(
            server: simulator, template: template, agents: world.agents, judge: judges.goal,
            prompt: world.prompt, lexicon: world.lexicon, probes: environment.probes,
            values: { [catalog = world.catalog] in catalog.values(of: $0, in: $1) },
            sampling: configuration.sampling.parameters(
                temperature: trainer.temperature, maxTokens: environment.tokensPerTurn, stopTokens: template.stopTokens),
            maximumLive: environment.maximumLive)
        scorer = EpisodeScorer(lexicon: world.lexicon, composition: try configuration.rewards.composition(), others: world.contrasting)
    }

    /// Simulates and scores one dialogue per scenario and rollout.
    /// - Parameter phase: what the episodes are called, such as `rollout`.
    /// - Throws: `environment` where none of them comes to anything.
    func episodes(of scenarios: [Scenario], rollouts: Int = 1, phase: String) async throws -> [ScoredEpisode] {
        let requests = scenarios.enumerated().flatMap { group, scenario in
            (0..<rollouts).map { rollout in
                EpisodeRequest(
                    id: EpisodeID(phase: phase, step: 0, group: group, rollout: rollout), scenario: scenario,
                    samplingSeed: configuration.trainer.seed)
            }
        }
        let episodes = try await driver.episodes(for: requests)
        try UsableEpisodes.require(in: episodes, of: "holdfast \(phase)")
        return await evaluated(episodes)
    }

    /// Scores a dialogue by the judge that rewards.
    func scored(_ episode: Episode) async -> ScoredEpisode {
        await scorer.score(episode, by: judges.rewarding)
    }

    /// Scores a dialogue by the judge that rewards and by the one that evaluates.
    func evaluated(_ episode: Episode) async -> ScoredEpisode {
        await scorer.score(episode, by: judges.rewarding, evaluation: judges.evaluating)
    }

    private func evaluated(_ episodes: [Episode]) async -> [ScoredEpisode] {
        await withTaskGroup(of: (Int, ScoredEpisode).self) { group in
            for (index, episode) in episodes.enumerated() { group.addTask { (index, await evaluated(episode)) } }
            var scored = [ScoredEpisode?](repeating: nil, count: episodes.count)
            for await (index, episode) in group { scored[index] = episode }
            return scored.compactMap(\.self)
        }
    }
}
