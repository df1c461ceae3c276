// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastRewards

/// The numbers of docs/judges.md, section "Contradictions in free text, without a model", measured again.
@Suite(.enabled(if: PersonaCorpus.isPresent, "needs ../shared/data with synthetic-persona-chat and personagym beside the repository"))
struct FreeTextMeasurementTests {
    private static let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/judges.md")

    /// Prints rows of a table, and wants each in the document.
    private func expectDocumented(_ rows: [String]) throws {
        print(rows.joined(separator: "\n"))
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        for row in rows { #expect(text.contains(row), "docs/judges.md lacks this row, as measured now: \(row)") }
    }

    @Test func `lines of the unseen half against their own and another's persona`() throws {
        let dialogues = try PersonaCorpus.dialogues(half: 1)
        let own = ChatTally.of(dialogues, swappedBy: nil)
        let swapped = ChatTally.of(dialogues, swappedBy: 1)
        func row(_ name: String, _ count: KeyPath<ChatTally, Int>, of all: KeyPath<ChatTally, Int>) -> String {
            "| \(name) | \(MeasuredShare(count: own[keyPath: count], all: own[keyPath: all]).text) | \(MeasuredShare(count: swapped[keyPath: count], all: swapped[keyPath: all]).text) |"
        }
        let relations = Set(own.relations.keys).union(swapped.relations.keys).sorted()
        try expectDocumented(
            [
                row("lines flagged", \.flagged, of: \.lines), row("lines that restate and pass", \.passed, of: \.lines),
                row("abstained, could not decide", \.open, of: \.lines), row("abstained, nothing to compare", \.silent, of: \.lines),
                row("dialogues with a flagged line (one person's lines each)", \.flaggedSides, of: \.sides),
                "| precision, dialogues | \(MeasuredShare(count: swapped.flaggedSides, all: swapped.flaggedSides + own.flaggedSides).text) |",
            ] + relations.map { "| \($0) | \(own.relations[$0] ?? 0) | \(swapped.relations[$0] ?? 0) |" })
        #expect(own.flagged * 5 < swapped.flagged, "a line contradicts another's persona far more often than its own")
        if let path = ProcessInfo.processInfo.environment["HOLDFAST_FLAGGED"] {
            let listed = [("own", own), ("swapped", swapped)].flatMap { name, tally in
                tally.conflicts.map { "\(name)\trow \($0.row)\t\($0.conflict)" }
            }
            try listed.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    @Test func `lines made from facts by rule`() throws {
        let seen = Set(try PersonaCorpus.dialogues(half: 0).flatMap(\.personas).flatMap { $0.lineFeedSeparated.map(String.init) })
        let unseen = Set(try PersonaCorpus.dialogues(half: 1).flatMap(\.personas).flatMap { $0.lineFeedSeparated.map(String.init) })
        // The halves share their sentences, so that this says how much is covered, not how it does on what was never seen.
        #expect(seen == unseen)
        let tally = ConstructedTally(facts: seen.sorted(), others: seen.sorted())
        try expectDocumented(
            [
                "| contradictions found | \(MeasuredShare(count: tally.found, all: tally.all).text) |",
                "| facts said again: flagged | \(MeasuredShare(count: tally.restatedFlagged, all: tally.restated).text) |",
                "| facts said again: passed | \(MeasuredShare(count: tally.restatedPassed, all: tally.restated).text) |",
            ] + tally.rules.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value.found) of \($0.value.all) |" })
    }

    @Test func `one-line personas in the third person`() throws {
        let personas = try JSONDecoder().decode([String].self, from: Data(contentsOf: URL(filePath: PersonaCorpus.personas)))
        var aged = 0, agedFound = 0, agedPassed = 0, read = 0, placed = 0, placedFound = 0, placedFlagged = 0
        for persona in personas {
            let ground = FreeTextGround(persona: persona)
            if ground.count > 0 { read += 1 }
            let words = persona.split { !$0.isNumber && !$0.isLetter }
            if let from = words.firstIndex(of: "from"), from + 1 < words.count, words[from + 1].first?.isUppercase ?? false {
                placed += 1
                let name = words[(from + 1)...].prefix { $0.first?.isUppercase ?? false }.joined(separator: " ")
                if ground.finding(on: "I'm from \(name == "Peru" ? "Kenya" : "Peru").").conflicts.first?.relation == "isFrom" { placedFound += 1 }
                if !ground.finding(on: "I come from \(name).").conflicts.isEmpty { placedFlagged += 1 }
            }
            guard let index = words.firstIndex(where: { Int($0) != nil && $0.count == 2 }), let age = Int(words[index]), index + 1 < words.count,
                words[index + 1].hasPrefix("year")
            else { continue }
            aged += 1
            if ground.finding(on: "I'm \(age + 9) years old.").conflicts.first?.relation == "age" { agedFound += 1 }
            let same = ground.finding(on: "I am \(age).")
            if same.conflicts.isEmpty, same.agreements == 1 { agedPassed += 1 }
        }
        try expectDocumented([
            "| personas with a statement read | \(MeasuredShare(count: read, all: personas.count).text) |",
            "| another age found | \(MeasuredShare(count: agedFound, all: aged).text) |",
            "| another origin found | \(MeasuredShare(count: placedFound, all: placed).text) |",
            "| the origin said again is flagged | \(MeasuredShare(count: placedFlagged, all: placed).text) |",
            "| the age said again passes | \(MeasuredShare(count: agedPassed, all: aged).text) |",
        ])
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
    func `a line costs tens of microseconds`() throws {
        let dialogues = try PersonaCorpus.dialogues(half: 0)
        var lines = 0, flagged = 0
        let time = ContinuousClock().measure {
            let tally = ChatTally.of(dialogues, swappedBy: nil)
            lines = tally.lines
            flagged = tally.flagged
        }
        let microseconds = time / .microseconds(1) / Double(lines)
        print("free text: \(lines) lines with \(dialogues.count * 2) personas in \(time), \(microseconds) microseconds a line, \(flagged) flagged")
        #expect(microseconds < 60)
    }
}
