// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import HoldfastRewards
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

/// Every kind of probe, from the configuration to the stored file and what is read from it.
@Suite struct ProbeKindsTests {
    private static let yaml = """
        scenarios: {train: 3, evaluation: 0}
        environment:
          user_turns: 3
          probes:
            after_user_turns: [1]
            questions: 1
            choices: 1
            forecasts: [lines, secret]
            without_persona: {lines: [1, 2], prompt: nobody in particular}
            regeneration: {after_user_turns: [2], samples: 5, facts: [secret, unspecified]}
        """

    /// Speaks at random; what is asked before the dialogue it answers with a number.
    private func simulate() async throws -> (episodes: [Episode], requests: [SampleRequest], world: SimulatedWorld) {
        let configuration = try LoadedConfiguration(yaml: Self.yaml, name: "run.yaml", overrides: [], defaults: RunConfiguration()).value
        let world = try SimulatedWorld(configuration)
        let tokenizer = try ByteLevelBPETokenizer.train(
            texts: world.training.map(world.prompt), vocabularySize: 400, specialTokens: DialogueTemplate.specialTokens)
        let template = try DialogueTemplate(tokenizer: tokenizer)
        let lines = ["my password is falcon", "my password is pepper", "B", "3", "I will take it, thanks"]
        let server = ScriptedModelServer(tokenizer: tokenizer, template: template, contextLength: 4096) { _, key in
            var stream = key.stream
            return (key.turn == 0 ? "three" : stream.pick(lines) ?? "", false)
        }
        let driver = RolloutDriver(
            server: server, template: template, agents: world.agents, judge: LedgerGoalJudge(lexicon: world.lexicon), prompt: world.prompt,
            lexicon: world.lexicon, probes: configuration.environment.probes,
            values: { [catalog = world.catalog] in catalog.values(of: $0, in: $1) }, sampling: SamplingParameters(maxTokens: 40))
        let episodes = try await driver.episodes(
            for: world.training.enumerated().map {
                EpisodeRequest(id: EpisodeID(phase: "rollout", step: 0, group: $0, rollout: 0), scenario: $1, samplingSeed: 3)
            })
        return (episodes, await server.requests, world)
    }

    @Test func `each kind is asked, stored, read back and measured`() async throws {
        let (episodes, requests, world) = try await simulate()
        #expect(requests.count == episodes.reduce(0) { $0 + $1.userTurns.count + $1.probes.count })
        for episode in episodes {
            let counts = Dictionary(grouping: episode.probes, by: \.kind).mapValues(\.count)
            #expect(counts == [.open: 1, .choice: 1, .forecast: 2, .withoutPersona: 2, .regeneration: 10], "\(episode.id)")
            #expect(episode.ending.failure == nil)
        }
        let scorer = EpisodeScorer(lexicon: world.lexicon)
        let scored = episodes.map(scorer.score)
        try withFolder { folder in
            _ = try ShardWriter.write(scored, to: "\(folder)/probes.h5")
            let stored = try ShardReader("\(folder)/probes.h5").episodes()
            #expect(stored == scored)
            for episode in stored.map(\.episode) {
                let reader = try LineReader(lexicon: #require(world.lexicon(episode.scenario.domain)))
                let measures = ProbeMeasures(episode, reader: reader)
                #expect(measures.commitments.map(\.isSpecified) == [true, false])
                #expect(measures.forecasts.first?.stated == 3)
                #expect(measures.answers.choiceRead != nil)
            }
        }
    }

    @Test func `a dialogue shows what was asked beside it`() async throws {
        let episode = try #require(try await simulate().episodes.first)
        let text = EpisodeText(ScoredEpisode(episode: episode)).text
        let choice = try #require(episode.probes.first { $0.kind == .choice })
        let chosen = choice.chosenOption.map { "chooses \($0)" } ?? "chooses none"
        #expect(text.contains("forecast.lines: \(Forecast.lines.question) -> three (3)"))
        #expect(text.contains("\(choice.question) -> \(choice.answer) (\(chosen))"))
        let beside = episode.probes.filter { $0.kind == .withoutPersona }
        #expect(beside.allSatisfy { text.contains("without persona: \($0.answer)\n") })
        #expect(text.contains("5 answers on "))
    }

    /// docs/probes.md.
    private func page() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/probes.md"), encoding: .utf8)
    }

    @Test func `the example of the documentation is a valid configuration that asks for everything`() throws {
        let page = try page()
        let start = try #require(page.range(of: "```yaml\n")).upperBound
        let end = try #require(page.range(of: "```", range: start..<page.endIndex)).lowerBound
        let loaded = try LoadedConfiguration(yaml: String(page[start..<end]), name: "probes.yaml", defaults: RunConfiguration())
        try loaded.validate()
        let plan = loaded.value.environment.probes
        #expect(plan.forecasts == ForecastKind.allCases && Set(plan.regeneration.facts) == Set(RegeneratedFact.allCases))
        #expect(plan.withoutPersona.prompt == CounterfactualPlan().prompt && plan.regeneration.samples == RegenerationPlan().samples)
        let asked = [
            plan.afterUserTurns.count * (plan.questions + plan.choices), plan.forecasts.count, plan.withoutPersona.lines.count,
            plan.regeneration.afterUserTurns.count * plan.regeneration.samples * plan.regeneration.facts.count,
        ]
        let sum = asked.map(String.init).joined(separator: " + ") + " = \(asked.reduce(0, +)) samples"
        #expect(page.contains(sum), "\(sum)")
    }

    @Test func `the documentation explains every number, and no other`() throws {
        let documented = try page().split(separator: "\n").compactMap { row -> String? in
            guard row.hasPrefix("| `"), let name = row.split(separator: "`").dropFirst().first, name.contains("/") else { return nil }
            return String(name)
        }
        let scenario = try #require(try ScenarioGenerator(seed: 1).scenarios(split: .train, count: 1).first)
        let episode = Episode(
            id: EpisodeID(phase: "rollout", step: 0, group: 0, rollout: 0), scenario: scenario, turns: [], trace: TokenTrace(),
            goal: GoalState(components: []), probes: [], ending: Ending(reason: .userStop, stop: .correct), simulatorVersion: 0, samplingSeed: 0)
        let measured = ProbeMeasures(episode, reader: nil).scores.map(\.name) + [MetricName.questionAndAnswer, MetricName.personaContrast]
        #expect(documented.sorted() == measured.sorted())
    }
}
