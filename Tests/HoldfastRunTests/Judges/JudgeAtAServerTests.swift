// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastRewards
import Testing

@testable import HoldfastRun

/// A judge made from a section, asking a real server. Its model has learned nothing, so what it says is no answer; that is to be known from
/// what is stored.
@Suite(.enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct JudgeAtAServerTests {
    @Test func `nonsense is an abstention with the reply as it came, kept in the cache, and counted in a calibration`() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder, overrides: ["model.context_length=8192"])
            let serving = try ServingProgram(simulator: tiny.simulator)
            var section = JudgeSection()
            (section.server, section.maxTokens, section.temperature, section.cache) = (serving.url, 12, 1, "\(folder)/verdicts.sqlite")
            let judge = try await JudgeFactory.judge(from: section)
            #expect(judge.identity.contains("tiny at 127.0.0.1") && judge.identity.contains("temperature 1.0"))
            let question = LabelSessionTests.item("a").question
            let verdict = await judge.verdict(on: question)
            #expect(verdict.outcome == .abstain && verdict.abstention == .unreadable, "\(verdict)")
            let call = try #require(verdict.calls.first)
            #expect(!call.reply.isEmpty && call.promptTokens > 0 && call.completionTokens > 0 && call.outcome == .abstain, "\(verdict)")

            let path = "\(folder)/items.jsonl"
            try JSONLines.write([LabelSessionTests.item("a", labels: [ItemLabel(rater: "ann", outcome: .fail)])], to: path)
            try FileSystem.write(
                "judge: {server: \"\(serving.url)\", max_tokens: 12, temperature: 1, cache: \(folder)/verdicts.sqlite}", to: "\(folder)/judge.yaml")
            let out = "\(folder)/new/calibration.json"
            let (status, output, errors) = try Program.run(
                ["judge", "calibrate", "--items", path, "--judge", "\(folder)/judge.yaml", "--out", out])
            #expect(status == 0 && output.contains("prompt_to_line"), "\(errors)")
            let report = try CalibrationFile.read(out)
            #expect(report[judge.identity]?[Criterion.promptToLine]?.counts.abstained == 1)

            serving.stop()
            #expect(await judge.verdict(on: question) == verdict, "from the cache, without the server")
            let later = try await JudgeFactory.judge(from: section)
            #expect(later.identity == judge.identity)
            #expect(await later.verdict(on: question) == verdict, "a judge that is made when the server is gone")
            let other = await later.verdict(on: LabelSessionTests.item("b", line: "My dog is red.").question)
            #expect(other.abstention == .failed, "nobody was asked")
            section.seed = 2
            let error = await #expect(throws: HoldfastError.self) { try await JudgeFactory.judge(from: section) }
            #expect(error?.code == .server, "another judge is not in the cache")
        }
    }
}
