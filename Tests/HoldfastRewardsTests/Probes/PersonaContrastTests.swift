// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct PersonaContrastTests {
    private static func scenario(_ id: String, city: String, day: String, domain: String = "trips") -> Scenario {
        Scenario(
            id: id, domain: domain, persona: Persona(facts: [Fact("city", city)], policy: []),
            goal: UserGoal(intents: ["book"], constraints: [Fact("day", day)], components: []), split: .train, seed: 1, source: "test")
    }
    private static let own = scenario("own", city: "boston", day: "monday")
    private static let contrast = PersonaContrast(
        own: own,
        others: [
            scenario("a", city: "denver", day: "monday"), scenario("b", city: "boston", day: "friday"), scenario("c", city: "denver", day: "friday"),
            scenario("d", city: "chicago", day: "monday"),
        ])

    /// Two others want monday, one lives in boston, two in denver.
    @Test(
        arguments: [
            ("own city", [Claim("city", "boston")], 1 - 1.0 / 4), ("own day", [Claim("day", "monday")], 1 - 2.0 / 4),
            ("both", [Claim("city", "boston"), Claim("day", "monday")], 1 - (0.5 + 0.5 + 0 + 0.5) / 4),
            ("another's city", [Claim("city", "denver")], -2.0 / 4),
            ("one right, one another's", [Claim("day", "monday"), Claim("city", "denver")], 0.5 - (1 + 0 + 0.5 + 0.5) / 4),
            ("nobody's", [Claim("city", "austin"), Claim("party", "3")], 0), ("no claim", [], nil),
        ] as [(String, [Claim], Double?)]) func `by ledgers`(name: String, claims: [Claim], value: Double?)
    {
        #expect(isClose(Self.contrast.value(of: RewardFixture.line(claims: claims)), value), "\(name)")
    }

    @Test func `the mean is over lines that claim something`() {
        let lines = [
            RewardFixture.line(claims: [Claim("city", "boston")]), RewardFixture.line(), RewardFixture.line(claims: [Claim("city", "denver")]),
        ]
        #expect(isClose(Self.contrast.mean(of: lines), (0.75 - 0.5) / 2))
        #expect(Self.contrast.mean(of: [RewardFixture.line()]) == nil)
        #expect(PersonaContrast(own: Self.own, others: [Self.own]).mean(of: lines) == nil, "oneself is no other")
        let scores = Self.contrast.scores(of: lines)
        #expect(scores.map(\.name) == [String](repeating: MetricName.personaContrast, count: 3))
        #expect(scores.map(\.value) == [0.75, -0.5, 0.125] && scores.map(\.turn) == [1, 1, nil])
        #expect(Self.contrast.scores(of: [RewardFixture.line()]) == [Score(MetricName.personaContrast, nil)])
        let unread = UserLine(turn: RewardFixture.turn(1, "hi"), acts: [], reading: nil)
        #expect(Self.contrast.value(of: unread) == nil)
    }

    @Test func `others are drawn by seed, of the same domain, with another persona, none twice`() {
        let pool = (0..<12).map {
            Self.scenario("s\($0)", city: ["boston", "denver", "chicago", "austin"][$0 % 4], day: "monday", domain: $0 < 9 ? "trips" : "shop")
        }
        var seen: Set<[String]> = []
        for seed in 0..<20 as Range<UInt64> {
            let drawn = PersonaContrast(own: Self.own, among: pool, count: 4, seed: seed).others
            #expect(drawn == PersonaContrast(own: Self.own, among: pool, count: 4, seed: seed).others, "seed \(seed)")
            #expect(drawn.count == 4 && Set(drawn.map(\.id)).count == 4, "seed \(seed)")
            #expect(drawn.allSatisfy { $0.domain == "trips" && $0.persona["city"] != "boston" }, "seed \(seed)")
            seen.insert(drawn.map(\.id))
        }
        #expect(seen.count > 10)
        #expect(PersonaContrast(own: Self.own, among: pool, count: 40, seed: 1).others.count == 6, "there are no more")
    }

    /// Passes where the ground names a city of its list; abstains on one city.
    private struct CityJudge: Judge {
        var identity: String { "cities" }
        var passes: Set<String>
        var abstains: String?
        func verdict(on question: JudgeQuestion) async -> Verdict {
            guard question.criterion == Criterion.contrast, question.turn == 1 else {
                return Verdict(criterion: "wrong question", outcome: .fail, judge: identity)
            }
            if question.ground == abstains { return .abstain(question.criterion, .cannotTell, turn: question.turn, evidence: "", judge: identity) }
            return Verdict(
                criterion: question.criterion, outcome: passes.contains(question.ground) ? .pass : .fail, turn: question.turn, judge: identity)
        }
    }

    @Test(
        arguments: [
            (["city: boston"], nil, 1 - 1.0 / 4), (["city: boston", "city: denver"], nil, 1 - 3.0 / 4), (["city: denver"], nil, -0.5),
            (["city: boston", "city: denver"], "city: denver", 1 - 1.0 / 2), (["city: denver"], "city: boston", nil),
        ] as [([String], String?, Double?)]) func `by a judge, abstentions left out`(passes: [String], abstains: String?, value: Double?) async throws
    {
        let judged = await Self.contrast.judged([RewardFixture.line()], by: CityJudge(passes: Set(passes), abstains: abstains))
        let line = try #require(judged.first ?? nil)
        #expect(line.verdicts.count == 5 && line.verdicts.allSatisfy { $0.criterion == Criterion.contrast })
        #expect(isClose(line.value, value), "\(passes) \(abstains ?? "-")")
    }

    @Test func `an invalid line is nobody's, and without others nothing is asked`() async {
        let judge = CityJudge(passes: [])
        #expect(await Self.contrast.judged([RewardFixture.line(fault: .empty)], by: judge) == [nil])
        #expect(await PersonaContrast(own: Self.own, others: []).judged([RewardFixture.line()], by: judge) == [nil])
        #expect(JudgedContrast(verdicts: [Verdict(criterion: "contrast", outcome: .pass, judge: "")]).value == nil)
    }

    @Test func `a judge is shown the goal's own words for who the user is`() async throws {
        struct Reader: Judge {
            var identity: String { "reader" }
            func verdict(on question: JudgeQuestion) async -> Verdict {
                Verdict(criterion: question.criterion, outcome: .pass, evidence: question.ground, judge: identity)
            }
        }
        let contrast = PersonaContrast(own: RewardFixture.scenario(), others: [Self.own])
        let judged = await contrast.judged([RewardFixture.line()], by: Reader())
        #expect(try #require(judged[0]).verdicts.map(\.evidence) == ["lives in boston\nshort", "city: boston"])
    }
}
