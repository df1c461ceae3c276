// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

@testable import HoldfastRun

struct LabelSessionTests {
    static func item(_ id: String, line: String = "I live in Denver.", labels: [ItemLabel] = []) -> CalibrationItem {
        CalibrationItem(
            id: id,
            question: JudgeQuestion(
                criterion: Criterion.promptToLine, ground: "lives in boston", dialogue: [JudgedLine(.agent, "Where do you live?")], line: line),
            labels: labels, answers: [ItemLabel(rater: "secret judge", outcome: .fail)], source: "secret source")
    }

    private static func pressed(_ keys: String, _ session: inout LabelSession) -> [LabelSession.Effect] {
        keys.utf8.compactMap(LabelKey.init(byte:)).map { session.press($0) }
    }

    /// Keys, what is left of each item's label, and the item that is shown then.
    private static let table: [(keys: String, labels: [VerdictOutcome?], place: Int?)] = [
        ("", [nil, nil, nil], 0), ("p", [.pass, nil, nil], 1), ("pf", [.pass, .fail, nil], 2), ("pfa", [.pass, .fail, .abstain], nil),
        ("pu", [nil, nil, nil], 0), ("pfu", [.pass, nil, nil], 1), ("pfuu", [nil, nil, nil], 0), ("u", [nil, nil, nil], 0),
        ("s", [nil, nil, nil], 1), ("sp", [nil, .pass, nil], 2), ("sss", [nil, nil, nil], nil), ("sssu", [nil, nil, nil], 2),
        ("spu", [nil, nil, nil], 1), ("spuu", [nil, nil, nil], 0), ("pfap", [.pass, .fail, .abstain], nil), ("xyz1 \n", [nil, nil, nil], 0),
        ("PFA", [.pass, .fail, .abstain], nil), ("pfauf", [.pass, .fail, .fail], nil),
    ]

    @Test(arguments: table.indices) func `keys lead through the items, and what is kept adds up to what was answered`(row: Int) {
        let (keys, expected, place) = Self.table[row]
        let items = ["a", "b", "c"].map { Self.item($0) }
        var session = LabelSession(items: items, rater: "ann")
        var kept: [String: VerdictOutcome] = [:]
        for case .record(let item, let outcome) in Self.pressed(keys, &session) { kept[item] = outcome }
        #expect(items.map { kept[$0.id] } == expected && session.place == place && session.done == expected.count { $0 != nil }, "\(keys)")
    }

    @Test func `q, Ctrl-C and Ctrl-D quit, and the session goes on later with what is left`() {
        for key in ["q", "Q", "\u{3}", "\u{4}"] {
            var session = LabelSession(items: [Self.item("a")], rater: "ann")
            #expect(Self.pressed(key, &session) == [.quit])
        }
        let labelled = Self.item("a", labels: [ItemLabel(rater: "ben", outcome: .fail), ItemLabel(rater: "ann", outcome: .pass)])
        #expect(LabelSession(items: [labelled, Self.item("b")], rater: "ann").place == 1)
        #expect(LabelSession(items: [labelled, Self.item("b")], rater: "cid").place == 0)
    }

    @Test func `the screen shows the question with its ground, and nobody's answer`() {
        let items = [Self.item("a", labels: [ItemLabel(rater: "ben", outcome: .fail)]), Self.item("b")]
        var session = LabelSession(items: items, rater: "ann")
        let text = LabelScreen(session: session).text
        for shown in ["lives in boston", "agent: Where do you live?", "I live in Denver.", "0 of 2", "item 1", "contradict", "u undo"] {
            #expect(text.contains(shown), "\(shown)")
        }
        for hidden in ["ben", "secret", "FAIL", "1 fail"] { #expect(!text.contains(hidden), "\(hidden)") }
        _ = Self.pressed("ps", &session)
        #expect(LabelScreen(session: session).text.contains("1 of 2 labelled, 1 skipped"))
        #expect(LabelScreen(session: session).text.contains("Nothing is left"))
    }

    @Test func `no text steers the terminal, and none is wider than it`() {
        let line = "\u{1B}[2J\u{7}\u{202E}abc\u{9B}31m \u{200B}" + String(repeating: "word ", count: 60)
        let text = LabelScreen(session: LabelSession(items: [Self.item("a", line: line)], rater: "ann"), width: 60).text
        #expect(
            text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.properties.generalCategory != .control && $0.properties.generalCategory != .format) })
        #expect(text.contains("\\u{1b}[2J\\u{7}\\u{202e}abc"))
        #expect(text.lineFeedSeparated.allSatisfy { $0.count <= 62 })
    }
}
