// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastRewards
import Testing

struct JudgePanelTests {
    /// Votes as letters: p, f, and a for an abstention.
    private static let votes: [Character: VerdictOutcome] = ["p": .pass, "f": .fail, "a": .abstain]

    private static let table: [(PanelRule, String, VerdictOutcome)] = [
        (.majority, "ppf", .pass), (.majority, "pff", .fail), (.majority, "pf", .abstain), (.majority, "pfa", .abstain), (.majority, "paa", .pass),
        (.majority, "faa", .fail), (.majority, "aaa", .abstain), (.majority, "ppffa", .abstain), (.minorityVeto(fails: 1), "ppppf", .fail),
        (.minorityVeto(fails: 1), "ppp", .pass), (.minorityVeto(fails: 1), "aaa", .abstain), (.minorityVeto(fails: 1), "paa", .pass),
        (.minorityVeto(fails: 2), "pppff", .fail), (.minorityVeto(fails: 2), "ppppf", .pass), (.minorityVeto(fails: 2), "paa", .abstain),
        (.minorityVeto(fails: 2), "faa", .abstain), (.minorityVeto(fails: 2), "pfa", .pass), (.minorityVeto(fails: 2), "ffa", .fail),
        (.minorityVeto(fails: 3), "ffp", .pass), (.minorityVeto(fails: 3), "ffa", .abstain),
    ]

    /// Says the same of everything.
    private struct Constant: Judge {
        var identity: String
        var outcome: VerdictOutcome
        func verdict(on question: JudgeQuestion) async -> Verdict {
            Verdict(criterion: question.criterion, outcome: outcome, turn: question.turn, evidence: "of \(identity)", judge: identity)
        }
    }

    private static func members(_ letters: String) -> [any Judge] {
        letters.enumerated().map { Constant(identity: "judge \($0)", outcome: votes[$1] ?? .abstain) }
    }

    @Test(arguments: table.indices) func `votes add up by the rule`(row: Int) async throws {
        let (rule, letters, expected) = Self.table[row]
        let panel = try JudgePanel(Self.members(letters), rule: rule)
        let verdict = await panel.verdict(on: JudgeFixture.question)
        #expect(verdict.outcome == expected, "\(rule.name) of \(letters)")
        #expect(verdict.abstention == (expected == .abstain ? .disagreement : nil))
        #expect(verdict.calls.map(\.outcome) == letters.compactMap { Self.votes[$0] } && verdict.turn == 3 && verdict.judge == panel.identity)
        #expect(
            verdict.answers
                == letters.enumerated().compactMap { place, letter in Self.votes[letter].map { ItemLabel(rater: "judge \(place)", outcome: $0) } })
        #expect(verdict.isDisputed == (letters.contains("p") && letters.contains("f")))
        if expected != .abstain {
            #expect(verdict.evidence.contains("of judge \(letters.firstIndex { Self.votes[$0] == expected }!.utf16Offset(in: letters))"))
        }
    }

    @Test func `more fails never turn a verdict into a pass, and more passes none into a fail`() {
        for rule in [PanelRule.majority, .minorityVeto(fails: 1), .minorityVeto(fails: 2), .minorityVeto(fails: 3)] {
            for passes in 0..<5 {
                for fails in 0..<5 {
                    let votes = [VerdictOutcome](repeating: .pass, count: passes) + [VerdictOutcome](repeating: .fail, count: fails)
                    let outcome = rule.outcome(of: votes)
                    if outcome == .fail { #expect(rule.outcome(of: votes + [.fail]) == .fail) }
                    if outcome == .pass { #expect(rule.outcome(of: votes + [.pass]) == .pass) }
                    #expect(rule.outcome(of: votes + [.abstain, .abstain]) == outcome, "who abstains changes nothing")
                }
            }
        }
    }

    @Test func `every member's calls are kept, with repairs, and the last one is its answer`() async throws {
        let repaired = ModelJudge(model: JudgeFixture.model(saying: ["Hm.", #"{"item": "ITEM", "evidence": "e", "verdict": "fail"}"#]))
        let failed = ModelJudge(model: ScriptedChatModel(identity: "broken", replies: []))
        let panel = try JudgePanel([repaired, Constant(identity: "constant", outcome: .pass), failed], rule: .minorityVeto(fails: 1))
        let verdict = await panel.verdict(on: JudgeFixture.question)
        #expect(verdict.outcome == .fail && verdict.calls.map(\.outcome) == [.abstain, .fail, .pass, .abstain])
        #expect(verdict.calls[0].reply == "Hm." && verdict.calls[2].reply == "of constant")
        #expect(
            verdict.answers.map(\.outcome) == [.fail, .pass, .abstain]
                && verdict.answers.map(\.rater) == [repaired.identity, "constant", failed.identity])
    }

    @Test func `a panel that makes no sense is refused`() {
        #expect(throws: HoldfastError.self) { try JudgePanel(Self.members("p"), rule: .majority) }
        #expect(throws: HoldfastError.self) { try JudgePanel(Self.members("pp"), rule: .minorityVeto(fails: 3)) }
        #expect(throws: HoldfastError.self) { try JudgePanel(Self.members("pp"), rule: .minorityVeto(fails: 0)) }
        let twice = [Constant(identity: "same", outcome: .pass), Constant(identity: "same", outcome: .fail)]
        #expect(throws: HoldfastError.self) { try JudgePanel(twice, rule: .majority) }
    }

    @Test func `disputed verdicts become items, each question once, with the judges' answers and no labels`() async throws {
        let disputed = try JudgePanel(Self.members("ppf"), rule: .majority)
        let agreed = try JudgePanel(Self.members("ppa"), rule: .majority)
        var other = JudgeFixture.question
        other.line = "Another line."
        let verdicts = [
            (question: JudgeFixture.question, verdict: await disputed.verdict(on: JudgeFixture.question), source: "first"),
            (question: JudgeFixture.question, verdict: await disputed.verdict(on: JudgeFixture.question), source: "second"),
            (question: other, verdict: await agreed.verdict(on: other), source: "third"),
        ]
        let items = CalibrationItem.disagreements(verdicts)
        let item = try #require(items.first)
        #expect(items.count == 1 && item.source == "first" && item.labels.isEmpty && item.question == JudgeFixture.question)
        #expect(item.answers.map(\.outcome) == [.pass, .pass, .fail])
    }
}
