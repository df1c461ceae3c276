// SPDX-License-Identifier: Apache-2.0

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
}
