// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct LedgerJudgeTests {
    static let judge = LedgerJudge(scenario: RewardFixture.scenario())

    @Test(arguments: [
        ("true claim", RewardFixture.line(claims: [Claim("city", "boston")]), VerdictOutcome.pass, ""),
        ("false claim", RewardFixture.line(claims: [Claim("city", "denver")]), .fail, "claims city = denver, but it is boston"),
        ("either declared value", RewardFixture.line(claims: [Claim("day", "tuesday")]), .pass, ""),
        ("no declared value", RewardFixture.line(claims: [Claim("day", "friday")]), .fail, "claims day = friday, but it is monday or tuesday"),
        ("denies a wrong presumption", RewardFixture.line(denials: [Claim("party", "3")]), .pass, ""),
        ("denies the truth", RewardFixture.line(denials: [Claim("party", "2")]), .fail, "denies party = 2, which is true"),
        ("denies one of two true values", RewardFixture.line(denials: [Claim("day", "monday")]), .pass, ""),
        ("nothing in the ledger", RewardFixture.line(claims: [Claim("color", "red")]), .pass, ""),
        ("claims nothing", RewardFixture.line(), .pass, ""),
        ("invalid", RewardFixture.line(claims: [Claim("city", "boston")], fault: .repetition), .fail, "invalid line: repetition"),
    ])
    func promptToLine(name: String, line: UserLine, outcome: VerdictOutcome, evidence: String) {
        let verdict = Self.judge.promptToLine(line)
        #expect(verdict == Verdict(criterion: "prompt_to_line", outcome: outcome, turn: 1, evidence: evidence, judge: "ledger"), "\(name)")
    }

    @Test func abstainsWithoutALexicon() {
        var line = RewardFixture.line()
        line.reading = nil
        #expect(Self.judge.promptToLine(line).outcome == .abstain)
    }

    @Test(
        arguments: [
            ("right", "city", [Claim("city", "boston")], VerdictOutcome.pass),
            ("wrong", "city", [Claim("city", "denver")], .fail),
            ("both", "city", [Claim("city", "boston"), Claim("city", "denver")], .fail),
            ("unreadable", "city", [], .fail),
            ("about something else", "city", [Claim("party", "2")], .fail),
            ("either declared value", "day", [Claim("day", "tuesday")], .pass),
            ("nothing in the ledger", "color", [Claim("color", "red")], .abstain),
        ] as [(String, Attribute, [Claim], VerdictOutcome)])
    func probes(name: String, attribute: Attribute, claims: [Claim], outcome: VerdictOutcome) {
        let record = ProbeRecord(turn: 3, attribute: attribute, question: "?", answer: "!")
        #expect(Self.judge.judge(record, located: LocatedReading(reading: LineReading(claims: claims))).outcome == outcome, "\(name)")
        #expect(Self.judge.judge(record, located: nil).outcome == .abstain, "\(name): without a lexicon")
    }

    @Test func readsABareAnswerToAProbe() {
        let reader = LineReader(lexicon: RewardFixture.lexicon)
        for (answer, outcome) in [("boston", VerdictOutcome.pass), ("denver", .fail), ("why do you ask", .fail)] {
            let record = ProbeRecord(turn: 1, attribute: "city", question: "where do you live?", answer: answer)
            #expect(Self.judge.probe(record, reader: reader).outcome == outcome, "\(answer)")
        }
    }
}
