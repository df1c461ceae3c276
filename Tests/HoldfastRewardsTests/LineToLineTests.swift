// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct LineToLineTests {
    @Test(
        arguments: [
            ("no line", [], nil, nil),
            ("one line", [[]], nil, nil),
            ("two that agree", [[], []], 1, 1),
            ("two that conflict", [[], [0]], 0, 0),
            ("three, the last conflicts with one", [[], [], [1]], 0.5, 2.0 / 3),
            ("three, the last conflicts with both", [[], [], [0, 1]], 0.5, 1.0 / 3),
            ("four, all conflict", [[], [0], [0, 1], [0, 1, 2]], 0, 0),
            ("positions out of range, own and repeated are dropped", [[], [0, 0, 1, 7, -1], []], 0.5, 2.0 / 3),
        ] as [(String, [[Int]], Double?, Double?)])
    func formulas(name: String, conflicts: [[Int]], min: Double?, pair: Double?) {
        let result = LineToLine(conflicts: conflicts)
        #expect(isClose(result.min, min), "\(name): min \(String(describing: result.min))")
        #expect(isClose(result.pair, pair), "\(name): pair \(String(describing: result.pair))")
    }

    /// Each second line conflicts with one earlier line. The rate per line does not fall, yet the pair formula rises with length.
    @Test func pairFormulaRisesWithLengthWhereMinDoesNot() {
        func dialogue(_ length: Int) -> LineToLine {
            LineToLine(conflicts: (0..<length).map { $0 % 2 == 1 ? [0] : [] })
        }
        let (short, long) = (dialogue(5), dialogue(11))
        #expect(isClose(short.min, 1 - 2.0 / 4))
        #expect(isClose(long.min, 1 - 5.0 / 10))
        #expect(isClose(short.pair, 1 - 2.0 / 10))
        #expect(isClose(long.pair, 1 - 5.0 / 55))
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func pairIsNeverBelowMin(seed: UInt64) throws {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        let result = LineToLine(conflicts: (0..<8).map { line in (0..<line).filter { _ in stream.chance(0.2) } })
        let (min, pair) = (try #require(result.min), try #require(result.pair))
        #expect((0...1).contains(min) && (0...1).contains(pair), "seed \(seed)")
        // A line's share of conflicting pairs is at most 1, so weighting lines by their pairs can lower the score only
        // where late lines are worse; with no conflict both are 1.
        #expect((min == 1) == (pair == 1), "seed \(seed)")
    }

    static let judge = LedgerJudge(
        scenario: RewardFixture.scenario(declared: [
            DeclaredState(name: "mood", initial: "calm", moves: ["calm": ["tense"], "tense": ["angry"]])
        ]))

    @Test(arguments: [
        ("another value", RewardFixture.line(claims: [Claim("city", "boston")]), RewardFixture.line(claims: [Claim("city", "denver")]), true),
        ("the same value", RewardFixture.line(claims: [Claim("city", "denver")]), RewardFixture.line(claims: [Claim("city", "denver")]), false),
        ("both values declared", RewardFixture.line(claims: [Claim("day", "monday")]), RewardFixture.line(claims: [Claim("day", "tuesday")]), false),
        ("one value not declared", RewardFixture.line(claims: [Claim("day", "monday")]), RewardFixture.line(claims: [Claim("day", "friday")]), true),
        ("denies what it said", RewardFixture.line(claims: [Claim("party", "2")]), RewardFixture.line(denials: [Claim("party", "2")]), true),
        ("says what it denied", RewardFixture.line(denials: [Claim("party", "2")]), RewardFixture.line(claims: [Claim("party", "2")]), true),
        ("denies what it never said", RewardFixture.line(claims: [Claim("party", "2")]), RewardFixture.line(denials: [Claim("party", "3")]), false),
        (
            "goes over to the fallback", RewardFixture.line(claims: [Claim("day", "monday")]), RewardFixture.line(denials: [Claim("day", "monday")]),
            false
        ),
        ("other attributes", RewardFixture.line(claims: [Claim("party", "2")]), RewardFixture.line(claims: [Claim("day", "monday")]), false),
        ("unknown to the ledger", RewardFixture.line(claims: [Claim("color", "red")]), RewardFixture.line(claims: [Claim("color", "blue")]), true),
        ("declared move", RewardFixture.line(claims: [Claim("mood", "calm")]), RewardFixture.line(claims: [Claim("mood", "angry")]), false),
        ("undeclared move", RewardFixture.line(claims: [Claim("mood", "angry")]), RewardFixture.line(claims: [Claim("mood", "calm")]), true),
        ("nothing said", RewardFixture.line(), RewardFixture.line(claims: [Claim("city", "denver")]), false),
    ])
    func conflicts(name: String, earlier: UserLine, later: UserLine, expected: Bool) {
        #expect(Self.judge.lineToLine([earlier, later])?.conflicts == [[], expected ? [0] : []], "\(name)")
    }

    @Test func invalidLinesGetTheFloorAndBlameNobody() throws {
        let lines = [
            RewardFixture.line(turn: 1, claims: [Claim("city", "boston")]),
            RewardFixture.line(turn: 3, fault: .wordless),
            RewardFixture.line(turn: 5, claims: [Claim("city", "boston")]),
        ]
        let result = try #require(Self.judge.lineToLine(lines))
        #expect(result.conflicts == [[], [0], []])
        #expect(Self.judge.lineToLineVerdicts(lines, result).map(\.outcome) == [.fail, .pass])
    }

    @Test func abstainsWithoutALexicon() {
        var line = RewardFixture.line()
        line.reading = nil
        #expect(Self.judge.lineToLine([line, line]) == nil)
        #expect(Self.judge.lineToLineVerdicts([line, line], nil).map(\.outcome) == [.abstain])
    }
}
