// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards
import HoldfastTesting
import HoldfastTraining
import Synchronization
import Testing

@testable import HoldfastRun

/// Keeps what a trainer reports.
private actor StepKeeper: TrainingObserver {
    var steps: [(record: StepRecord, episodes: [ScoredEpisode])] = []

    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws { steps.append((record, episodes)) }
    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws {}
    func checkpointWritten(_ checkpoint: Checkpoint) async throws {}
    func progressed(_ progress: TrainingProgress) async {}
}

/// Judges of which a fifth of the calls fails, a tenth takes too long and a tenth is nonsense.
@Suite struct FaultyJudgeTests {
    @Test func `training goes on, nothing is zero by accident, and the counts are right`() async throws {
        let repository = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/")
        let configuration = try ConfigurationSources(
            files: [],
            overrides: [
                "simulator.folder=\(repository)/checkpoints/base", "trainer.steps=2", "trainer.groups_per_step=2", "trainer.group_size=4",
                "environment.user_turns=5", "environment.tokens_per_turn=24", "scenarios.train=4", "scenarios.evaluation=0", "trainer.seed=3",
            ]
        ).load().value
        let world = try SimulatedWorld(configuration)
        let keeper = StepKeeper()
        try await Stage.with(configuration, world: world, trains: true) { stage in
            let order = ScenarioOrder(scenarios: world.training, perStep: configuration.trainer.groupsPerStep, seed: 1)
            let trainer = try Trainer(
                configuration: configuration.trainer,
                parts: TrainerParts(
                    server: stage.simulator, episodes: stage.driver,
                    score: { episode in
                        let exact = LedgerQuestionJudge(scenario: episode.scenario, lexicon: world.lexicon(episode.scenario.domain))
                        let faulty = FaultyJudge(exact, seed: UInt64(episode.id.step * 1000 + episode.id.group * 100 + episode.id.rollout))
                        return await stage.scorer.score(episode, by: DialogueJudge(judge: faulty) { ScenarioPrompt.text(for: $0) })
                    },
                    trainingScenarios: { order.scenarios(of: $0) }, evaluationScenarios: [], observer: keeper))
            #expect(try await trainer.run() == .completed(steps: 2))
        }
        let steps = await keeper.steps
        #expect(steps.count == 2)
        for (record, episodes) in steps {
            check(record, episodes)
            #expect((record.metrics["groups/trained_sequences"] ?? 0) > 0)
        }
        let asked = steps.flatMap(\.episodes).flatMap(\.verdicts).filter { $0.judge.contains("faulty") && !$0.evidence.hasPrefix("invalid") }
        let spoiled = asked.count { $0.abstention?.isFailure == true }
        #expect(asked.count > 80, "\(asked.count)")
        #expect(abs(Double(spoiled) / Double(asked.count) - 0.4) < 0.12, "\(spoiled) of \(asked.count)")
    }

    private func check(_ record: StepRecord, _ episodes: [ScoredEpisode]) {
        let verdicts = episodes.flatMap(\.verdicts)
        let failed = verdicts.count { $0.abstention?.isFailure == true }
        #expect(record.metrics["judge/failed_ratio"] == Double(failed) / Double(verdicts.count))
        #expect(record.metrics["judge/abstained_ratio"] == Double(verdicts.count { $0.outcome == .abstain }) / Double(verdicts.count))
        for scored in episodes where scored.reward != nil && scored.part(.validity) != 0 {
            let judged: [(RewardComponent, String)] = [
                (.promptToLine, Criterion.promptToLine), (.lineToLine, Criterion.lineToLine), (.questionAndAnswer, Criterion.questionAndAnswer),
            ]
            for (component, criterion) in judged {
                let decided = scored.verdicts(on: criterion).filter { $0.outcome != .abstain }
                let share = decided.isEmpty ? nil : Double(decided.count { $0.outcome == .pass }) / Double(decided.count)
                #expect(scored.part(component) == share, "\(component): an abstention is neither for nor against")
            }
            let present = RewardComponent.allCases.filter { scored.part($0) != nil }
            let weights = RewardWeights.standard
            let total = present.reduce(0) { $0 + weights[$1] }
            let sum = present.reduce(0) { $0 + weights[$1] * (scored.part($1) ?? 0) }
            #expect(abs((scored.reward ?? -1) - sum / total) < 1e-12, "what is absent leaves the denominator")
        }
    }

    /// Passes a good line with the judge's sensitivity and a bad one with 1 - its specificity; the line's text says which it is.
    private struct NoisyJudge: Judge {
        let identity = "noisy"
        let sensitivity: Double
        let specificity: Double
        let seed: UInt64

        func verdict(on question: JudgeQuestion) async -> Verdict {
            let isGood = question.line.hasPrefix("good")
            var stream = RandomKey(seed: seed, step: question.turn ?? 0, purpose: .sampling).stream
            let passes = stream.chance(isGood ? sensitivity : 1 - specificity)
            return Verdict(criterion: question.criterion, outcome: passes ? .pass : .fail, turn: question.turn, judge: identity)
        }
    }

    @Test func `the corrected score's interval covers the true value in 93 to 97 of 100 repetitions`() async throws {
        let (truth, sensitivity, specificity) = (0.7, 0.9, 0.75)
        let repetitions = 1000
        var covered = 0
        var decided = 0
        var asked = 0
        for repetition in 0..<repetitions {
            let judge = FaultyJudge(
                NoisyJudge(sensitivity: sensitivity, specificity: specificity, seed: UInt64(repetition)), seed: UInt64(repetition))
            var stream = RandomKey(seed: 77, step: repetition, purpose: .scenario).stream
            var calibration = ConfusionCounts()
            var passes = 0
            var count = 0
            for index in 0..<180 {
                let isLabelled = index < 80
                let isGood = isLabelled ? index < 40 : stream.chance(truth)
                let question = JudgeQuestion(
                    criterion: Criterion.promptToLine, ground: "", line: "\(isGood ? "good" : "bad") \(index)", turn: index)
                let verdict = await judge.verdict(on: question)
                asked += 1
                decided += verdict.outcome == .abstain ? 0 : 1
                if isLabelled {
                    calibration.count(judge: verdict.outcome, label: isGood ? .pass : .fail)
                } else if verdict.outcome != .abstain {
                    count += 1
                    passes += verdict.outcome == .pass ? 1 : 0
                }
            }
            let judged = try #require(JudgedShare(passes: passes, of: count))
            let estimate = try #require(CorrectedShare(judged: judged, calibration: calibration).estimate, "repetition \(repetition)")
            if let low = estimate.low, let high = estimate.high, (low...high).contains(truth) { covered += 1 }
        }
        let coverage = Double(covered) / Double(repetitions)
        #expect((0.93...0.97).contains(coverage), "covered in \(coverage) of the repetitions")
        #expect(abs(Double(decided) / Double(asked) - 0.6) < 0.01)
    }
}
