// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastRewards
import HoldfastTraining
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

@Suite struct RunJudgesTests {
    private func load(_ yaml: String) throws -> RunConfiguration {
        let loaded = try LoadedConfiguration(yaml: yaml, name: "run.yaml", defaults: RunConfiguration())
        try loaded.validate()
        return loaded.value
    }

    @Test(arguments: [
        "rewards:\n  evaluation_judge: {type: ledger}",
        "rewards:\n  judge: {type: text}",
        "rewards:\n  judge: {type: model, server: http://a, model: m, seed: 1}\n  evaluation_judge: {type: model, server: http://a, model: m, seed: 2, temperature: 1}",
        "rewards:\n  judge: {type: model, server: http://a, model: m}\n  evaluation_judge: {type: panel, members: [{server: http://b}, {server: http://a, model: m}]}",
    ])
    func `one judge for reward and evaluation is refused unless it is wanted`(yaml: String) throws {
        let error = try #require(throws: HoldfastError.self) { try load(yaml) }
        #expect(error.code == .configuration)
        #expect(error.message.contains("asks a judge that rewards"), "\(error.message)")
        #expect(error.message.hasPrefix("run.yaml:"))
        #expect(throws: Never.self) { try load(yaml + "\n  same_judge: true") }
    }

    @Test(arguments: [
        ("rewards:\n  judge: {type: model}", "rewards.judge.server must name the server"),
        ("rewards:\n  evaluation_judge: {type: panel}", "rewards.evaluation_judge.members must hold two judges"),
        ("rewards:\n  judge: {type: panel, members: [{type: ledger}, {server: http://a}]}", "rewards.judge.members cannot hold the ledger"),
        ("environment:\n  goal_judge: {type: text}", "environment.goal_judge.type must be ledger, model or panel"),
        ("rewards:\n  gate: [length]", "rewards.gate can hold only"),
    ])
    func `a judge that cannot be is refused with its key`(yaml: String, message: String) throws {
        let error = try #require(throws: HoldfastError.self) { try load(yaml) }
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test func `two judges that differ in server or model are two`() throws {
        for yaml in [
            "rewards:\n  judge: {type: model, server: http://a, model: m}\n  evaluation_judge: {type: model, server: http://a, model: n}",
            "rewards:\n  judge: {type: model, server: http://a}\n  evaluation_judge: {type: model, server: http://b}",
            "rewards:\n  judge: {type: panel, members: [{server: http://a}, {server: http://b}]}\n  evaluation_judge: {type: ledger}",
        ] { #expect(throws: Never.self, "\(yaml)") { try load(yaml) } }
    }

    @Test func `evaluations have both judges and their gap, training has one`() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            try await tiny.trained(directory.path, overrides: ["trainer.steps=1"])
            let evaluation = try ShardReader(directory.shard(evaluation: RunEvaluation(.after, step: 1))).episodes()
            let judges = Set(evaluation.flatMap(\.verdicts).filter { $0.criterion == Criterion.promptToLine }.map(\.judge))
            #expect(judges == ["ledger", FreeTextJudge.name])
            #expect(evaluation.allSatisfy { scored in scored.scores.contains { $0.name == MetricName.judgeGap(Criterion.promptToLine) } })
            let training = try ShardReader(directory.shard(step: 1)).episodes()
            #expect(Set(training.flatMap(\.verdicts).filter { $0.criterion == Criterion.promptToLine }.map(\.judge)) == ["ledger"])
            let row = try #require(try MetricsLog.rows(directory.metrics).last)
            #expect(row.values.keys.contains { $0.hasPrefix("eval/judge/") } || row.values.keys.contains { $0.hasPrefix("judge/") })
        }
    }

    @Test func `a calibration puts corrected scores beside the raw ones, and says undefined where they are`() async throws {
        try await withFolder { folder in
            var counts = [RatedItem(criterion: Criterion.promptToLine, labels: [.pass], judge: .pass)]
            counts += [RatedItem(criterion: Criterion.promptToLine, labels: [.fail], judge: .fail)]
            counts += [RatedItem(criterion: Criterion.validity, labels: [.pass], judge: .pass)]
            let report = CalibrationReport(
                date: "2026-01-01", items: "items.jsonl", itemsHash: "h", judges: [JudgeCalibration(judge: LedgerJudge.identity, items: counts)])
            let path = "\(folder)/calibration.json"
            try FileSystem.write(try JudgeCalibrateCommand.text(report), to: path)
            var section = RewardsSection()
            section.calibration = path
            let calibration = try #require(try RunCalibration(section))
            let scorer = EpisodeScorer(lexicon: { _ in nil })
            let scenario = Scenario(
                id: "s", domain: "d", persona: Persona(facts: [], policy: []), goal: UserGoal(intents: [], constraints: [], components: []),
                split: .test, seed: 1, source: "made")
            let episode = Episode(
                id: EpisodeID(phase: "eval", step: 0, group: 0, rollout: 0), scenario: scenario,
                turns: ["hello", "", "what?", ""].enumerated().map {
                    Turn(index: $0, seat: $0.isMultiple(of: 2) ? .agent : .user, text: $1, finish: .endOfTurn)
                }, trace: TokenTrace(), goal: GoalState(components: []), probes: [], ending: Ending(reason: .userStop, stop: .correct),
                simulatorVersion: 0, samplingSeed: 0)
            var summary = EvaluationSummary([scorer.score(episode)], name: "x")
            #expect(summary.correctedLines.isEmpty)
            summary.corrected = calibration.corrected([scorer.score(episode)])
            let text = EvaluationText(summary).text
            #expect(text.contains("with the judges' errors taken out:"))
            #expect(text.contains("prompt_to_line by ledger: raw 0.000"), "\(text)")
            #expect(text.contains("validity by ledger: raw 0.000") && text.contains("undefined: no failing item was labelled"))
        }
    }
}
