// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastTrajectories
import Testing

@Suite struct DialogueReportTests {
    @Test func `means are over dialogues, and counts over lines`() throws {
        func dialogue(_ replies: [String], stored: Double) -> String {
            let lines = replies.indices.map { "[\($0), \"P: word\"]" }.joined(separator: ",")
            let entries = replies.enumerated().filter { $0.offset % 2 == 0 }.map { "[\($0), \"\($1)\"]" }.joined(separator: ",")
            return
                #"{"task_name": "Therapy", "pturn": 2, "conversation": [\#(lines)], "eval_prompt_consistency": [\#(entries)], "P2_prompt_consistency_score": \#(stored)}"#
        }
        // Own lines: NO YES blank NO (theirs 3/4, ours 2/3 and 1/2); NO (1, 1, 1); a file of the other rule: blank and NO (stored 1/2, computed 1).
        let text = [
            dialogue(["NO", "", "YES", "", "", "", "NO"], stored: 0.75), dialogue(["NO"], stored: 1), dialogue(["", "", "NO"], stored: 0.5),
        ].joined(separator: ",")
        let report = DialogueReport(
            file: "f", dialogues: try JudgedDialogueFile.dialogues(of: Array("[\(text), {\"conversation\": []}]".utf8), named: "f"))
        #expect(report.dialogues == 4 && report.withoutJudgedLines == 1 && report.speakers.count == 1)
        let speaker = report.speakers[0]
        #expect(speaker.task == "Therapy" && speaker.speaker == 2 && speaker.dialogues == 3 && speaker.lines == 7)
        #expect(speaker.theirPromptToLine.computed == (0.75 + 1 + 1) / 3 && speaker.theirPromptToLine.stored == (0.75 + 1 + 0.5) / 3)
        #expect(speaker.theirPromptToLine.differing == [2] && speaker.byTheNoRule == 1)
        #expect(speaker.promptToLine == (2.0 / 3 + 1 + 1) / 3 && speaker.promptToLineAbstentionFailing == (0.5 + 1 + 0.5) / 3)
        #expect(speaker.passed == 4 && speaker.failed == 1 && speaker.undecided == 2)
        // Line k of 4 lies in fifth 0, 1, 2, 3; of 2 in 0 and 2; of 1 in 0.
        #expect(speaker.fifths.map(\.lines) == [2, 1, 1, 1, 0])
        #expect(speaker.fifths.map(\.rate) == [0, 1, 0, 0, nil])
        #expect(speaker.lineToLineMin == nil && speaker.theirSurvey.computed == nil)
    }

    /// An independent program makes random files and works out the numbers.
    @Test(.enabled(if: hasPython, "no python3 was found"))
    func `an independent program comes to the same numbers`() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/judged_dialogues.py").path
        let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-analysis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let seeds = 40
        let document = try JSONSerialization.jsonObject(with: Data(python([script, folder.path, "\(seeds)"]).utf8))
        let reports = try #require(document as? [[[String: Any]]])
        var parts = 0
        for (seed, expected) in reports.enumerated() {
            let path = folder.appending(path: "\(seed).json").path
            let report = DialogueReport(file: path, dialogues: try JudgedDialogueFile.read(path))
            let found = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(report.speakers)) as? [[String: Any]])
            #expect(found.count == expected.count, "seed \(seed)")
            for (found, expected) in zip(found, expected) {
                parts += 1
                let wrong = expected.keys.filter { !agree(found[$0], expected[$0]) }.sorted()
                #expect(wrong.isEmpty, "seed \(seed): \(wrong.map { "\($0) is \(found[$0] ?? "absent"), expected \(expected[$0] ?? "")" })")
            }
        }
        #expect(parts > seeds)
    }
}

/// Whether two JSON values are equal up to rounding; an absent value is null.
private func agree(_ found: Any?, _ expected: Any?) -> Bool {
    switch (found, expected) {
    case (nil, is NSNull), (is NSNull, is NSNull): true
    case (let found as NSNumber, let expected as NSNumber): abs(found.doubleValue - expected.doubleValue) <= 1e-9
    case (let found as String, let expected as String): found == expected
    case (let found as [Any], let expected as [Any]): found.count == expected.count && zip(found, expected).allSatisfy { agree($0, $1) }
    case (let found as [String: Any], let expected as [String: Any]): expected.allSatisfy { agree(found[$0.key], $0.value) }
    default: false
    }
}

private func python(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
}

private let hasPython = (try? python(["--version"])) != nil
