// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment

/// The scenarios of a run with the agents, the language and the prompts that go with them.
struct SimulatedWorld: Sendable {
    let catalog: DomainCatalog
    private let scenarios: [Split: [Scenario]]
    private let section: ScenariosSection

    /// What to train on.
    var training: [Scenario] { scenarios(of: .train) }
    /// What evaluations use; of another split than `training`.
    var evaluation: [Scenario] { scenarios(of: section.evaluationSplit) }
    /// Whose personas lines are held against: those of the evaluation, and of the training where there is none.
    var contrasting: [Scenario] { evaluation.isEmpty ? training : evaluation }
    var agents: any TaskAgentFactory { catalog }
    var lexicon: @Sendable (String) -> Lexicon? { { [catalog] in catalog.lexicon(for: $0) } }
    var prompt: @Sendable (Scenario) -> String { { ScenarioPrompt.text(for: $0) } }

    /// The training and evaluation scenarios of a configuration.
    /// - Throws: `environment`, `file` or `format` where the scenarios cannot be had.
    init(_ configuration: RunConfiguration) throws {
        let section = configuration.scenarios
        try self.init(configuration, counting: [.train: section.train, section.evaluationSplit: section.evaluation])
    }

    /// So many scenarios of each split.
    init(_ configuration: RunConfiguration, counting counts: [Split: Int]) throws {
        let section = configuration.scenarios
        let bundled = try DomainCatalog.bundled(seed: section.seed)
        guard section.source == .bundled || !section.corpus.isEmpty else {
            throw HoldfastError(
                .configuration, "scenarios.corpus is not set; name the corpus folder, whose databases serve the agent of \(section.source.rawValue)")
        }
        let catalog = section.source == .multiwoz ? try bundled.addingMultiWOZ(folder: section.corpus) : bundled
        let source = ScenarioSource(section: section, environment: configuration.environment, catalog: catalog)
        self.catalog = catalog
        self.section = section
        scenarios = try Dictionary(uniqueKeysWithValues: counts.map { ($0.key, try source.scenarios($0.key, count: $0.value)) })
    }

    func scenarios(of split: Split) -> [Scenario] { scenarios[split] ?? [] }

    /// Refuses a split without scenarios where something is to be done with them.
    /// - Throws: `configuration`, naming the key or the file that has none.
    func requireScenarios(of split: Split) throws {
        guard scenarios(of: split).isEmpty else { return }
        let isTraining = split == .train
        guard section.source != .bundled, isTraining || section.evaluation > 0 else {
            throw HoldfastError(
                .configuration, "there are no \(split.rawValue) scenarios; set scenarios.\(isTraining ? "train" : "evaluation") to 1 or more")
        }
        let (own, other) = isTraining ? (section.trainFile, section.evaluationFile) : (section.evaluationFile, section.trainFile)
        throw HoldfastError(
            .configuration,
            "\(own.isEmpty ? other : own) gives no \(split.rawValue) scenario; name another file, or write it anew with `holdfast import`")
    }

    /// Refuses a world without anything to evaluate on.
    func requireEvaluation() throws { try requireScenarios(of: section.evaluationSplit) }
}

/// Makes or reads scenarios and gives them the limits and the temper of the configuration.
private struct ScenarioSource {
    let section: ScenariosSection
    let environment: EnvironmentSection
    let catalog: DomainCatalog

    func scenarios(_ split: Split, count: Int) throws -> [Scenario] {
        let files = ScenarioFiles(training: section.trainFile, evaluation: section.evaluationFile)
        let found = section.source == .bundled ? try generated(split, count: count) : try files.scenarios(split, count: count)
        return found.map { scenario in
            var scenario = scenario
            scenario.limits = EpisodeLimits(userTurns: environment.userTurns, tokensPerTurn: environment.tokensPerTurn)
            scenario.temper = environment.agentTemper
            return scenario
        }
    }

    private func generated(_ split: Split, count: Int) throws -> [Scenario] {
        if let unknown = section.domains.first(where: { catalog.service($0) == nil }) {
            throw HoldfastError(
                .configuration, "scenarios.domains names `\(unknown)`, which is unknown; known are \(catalog.domains.joined(separator: ", "))")
        }
        return try ScenarioGenerator(seed: section.seed, catalog: catalog)
            .scenarios(split: split, count: count, domains: section.domains.isEmpty ? nil : section.domains)
    }
}
