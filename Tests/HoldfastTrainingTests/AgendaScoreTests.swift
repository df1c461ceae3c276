// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards
import Testing

/// The agenda-based user makes no mistake, so whatever the judge holds against it is the judge's mistake or the world's.
struct AgendaScoreTests {
    @Test("the judge finds nothing to hold against the agenda-based user", arguments: [1, 2] as [UInt64])
    func perfectUserScoresPerfectly(seed: UInt64) async throws {
        let catalog = try DomainCatalog.bundled(seed: seed)
        let scenarios = try ScenarioGenerator(seed: seed, catalog: catalog).scenarios(split: .train, count: 60)
        let agenda = AgendaDialogues(catalog: catalog)
        let judge = LedgerGoalJudge { catalog.lexicon(for: $0) }
        let scorer = EpisodeScorer(lexicon: { catalog.lexicon(for: $0) })
        var totals: [String: [Double]] = [:]
        for scenario in scenarios {
            let turns = try await agenda.dialogue(for: scenario)
            let episode = try await followed(turns, scenario: scenario, judge: judge)
            let scored = scorer.score(episode)
            for name in [MetricName.promptToLine, MetricName.lineToLineMin, MetricName.validity, MetricName.stopCorrect, MetricName.goalSuccess]
                + ComponentKind.allCases.map({ MetricName.goalSuccess($0) })
            {
                if let value = scored.score(name) { totals[name, default: []].append(value) }
            }
            #expect(scored.score(MetricName.leaks) == 0, "seed \(seed), \(scenario.id)")
        }
        for (name, values) in totals.sorted(by: { $0.key < $1.key }) {
            let mean = values.reduce(0, +) / Double(values.count)
            #expect(mean >= 0.97, "seed \(seed): \(name) is \(mean) over \(values.count) dialogues of a user that makes no mistake")
        }
    }

    /// The dialogue as an episode, judged turn by turn as a driver does.
    private func followed(_ turns: [Turn], scenario: Scenario, judge: LedgerGoalJudge) async throws -> Episode {
        var state = GoalState(components: scenario.goal.components)
        for count in turns.indices.map({ $0 + 1 }) {
            let judgement = await judge.judge(GoalJudgeContext(scenario: scenario, turns: Array(turns.prefix(count)), state: state))
            for id in judgement.activations { state.activate(id) }
            for proposal in judgement.proposals { state.apply(proposal) }
        }
        let stopped = turns.last?.finish == .endOfDialogue
        return Episode(
            id: EpisodeID(phase: "agenda", step: 0, group: 0, rollout: 0), scenario: scenario, turns: turns, trace: TokenTrace(), goal: state,
            probes: [],
            ending: stopped
                ? Ending(reason: .userStop, stop: state.isFinished ? .correct : .premature) : Ending(reason: .agentStop, stop: .cutOff),
            simulatorVersion: 0, samplingSeed: 0)
    }
}
