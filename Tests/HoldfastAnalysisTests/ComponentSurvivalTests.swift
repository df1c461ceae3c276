// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct ComponentSurvivalTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 60))

    /// A dialogue of a user with a profile of two facts and a rule.
    /// - Parameter failures: at which turn which component failed; user lines have even turns.
    private static func made(
        persona: Int, lines: Int, failures: [String: Int], applies: Bool = true, agrees: [Bool?] = [], failed: Bool = false
    ) throws -> ScoredEpisode {
        var scored = ScoredEpisode.made(
            persona: persona, lines: (0..<lines).map { _ in "x" }, agrees: agrees, failed: failed)
        let components = [
            GoalComponent(id: "profile.city", kind: .profile, text: "lives in Leeds", check: .consistent("city")),
            GoalComponent(id: "profile.age", kind: .profile, text: "is forty", check: .consistent("age")),
            GoalComponent(
                id: "policy.0", kind: .policy, text: "is brief", check: .obeys(.atMostWords(5)), condition: applies ? nil : .after(intent: "x")),
            GoalComponent(id: "task.x", kind: .task, text: "does x", check: .achieved(intent: "x")),
        ]
        var goal = GoalState(components: components)
        for (component, turn) in failures.sorted(by: { $0.key < $1.key }) {
            goal.apply(StatusProposal(component: component, status: .misaligned, turn: turn, reason: "", judge: "made"))
        }
        goal.apply(StatusProposal(component: "task.x", status: .complete, turn: 0, reason: "", judge: "made"))
        scored.episode.goal = goal
        return scored
    }

    private static func question(_ episodes: [ScoredEpisode]) -> ComponentSurvival {
        var question = ComponentSurvival()
        for (row, scored) in episodes.enumerated() { question.add(.made(scored, row: row)) }
        return question
    }

    @Test func `times are ordinals of the user's lines`() throws {
        let question = Self.question([
            // A move after the agent's line (turn 3) is of the user's second line (turn 2).
            try Self.made(persona: 0, lines: 4, failures: ["profile.city": 3, "policy.0": 6]),
            try Self.made(persona: 1, lines: 2, failures: [:], agrees: [true, false]),
            try Self.made(persona: 2, lines: 3, failures: ["profile.age": 0], failed: true),
        ])
        func rows(_ counts: TurnSurvival?) -> [[Double]] { counts?.table.rows.map { [$0.time, $0.atRisk, $0.events, $0.censored] } ?? [] }
        #expect(rows(question.wholes[1]) == [[1, 6, 1, 0], [2, 5, 1, 2], [3, 2, 0, 1], [4, 1, 0, 1]])
        #expect(rows(question.wholes[2]) == [[2, 3, 0, 1], [3, 2, 0, 1], [4, 1, 1, 0]])
        // The second dialogue's violation is a contradiction at its second line.
        #expect(rows(question.wholes[0]) == [[1, 3, 1, 0], [2, 2, 2, 0]])
        #expect(question.parts.parts.keys.sorted().map(\.rowName) == ["policy/at_most_words", "profile/age", "profile/city"])
        #expect(question.earliest[1].references.map(\.row) == [2, 0])
    }

    @Test func `components that never applied are left out, and dialogues without a line say nothing`() throws {
        let question = Self.question([
            try Self.made(persona: 0, lines: 2, failures: [:], applies: false), try Self.made(persona: 1, lines: 0, failures: [:]),
        ])
        #expect(question.wholes.map(\.items) == [1, 2, 0])
        #expect(ComponentSurvival().section(resampling) == nil)
        #expect(ComponentSurvival.comparison(before: ComponentSurvival(), after: ComponentSurvival(), resampling) == nil)
    }

    /// Every dialogue has eight lines; a city fails with a chance of `hazard` at each.
    private static func drawn(_ count: Int, seed: UInt64, hazard: Double) throws -> [ScoredEpisode] {
        var random = RandomKey(seed: seed, purpose: .text).stream
        return try (0..<count).map { episode in
            let failed = (0..<8).first { _ in random.uniform() < hazard }
            return try made(persona: episode / 4, lines: 8, failures: failed.map { ["profile.city": 2 * $0] } ?? [:])
        }
    }

    @Test func `rows and curves hold what Kaplan and Meier say`() throws {
        let episodes = try Self.drawn(120, seed: 3, hazard: 0.1)
        let question = Self.question(episodes)
        let section = try #require(question.section(resampling))
        let rows = Dictionary(uniqueKeysWithValues: section.tables.flatMap(\.rows).map { ($0.name, $0) })
        let expected = KaplanMeier(question.wholes[1].table)
        let mean = try #require(rows["survival/profile/restricted_mean"]?.estimate)
        #expect(mean.value == expected.restrictedMean(to: 12).value && mean.observations == 240 && mean.low ?? 99 < mean.value)
        #expect(rows["survival/profile/turn_5"]?.estimate?.value == expected.survival(at: 5))
        #expect(rows["survival/profile/turn_10"] == nil, "dialogues end at line 8")
        let city = try #require(rows["survival/profile/city/restricted_mean"]?.estimate)
        #expect(city.value < mean.value && city.observations == 120 && rows["survival/profile/age/restricted_mean"] == nil)
        let figure = try #require(section.figures.first { $0.id == "survival-profile" })
        #expect(figure.kind == .step && figure.series.map(\.name) == ["all", "city"])
        let heights = figure.series[0].points.map(\.y.value)
        #expect(heights.first == 1 && heights.count == 9 && zip(heights, heights.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(heights.last == expected.survival(at: 8))
    }

    @Test func `a curve without a failure has an interval with a width`() throws {
        let question = Self.question(try (0..<30).map { try Self.made(persona: $0, lines: 6, failures: [:]) })
        let rows = try #require(question.section(resampling)).tables[0].rows
        let beyond = try #require(rows.first { $0.name == "survival/policy/turn_5" }?.estimate)
        let most = 1.959964 * 1.959964 / (30 + 1.959964 * 1.959964)
        let low = try #require(beyond.low)
        #expect(beyond.value == 1 && beyond.high == 1 && abs(low - (1 - most)) < 1e-6)
        let mean = try #require(rows.first { $0.name == "survival/policy/restricted_mean" })
        #expect(mean.estimate?.value == 12 && mean.note.contains("Wilson"))
        #expect(abs((mean.estimate?.low ?? 0) - (12 - 11 * most)) < 1e-5)
    }

    @Test func `a comparison tests the pace and tells the difference`() throws {
        let before = Self.question(try Self.drawn(160, seed: 4, hazard: 0.2))
        let after = Self.question(try Self.drawn(160, seed: 5, hazard: 0.05))
        let section = try #require(ComponentSurvival.comparison(before: before, after: after, resampling))
        let rows = section.tables.flatMap(\.rows)
        #expect(Set(rows.map(\.name)).count == rows.count)
        let mean = try #require(rows.first { $0.name == "survival/profile/city/restricted_mean" })
        guard case .estimate(let difference, _, true) = mean.cells[2] else {
            Issue.record("\(mean.cells)")
            return
        }
        #expect(difference.excludes(0) && difference.value > 2)
        let test = try #require(rows.first { $0.name == "survival/profile/city/log_rank" })
        let city = GoalPart(GoalComponent(id: "", kind: .profile, text: "", check: .consistent("city")))
        let (first, second) = (try #require(before.parts.parts[city]), try #require(after.parts.parts[city]))
        #expect(test.cells[0] == .count(first.events) && test.cells[2] == .text("< 0.0001") && test.cells[3] == .text("< 0.0001"))
        #expect(LogRank([first.table, second.table]).p < 1e-4 && ClusteredLogRank(first, second).p < 1e-4)
        #expect(section.figures.allSatisfy { $0.series.map(\.name) == ["before", "after"] })
        // A run against itself.
        let same = try #require(ComponentSurvival.comparison(before: before, after: before, resampling)).tables.flatMap(\.rows)
        #expect(same.first { $0.name == "survival/profile/log_rank" }?.cells[2] == .text("1.0000"))
    }

    @Test(arguments: [UInt64(1), 2])
    func `what is merged does not depend on the order`(seed: UInt64) throws {
        let episodes = try Self.drawn(90, seed: seed, hazard: 0.15)
        let whole = Self.question(episodes)
        let parts = (0..<3).map { part in
            var question = ComponentSurvival()
            for (row, scored) in episodes.enumerated() where row % 3 == part { question.add(.made(scored, row: row)) }
            return question
        }
        for order in [[0, 1, 2], [2, 1, 0]] {
            var merged = ComponentSurvival()
            for part in order { merged.merge(parts[part]) }
            #expect(merged.section(resampling) == whole.section(resampling), "seed \(seed)")
        }
    }

    /// A hundred parts, met in two orders and in pieces: the same ones are kept, with all that was counted of them.
    @Test func `of too many parts the same ones are kept in every order`() {
        func part(_ number: Int) -> GoalPart {
            GoalPart(GoalComponent(id: "", kind: .profile, text: "", check: .consistent(Attribute("fact \(number)"))))
        }
        func filled(_ numbers: some Sequence<Int>) -> PartSurvival {
            var survival = PartSurvival()
            for number in numbers {
                for turn in 1...3 { survival.add(part(number % 100), turn: turn, isEvent: number < 100, of: ClusterKey("\(number % 7)")) }
            }
            return survival
        }
        func told(_ survival: PartSurvival) -> [String] {
            survival.parts.sorted { $0.key < $1.key }.map { "\($0.key.name) \($0.value.items) \($0.value.events)" }
        }
        let forward = filled(0..<200)
        #expect(forward.parts.count == PartSurvival.mostParts && forward.isCut)
        #expect(forward.parts.values.allSatisfy { $0.items == 6 && $0.events == 3 })
        #expect(told(filled((0..<200).reversed())) == told(forward))
        var merged = filled(150..<200)
        merged.merge(filled(0..<60))
        merged.merge(filled(60..<150))
        #expect(told(merged) == told(forward))
        #expect(!filled(0..<40).isCut)
    }
}
