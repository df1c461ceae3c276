// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

struct CalibrationCommandTests {
    private func items(_ rows: [(line: String, labels: String)]) -> [CalibrationItem] {
        let letters: [Character: VerdictOutcome] = ["p": .pass, "f": .fail, "a": .abstain]
        return rows.enumerated().map { place, row in
            LabelSessionTests.item(
                "item \(place)", line: row.line,
                labels: row.labels.enumerated().compactMap { rater, letter in letters[letter].map { ItemLabel(rater: "rater \(rater)", outcome: $0) }
                })
        }
    }

    @Test func `a judge and the members of a panel are held against the labels, and the file can be read again`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/items.jsonl"
            try JSONLines.write(items([("Denver", "ff"), ("Denver", "pp"), ("Boston", "pp"), ("Boston", "pf"), ("", "p"), ("Boston", "")]), to: path)
            let file = try CalibrationItemFile(path: path)
            let panel = try JudgePanel([Fixed(identity: "one"), Fixed(identity: "two")], rule: .majority)
            let report = try await JudgeCalibrateCommand.report(of: panel, on: file, date: "2026-03-01", concurrency: 3)
            let hash = try file.hash
            #expect(report.judges.map(\.judge) == [panel.identity, "one", "two"] && report.itemsHash == hash)
            for judge in report.judges {
                let row = try #require(judge[Criterion.promptToLine])
                #expect((row.items, row.withoutLabels, row.ties, row.counts.decided, row.counts.abstained) == (6, 1, 1, 3, 1))
                #expect(row.truePositiveRate?.value == 0.5 && row.trueNegativeRate?.value == 1 && row.abstentionRate?.value == 0.25)
            }
            try FileSystem.write(JudgeCalibrateCommand.text(report), to: "\(folder)/calibration.json")
            #expect(try CalibrationFile.read("\(folder)/calibration.json") == report)
            let text = CalibrationText(report).text
            #expect(text.contains("2026-03-01") && text.contains("0.500 [") && text.contains("1 without a label, 1 on which people are level"))
            try FileSystem.write(
                try JudgeCalibrateCommand.text(report).replacing("\"version\" : 1", with: "\"version\" : 9"), to: "\(folder)/later.json")
            #expect(throws: HoldfastError.self) { try CalibrationFile.read("\(folder)/later.json") }
            try FileSystem.write("{}", to: "\(folder)/other.json")
            #expect(throws: HoldfastError.self) { try CalibrationFile.read("\(folder)/other.json") }
        }
    }

    @Test func `items without labels are one error`() async throws {
        try await withFolder { folder in
            try JSONLines.write(items([("Denver", "")]), to: "\(folder)/items.jsonl")
            try FileSystem.write("judge: {server: \"http://127.0.0.1:1\"}", to: "\(folder)/judge.yaml")
            let command = JudgeCalibrateCommand(
                items: "\(folder)/items.jsonl", judge: "\(folder)/judge.yaml", output: "\(folder)/out.json", json: false)
            let error = await #expect(throws: HoldfastError.self) { try await command.run() }
            #expect(error?.message.contains("no item of") == true && !FileSystem.exists("\(folder)/out.json"))
        }
    }

    @Test func `disputed verdicts of a shard become items with their questions`() throws {
        try withFolder { folder in
            let scenario = try #require(ScenarioGenerator(seed: 1, catalog: DomainCatalog.bundled(seed: 1)).scenarios(split: .test, count: 1).first)
            let lines = ["Hello?", "I live in Denver.", "Where to?", "To Boston."]
            let turns = lines.enumerated().map {
                Turn(index: $0, seat: $0.isMultiple(of: 2) ? .agent : .user, text: $1, acts: [], finish: .endOfTurn)
            }
            let episode = Episode(
                id: EpisodeID(phase: "eval", step: 0, group: 0, rollout: 0), scenario: scenario, turns: turns, trace: TokenTrace(),
                goal: GoalState(components: scenario.goal.components), probes: [], ending: Ending(reason: .userStop, stop: .correct),
                simulatorVersion: 0, samplingSeed: 0)
            func verdict(_ criterion: String, _ turn: Int, _ outcomes: [VerdictOutcome]) -> Verdict {
                Verdict(
                    criterion: criterion, outcome: outcomes[0], turn: turn, judge: "panel",
                    calls: outcomes.enumerated().map { JudgeCall(judge: "judge \($0)", outcome: $1, promptHash: "h", reply: "r") })
            }
            let scored = ScoredEpisode(
                episode: episode,
                verdicts: [
                    verdict(Criterion.promptToLine, 1, [.pass, .fail]), verdict(Criterion.promptToLine, 3, [.pass, .abstain]),
                    verdict(Criterion.lineToLine, 3, [.fail, .pass, .fail]), verdict(Criterion.goal(.task), 3, [.pass, .fail]),
                ])
            try ShardWriter.write([scored], to: "\(folder)/shard.h5", labels: [:])
            try JudgeDisagreementsCommand(shards: ["\(folder)/shard.h5"], output: "\(folder)/items.jsonl", json: true).run()
            let items = try CalibrationItemFile(path: "\(folder)/items.jsonl").items
            #expect(items.count == 2 && items.allSatisfy { $0.labels.isEmpty && $0.source == "\(episode.id)" })
            #expect(items[0].question.line == "I live in Denver." && items[0].question.dialogue == [JudgedLine(.agent, "Hello?")])
            #expect(items[0].answers.map(\.outcome) == [.pass, .fail] && !items[0].question.ground.isEmpty)
            #expect(items[1].question.ground == "I live in Denver." && items[1].question.line == "To Boston." && items[1].answers.count == 3)
            var questions = StoredQuestions()
            questions.collect(scored)
            #expect(questions.unknown == 1 && questions.disputed.count == 2)
        }
    }
}
